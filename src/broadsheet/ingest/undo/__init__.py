"""Takes a whole import out of the paper again: what it made is deleted, what it changed is put back.

Knows what runs have noted of themselves (ingest/models.py), and nothing of sources or their formats.
"""
