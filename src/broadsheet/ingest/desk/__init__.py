"""Imports in the desk: an administrator uploads an archive, watches the background worker, and reads the report.

Owns the screens and what lies between an upload and the functions in `ingest.runs`; knows nothing of any format.
"""
