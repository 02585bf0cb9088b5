"""What a static copy holds and what it still wants, kept in a file of its own: memory stays flat, however many pages.

The file also is the mark by which a folder is known to be a copy of ours, and tells a later run what to take away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE_NAME = ".broadsheet-static"
AT_ONCE = 100
_KEPT = "CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, run INTEGER NOT NULL) WITHOUT ROWID"
_FOR_THIS_RUN = """
PRAGMA temp_store = FILE;
CREATE TEMP TABLE wanted (number INTEGER PRIMARY KEY, address TEXT UNIQUE NOT NULL, named_by TEXT NOT NULL);
CREATE TEMP TABLE moved (address TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
"""
"""In a file that is gone afterwards: what was asked for and is not for everybody leaves no trace in the copy."""


class Ledger:
    """One run's bookkeeping in ``folder``. Raises sqlite3.Error where the file is no ledger, or in use."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / FILE_NAME, timeout=1, isolation_level=None)
        self.database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute(_KEPT)
        self.database.executescript(_FOR_THIS_RUN)
        (last,) = self.database.execute("SELECT coalesce(max(run), 0) FROM file").fetchone()
        self.run = last + 1

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    # Addresses still to be copied

    def want(self, addresses: Iterable[str], named_by: str = "") -> None:
        """Have these copied, each once; ``named_by`` is the page that links to them, empty for the paper's own."""
        self.database.execute("BEGIN")
        self.database.executemany(
            "INSERT OR IGNORE INTO wanted (address, named_by) VALUES (?, ?)",
            ((address, named_by) for address in addresses),
        )
        self.database.execute("COMMIT")

    def batches(self) -> Iterator[list[tuple[str, str]]]:
        """``(address, named_by)`` of everything wanted, in order, those added on the way too."""
        last = 0
        while True:
            rows = self.database.execute(
                "SELECT number, address, named_by FROM wanted WHERE number > ? ORDER BY number LIMIT ?", (last, AT_ONCE)
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [(address, named_by) for _, address, named_by in rows]

    @property
    def wanted(self) -> int:
        """How many addresses have been asked for in this run."""
        (number,) = self.database.execute("SELECT coalesce(max(number), 0) FROM wanted").fetchone()
        return int(number)

    def moved(self, address: str, target: str) -> None:
        """Remember that ``address`` answers with the way to ``target``."""
        self.database.execute("INSERT OR IGNORE INTO moved VALUES (?, ?)", (address, target))

    def moves(self) -> Iterator[tuple[str, str]]:
        """``(address, target)`` of what was met on the way."""
        yield from self.database.execute("SELECT address, target FROM moved ORDER BY address").fetchall()

    # Files of the copy

    def keep(self, path: str) -> None:
        """Say that a file belongs to this run's copy. Said before it is written: no file is ever lost track of."""
        self.database.execute(
            "INSERT INTO file VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET run = excluded.run", (path, self.run)
        )

    def holds(self, path: str) -> bool:
        """Whether a file belongs to this run's copy."""
        found = self.database.execute("SELECT 1 FROM file WHERE path = ? AND run = ?", (path, self.run)).fetchone()
        return found is not None

    def left_over(self) -> list[str]:
        """Some files of earlier runs that this one did not keep; empty once all are forgotten."""
        rows = self.database.execute("SELECT path FROM file WHERE run < ? LIMIT 1000", (self.run,)).fetchall()
        return [path for (path,) in rows]

    def forget(self, paths: Iterable[str]) -> None:
        """These files are gone."""
        self.database.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in paths))
