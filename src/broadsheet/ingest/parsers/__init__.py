"""One module per source: each reads a format and yields records, and knows nothing of the newsroom."""
