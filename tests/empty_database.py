"""The tests' database as it was migrated, before a paper was founded in it: for tests that found one of their own."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from django.db import connection

_folder: list[tempfile.TemporaryDirectory[str]] = []


def keep() -> None:
    """Copy the database as it is now, where it is one in memory."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        _folder.append(tempfile.TemporaryDirectory(prefix="broadsheet-empty-"))
        copy_to(Path(_folder[-1].name) / "empty.sqlite3")


def copy_to(file: Path) -> None:
    """Write the database in memory to a file."""
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()


def kept_file() -> Path | None:
    """Where the copy lies; None where none was kept."""
    return Path(_folder[-1].name) / "empty.sqlite3" if _folder else None
