"""The press: what it keeps, serves and forgets."""
