"""Stores an archive's records: surveys, plans, then writes in batches within one transaction."""
