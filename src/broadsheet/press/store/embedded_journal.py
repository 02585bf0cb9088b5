"""What the embedded store writes down beside its entries: the changes applied, and which entries were touched."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import State
from broadsheet.press.store.base import Touched
from broadsheet.press.store.embedded_file import Connection

POSITIONS_KEPT = 20_000
TRIM_EVERY = 500
"""The journals are cut when they are this much longer than they need be, not at every change."""
TURNS_KEPT = 20_000
MOST_NAMES = 1000
"""More names at once than this are not listed: everything remembered is to be forgotten."""
NOTHING = ""
"""Logged where a position was reached and no entry touched: what is remembered of a position must hear of it."""


def fact(db: Connection, name: str) -> int:
    """A number the store keeps of itself."""
    return db.execute("SELECT value FROM fact WHERE name = ?", [name]).fetchone()[0]


def _set_fact(db: Connection, name: str, value: int) -> None:
    db.execute("UPDATE fact SET value = ? WHERE name = ?", [value, name])


def unlisted(keys: str) -> tuple[str, ...]:
    """Keys as they are kept, in order."""
    return tuple(json.loads(keys))


# Changes applied


def judged(db: Connection, position: int, keys: str) -> tuple[State, int]:
    """The state of an entry rendered at ``position``, and the position of the change that made it so (0: none)."""
    if position >= fact(db, "position"):
        return State.FRESH, 0
    stale, void = db.execute(
        "SELECT min(position), min(CASE WHEN is_takedown THEN position END) FROM applied"
        " WHERE position > ?1 AND (key = ?2 OR key IN (SELECT value FROM json_each(?3)))",
        [position, EVERYTHING, keys],
    ).fetchone()
    void_until, known_after = fact(db, "void_until"), fact(db, "known_after")
    if void or position < void_until:
        return State.VOID, void or void_until
    if stale or position < known_after:
        return State.STALE, stale or known_after
    return State.FRESH, 0


def named_by(db: Connection, position: int, keys: str) -> tuple[str, ...]:
    """Those of ``keys``, and the key every entry has, that the change at ``position`` named."""
    rows = db.execute(
        "SELECT key FROM applied WHERE position = ?1 AND (key = ?2 OR key IN (SELECT value FROM json_each(?3)))"
        " ORDER BY key",
        [position, EVERYTHING, keys],
    )
    return tuple(key for (key,) in rows)


def write_down(db: Connection, changes: Sequence[Noted]) -> None:
    """Keep what was applied, in the order of positions, and cut what is too old."""
    db.executemany(
        "INSERT INTO applied VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET is_takedown = max(is_takedown, excluded.is_takedown)",
        [(key, change.position, change.is_takedown) for change in changes for key in change.keys],
    )
    newest = changes[-1].position
    _set_fact(db, "position", newest)
    known_after = newest - POSITIONS_KEPT
    if known_after - fact(db, "known_after") >= TRIM_EVERY:
        _forget_until(db, known_after)


def _forget_until(db: Connection, known_after: int) -> None:
    last = "SELECT max(position) FROM applied WHERE position <= ? AND is_takedown"
    _set_fact(db, "void_until", db.execute(last, [known_after]).fetchone()[0] or fact(db, "void_until"))
    db.execute("DELETE FROM applied WHERE position <= ?", [known_after])
    _set_fact(db, "known_after", known_after)


def begin_at(db: Connection, position: int) -> None:
    """Know of no change; what was rendered before ``position`` may show anything, taken down or not."""
    db.execute("DELETE FROM applied")
    for name in ("position", "known_after", "void_until"):
        _set_fact(db, name, position)


# Entries touched


def touch(db: Connection, names: Collection[str] | None, even_if_none: bool = False) -> None:
    """Log that entries were put, marked or forgotten; None for all of them."""
    if names is None or len(names) > MOST_NAMES:
        rows: list[tuple[str | None]] = [(None,)]
    else:
        rows = [(name,) for name in names] or ([(NOTHING,)] if even_if_none else [])
    db.executemany("INSERT INTO touched (name) VALUES (?)", rows)
    if rows:
        oldest, newest = db.execute(
            "SELECT (SELECT min(turn) FROM touched), (SELECT max(turn) FROM touched)"
        ).fetchone()
        if newest - oldest > TURNS_KEPT + TRIM_EVERY:
            db.execute("DELETE FROM touched WHERE turn <= ?", [newest - TURNS_KEPT])


def touched_since(db: Connection, turn: int) -> Touched:
    """What was touched after ``turn``; all, where the log does not reach back to it."""
    rows = db.execute(
        "SELECT turn, name, (SELECT value FROM fact WHERE name = 'position') FROM touched"
        " WHERE turn >= ? ORDER BY turn LIMIT ?",
        [turn, MOST_NAMES + 2],
    ).fetchall()
    names = [name for _, name, _ in rows[1:]]
    # The row of that very turn shows that nothing between it and the next is gone from the log.
    if not rows or rows[0][0] != turn or len(names) > MOST_NAMES or None in names:
        newest, position = db.execute(
            "SELECT max(turn), (SELECT value FROM fact WHERE name = 'position') FROM touched"
        ).fetchone()
        return Touched(newest, None, position)
    return Touched(rows[-1][0], frozenset(names) - {NOTHING}, rows[-1][2])
