"""Every record of a source and what became of it, on disk, so that memory stays flat for any archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from broadsheet.ingest.proof.fingerprints import Fingerprint
from broadsheet.ingest.records import Medium, Origin, Page, Person, Story, Taxonomy, Term

BATCH = 500
_TABLES = """
CREATE TABLE item (
    kind TEXT, key TEXT, title TEXT, place TEXT, state TEXT, authors TEXT, outcome TEXT DEFAULT '',
    page_id INTEGER, new TEXT DEFAULT '', access TEXT DEFAULT 'closed', words INTEGER DEFAULT 0, kept INTEGER DEFAULT 0,
    rendered INTEGER, sketch BLOB DEFAULT '', sketched INTEGER DEFAULT 0, vocabulary BLOB, PRIMARY KEY (kind, key)
);
CREATE TABLE address (
    kind TEXT, key TEXT, old TEXT, new TEXT DEFAULT '', answer TEXT DEFAULT '', PRIMARY KEY (old, kind, key)
);
CREATE TABLE picture (
    key TEXT PRIMARY KEY, title TEXT, place TEXT, source TEXT, model TEXT DEFAULT '', new TEXT DEFAULT '',
    reason TEXT DEFAULT ''
);
CREATE TABLE warning (place TEXT, key TEXT, title TEXT, message TEXT, page_id INTEGER);
CREATE INDEX warning_key ON warning (key);
"""
_LEADS = {Person: "author", Story: "story", Page: "page", Medium: "medium"}
Row = dict[str, Any]


class Ledger:
    """One per run. Rows are written in batches; whatever reads writes what waits first."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a private temporary database that SQLite keeps on disk and removes itself
        self._db.row_factory = sqlite3.Row
        self._db.executescript(_TABLES)
        self._waiting: dict[str, list[Sequence[Any]]] = {}

    def close(self) -> None:
        self._db.close()

    # Filled

    def note(self, record: Person | Term | Medium | Story | Page, title: str = "") -> None:
        """A record as the source has it."""
        kind, origin = kind_of(record), record.origin
        if isinstance(record, Story | Page):
            authors = json.dumps(getattr(record, "authors", ()), ensure_ascii=False)
            self._put(
                "INSERT OR IGNORE INTO item (kind, key, title, place, state, authors) VALUES (?, ?, ?, ?, ?, ?)",
                (kind, origin.key, title or record.title, str(origin), str(record.state), authors),
            )
        elif isinstance(record, Medium):
            self._put(
                "INSERT OR IGNORE INTO picture (key, title, place, source) VALUES (?, ?, ?, ?)",
                (origin.key, record.title, str(origin), record.url or record.path),
            )
        for address in record.addresses:
            self._put("INSERT OR IGNORE INTO address (kind, key, old) VALUES (?, ?, ?)", (kind, origin.key, address))

    def words(self, kind: str, key: str, found: Fingerprint) -> None:
        """How many words a body had, and how many of them are in the blocks."""
        self._put(
            "UPDATE item SET words = ?, kept = ?, sketch = ?, sketched = ?, vocabulary = ? WHERE kind = ? AND key = ?",
            (found.words, found.kept, found.sketch, found.sketched, found.vocabulary, kind, key),
        )

    def lose(self, key: str, reason: str) -> None:
        """A medium that could not be stored, and why."""
        self._put("UPDATE picture SET reason = ? WHERE key = ?", (reason, key))

    def warn(self, origin: Origin | str, title: str, message: str, page_id: int | None = None) -> None:
        """`page_id` is needed only of a page here that no record of the source became."""
        key = origin.key if isinstance(origin, Origin) else str(origin)
        self._put("INSERT INTO warning VALUES (?, ?, ?, ?, ?)", (str(origin), key, title, message, page_id))

    def settle_items(self, rows: Iterable[tuple[str, int | None, str, str, str, str, str]]) -> None:
        """(outcome, page id, new address, access, authors as JSON, kind, key)."""
        self._put_many(
            "UPDATE item SET outcome = ?, page_id = ?, new = ?, access = ?, authors = ? WHERE kind = ? AND key = ?",
            rows,
        )

    def settle_addresses(self, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        """(new address, answer, kind, key, old)."""
        self._put_many("UPDATE address SET new = ?, answer = ? WHERE kind = ? AND key = ? AND old = ?", rows)

    def settle_pictures(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """(model, new address, key)."""
        self._put_many("UPDATE picture SET model = ?, new = ? WHERE key = ?", rows)

    def settle_words(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """(words found in the rendered story, kind, key)."""
        self._put_many("UPDATE item SET rendered = ? WHERE kind = ? AND key = ?", rows)

    def _put(self, statement: str, values: Sequence[Any]) -> None:
        waiting = self._waiting.setdefault(statement, [])
        waiting.append(values)
        if len(waiting) >= BATCH:
            self.flush()

    def _put_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self.flush()
        self._db.executemany(statement, rows)

    def flush(self) -> None:
        """Statements in the order they were first used: a record is noted before its words are."""
        for statement, rows in self._waiting.items():
            self._db.executemany(statement, rows)
            rows.clear()

    # Read

    def rows(self, query: str, *values: Any, size: int = BATCH) -> Iterator[Row]:
        """Rows of one of the tables above, one by one; they may be settled meanwhile."""
        for batch in self.batches(query, *values, size=size):
            yield from batch

    def batches(self, query: str, *values: Any, size: int = BATCH) -> Iterator[list[Row]]:
        self.flush()
        cursor = self._db.execute(query, values)
        while found := cursor.fetchmany(size):
            yield [dict(row) for row in found]

    def number(self, query: str, *values: Any) -> int:
        """The one number a query answers with."""
        self.flush()
        return int(self._db.execute(query, values).fetchone()[0] or 0)


def kind_of(record: Person | Term | Medium | Story | Page) -> str:
    if isinstance(record, Term):
        return "section" if record.taxonomy is Taxonomy.SECTION else "topic"
    return _LEADS[type(record)]
