"""Entries as rows of the embedded store, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from broadsheet.press.entries import Entry, Part, State
from broadsheet.press.store.embedded_file import Connection

ROW_BYTES = 200
"""What an entry takes beside its parts, headers and keys, about."""
KEY_BYTES = 10
"""What each key takes beside its text, about. The text is there twice: listed, and indexed."""


def listed(texts: Iterable[str]) -> str:
    """A set of texts as json_each() reads it: one statement whatever its size, and no limit of variables."""
    return json.dumps(sorted(set(texts)))


FORGETTING = (
    """
    DELETE FROM entry_key WHERE (key, id) IN (
        SELECT one.value, content.id FROM content, json_each(content.keys) AS one
        WHERE content.id IN (SELECT value FROM json_each(?)))
    """,
    """
    DELETE FROM entry_hole WHERE (piece, id) IN (
        SELECT one.value, content.id FROM content, json_each(content.framing) AS one
        WHERE content.id IN (SELECT value FROM json_each(?)))
    """,
    "DELETE FROM content WHERE id IN (SELECT value FROM json_each(?))",
    "DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry about to be kept. ``framing`` lists the lengths of its own parts and the names of its pieces."""

    entry: Entry
    keys: str
    version: str
    headers: str
    framing: str
    body: bytes

    @classmethod
    def of(cls, entry: Entry, keys: Iterable[str]) -> Prepared:
        """Work out all that needs no transaction."""
        framing = [part if isinstance(part, str) else len(part) for part in entry.parts]
        body = b"".join(part for part in entry.parts if isinstance(part, bytes))
        return cls(entry, listed(keys), entry.version, json.dumps(entry.headers), json.dumps(framing), body)

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def size(self) -> int:
        """Bytes it takes in the file, about."""
        keys = json.loads(self.keys)
        beside = len(self.headers) + len(self.framing) + 2 * len(self.keys) + KEY_BYTES * len(keys)
        return len(self.body) + beside + ROW_BYTES


def entry_of(row: tuple[Any, ...]) -> Entry:
    """The entry of a row of the view ``kept``."""
    name, status, headers, framing, body, position, maker, made_at, seconds, state = row[:10]
    parts: list[Part] = []
    start = 0
    for part in json.loads(framing):
        if isinstance(part, str):
            parts.append(part)
        else:
            parts.append(body[start : start + part])
            start += part
    pairs = tuple((header, value) for header, value in json.loads(headers))
    return Entry(name, status, pairs, tuple(parts), position, maker, made_at, seconds, State(state))


def insert(db: Connection, new: Prepared, state: State, since: int) -> None:
    """Keep an entry whose name is not there."""
    entry = new.entry
    row = db.execute(
        "INSERT INTO entry (name, is_piece, status, position, state, stale_since, version, size, used_at, wished_at,"
        " made_at, seconds, maker) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) RETURNING id",
        [
            *(entry.name, entry.is_piece, entry.status, entry.position, int(state), since, new.version, new.size),
            *(entry.made_at, entry.made_at, entry.seconds, entry.maker),
        ],
    ).fetchone()
    db.execute("INSERT INTO content VALUES (?, ?, ?, ?, ?)", [row[0], new.headers, new.framing, new.keys, new.body])
    _index(db, row[0], keys=set(json.loads(new.keys)), holes=set(entry.holes))


def replace(db: Connection, kept: tuple[Any, ...], new: Prepared, state: State, since: int) -> None:
    """Keep an entry in place of the one of its name: (id, position, state, version, keys)."""
    identity, _, _, version, keys = kept
    entry = new.entry
    db.execute(
        "UPDATE entry SET status = ?, position = ?, state = ?, stale_since = ?, version = ?, size = ?, wished_at = 0,"
        " made_at = ?, seconds = ?, maker = ? WHERE id = ?",
        [
            *(entry.status, entry.position, int(state), since, new.version, new.size),
            *(entry.made_at, entry.seconds, entry.maker, identity),
        ],
    )
    if version != new.version:
        db.execute(FORGETTING[1], [json.dumps([identity])])
        db.execute(
            "UPDATE content SET headers = ?, framing = ?, body = ? WHERE id = ?",
            [new.headers, new.framing, new.body, identity],
        )
        _index(db, identity, holes=set(entry.holes))
    if keys != new.keys:
        before, after = set(json.loads(keys)), set(json.loads(new.keys))
        db.executemany("DELETE FROM entry_key WHERE key = ? AND id = ?", [(key, identity) for key in before - after])
        db.execute("UPDATE content SET keys = ? WHERE id = ?", [new.keys, identity])
        _index(db, identity, keys=after - before)


def forget(db: Connection, found: Iterable[tuple[int, str]]) -> list[str]:
    """Forget entries, given as (id, name); returns their names."""
    gone = dict(found)
    ids = [json.dumps(list(gone))]
    for statement in FORGETTING:
        db.execute(statement, ids)
    return list(gone.values())


def _index(db: Connection, identity: int, keys: Iterable[str] = (), holes: Iterable[str] = ()) -> None:
    db.executemany("INSERT OR IGNORE INTO entry_key VALUES (?, ?)", [(key, identity) for key in sorted(keys)])
    db.executemany("INSERT OR IGNORE INTO entry_hole VALUES (?, ?)", [(hole, identity) for hole in sorted(holes)])
