"""What the comments of a source became, and what each answers: on disk, so that a million of them need no memory."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from broadsheet.ingest.records import Origin

_TABLE = """
CREATE TABLE comment (key TEXT PRIMARY KEY, number INTEGER, parent TEXT, page_id INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """One comment. ``number`` is its id here, None where it was thrown away; ``parent`` the source's key."""

    number: int | None
    parent: str
    page_id: int


@dataclass(frozen=True, slots=True)
class Late:
    """A stored comment whose parent had not been seen yet when it was."""

    number: int
    origin: Origin
    author: str
    page_id: int


class CommentKeys:
    """A private temporary table that is gone once closed."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.executescript(_TABLE)

    def close(self) -> None:
        self._db.close()

    def add(self, key: str, number: int | None, parent: str, page_id: int | None) -> None:
        self._db.execute("INSERT OR IGNORE INTO comment VALUES (?, ?, ?, ?)", (key, number, parent, page_id))

    def find(self, key: str) -> Known | None:
        row = self._db.execute("SELECT number, parent, page_id FROM comment WHERE key = ?", (key,)).fetchone()
        return Known(*row) if row else None

    def parent_of(self, key: str) -> Known | None:
        own = self.find(key)
        return self.find(own.parent) if own else None

    def is_circle(self, key: str) -> bool:
        """Whether the way up from a comment leads back to it."""
        seen = {key}
        above = self.find(key)
        while above is not None and above.parent not in seen:
            seen.add(above.parent)
            above = self.find(above.parent)
        return above is not None and above.parent == key

    def cut(self, key: str) -> None:
        """From now on it answers nothing."""
        self._db.execute("UPDATE comment SET parent = '' WHERE key = ?", (key,))
