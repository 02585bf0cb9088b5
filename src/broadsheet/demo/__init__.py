"""A small fictional local paper as readable files, loaded through ingest."""
