"""What else the shared store's tables are asked: what to make next and who is at it, what to forget, what is there."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import LiteralString

from broadsheet.press.changes import EVERYTHING
from broadsheet.press.entries import Entry, State
from broadsheet.press.store import shared_marking as marking
from broadsheet.press.store.base import Explained, StoreFigures, Touched
from broadsheet.press.store.shared_head import Head
from broadsheet.press.store.shared_ledger import ALL_NAMES, Ledger, Row, Writing

MOST_NAMES = 1000
"""More names at once than this are not told one by one: everything remembered is to be forgotten."""

TO_MAKE: LiteralString = """
SELECT name, status, position, maker, made_at, seconds, state FROM press.entry WHERE state > 0
ORDER BY state DESC, (wished_at = 0), wished_at, used_at DESC LIMIT %s
"""
# In the order of names, as writings lock them, and never waiting for one.
USED: LiteralString = """
UPDATE press.entry SET used_at = %s WHERE name IN (
    SELECT name FROM press.entry WHERE name = ANY(%s) ORDER BY name FOR NO KEY UPDATE SKIP LOCKED
)
"""
WISH: LiteralString = """
UPDATE press.entry SET wished_at = %s WHERE name IN (
    SELECT name FROM press.entry WHERE name = ANY(%s) AND state > 0 AND wished_at = 0
    ORDER BY name FOR NO KEY UPDATE SKIP LOCKED
)
"""
# PostgreSQL's clock is everybody's: those of the machines may differ.
LEASE: LiteralString = """
INSERT INTO press.lease AS held (name, holder, until, given)
VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s), make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, given = excluded.given
WHERE held.until <= clock_timestamp() OR held.until > clock_timestamp() + held.given
RETURNING name
"""
UNSHOWN: LiteralString = """
DELETE FROM press.entry WHERE is_piece
AND name NOT IN (SELECT unnest(holes) FROM press.entry) RETURNING name
"""
LEAST_USED: LiteralString = """
SELECT name, size FROM press.entry WHERE NOT is_piece ORDER BY state = 2 DESC, used_at, name LIMIT 200
"""
FIGURES: LiteralString = """
SELECT count(*) FILTER (WHERE NOT is_piece), count(*) FILTER (WHERE is_piece),
    count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 2), coalesce(sum(size), 0)
FROM press.entry
"""
EXPLAIN: LiteralString = """
SELECT name, status, entry.position, maker, made_at, seconds, state, shown.keys, used_at, stale_since,
    coalesce(change.keys, '{}')
FROM press.entry JOIN press.shown USING (name) LEFT JOIN press.change ON change.position = stale_since
WHERE name = %s
"""
SLOWEST: LiteralString = """
SELECT name, status, position, maker, made_at, seconds, state FROM press.entry WHERE NOT is_piece
ORDER BY seconds DESC LIMIT %s
"""
# MATERIALIZED, since the planner would rather walk through every name in order.
SHOWING: LiteralString = """
WITH found AS MATERIALIZED (SELECT name FROM press.shown WHERE keys && %s::text[])
SELECT name FROM found WHERE name > %s ORDER BY name LIMIT %s
"""


def bare_entry(row: Row) -> Entry:
    """The entry of a row, without what is shown, which only Redis has."""
    name, status, position, maker, made_at, seconds, state = row
    return Entry(name, status, (), (), position, maker, made_at, seconds, State(state))


def touched_since(ledger: Ledger, head: Head, turn: int) -> Touched:
    """What was touched after ``turn``; everything where the log does not reach back to it."""
    if turn in (0, head.turn):
        return Touched(head.turn, frozenset(), head.position)
    if not head.logged_from <= turn < head.turn:
        return Touched(head.turn, None, head.position)
    logged = "SELECT DISTINCT name FROM press.touched WHERE turn > %s AND turn <= %s LIMIT %s"
    names = frozenset(name for (name,) in ledger.rows(logged, turn, head.turn, MOST_NAMES + 1))
    is_all = ALL_NAMES in names or len(names) > MOST_NAMES
    return Touched(head.turn, None if is_all else names, head.position)


# Making


def to_make(ledger: Ledger, limit: int) -> list[Entry]:
    """The most urgent entries, bare."""
    return [bare_entry(row) for row in ledger.rows(TO_MAKE, limit)]


def page_with(ledger: Ledger, piece: str) -> str:
    """A page that shows this piece. Names and pieces of every page may be read for it, but no page."""
    found = ledger.rows("SELECT name FROM press.entry WHERE NOT is_piece AND %s = ANY(holes) LIMIT 1", piece)
    return found[0][0] if found else ""


def wish(ledger: Ledger, names: Iterable[str]) -> None:
    """Note that a reader waits for these."""
    ledger.rows(WISH, time.time(), sorted(set(names)))


def lease(ledger: Ledger, name: str, holder: str, seconds: float) -> bool:
    """Take the lease if it is free."""
    return bool(ledger.rows(LEASE, name, holder, seconds, seconds))


def release(ledger: Ledger, name: str, holder: str) -> None:
    """Give a lease back. One that has run out and is another's by now stays the other's."""
    ledger.rows("DELETE FROM press.lease WHERE name = %s AND holder = %s", name, holder)


def forget_old_leases(ledger: Ledger) -> None:
    """Remove leases nobody gave back."""
    ledger.rows("DELETE FROM press.lease WHERE until <= clock_timestamp()")


# Keeping within bounds


def used(ledger: Ledger, names: Iterable[str], at: float) -> None:
    """Note when these were last asked for."""
    ledger.rows(USED, at, sorted(set(names)))


def stored_bytes(ledger: Ledger) -> int:
    """What all entries take."""
    return int(ledger.rows("SELECT coalesce(sum(size), 0) FROM press.entry")[0][0])


def trim_once(writing: Writing, excess: int) -> set[str]:
    """Forget pieces nobody shows, else some hundreds of pages; short, so that others can write in between."""
    # Used in the future: a clock has been set back since. They are not kept for that.
    writing.run("UPDATE press.entry SET used_at = %s WHERE used_at > %s", time.time(), time.time())
    gone = {name for (name,) in writing.run(UNSHOWN)}
    if gone:
        return marking.dropped(writing, gone)
    least_used = []
    for name, size in writing.run(LEAST_USED):
        if excess <= 0:
            break
        least_used.append(name)
        excess -= size
    return marking.drop(writing, least_used)


# For people


def figures(ledger: Ledger, position: int) -> StoreFigures:
    """How full the store is."""
    pages, pieces, stale, void, size = ledger.rows(FIGURES)[0]
    return StoreFigures(pages, pieces, stale, void, int(size), position)


def explain(ledger: Ledger, name: str) -> Explained | None:
    """What is known of an entry, itself bare."""
    found = ledger.rows(EXPLAIN, name)
    if not found:
        return None
    *columns, keys, used_at, stale_since, changed = found[0]
    named = tuple(sorted({*keys, EVERYTHING} & set(changed)))
    return Explained(bare_entry(tuple(columns)), tuple(sorted(keys)), used_at, stale_since, named)


def names(ledger: Ledger, prefix: str, after: str, limit: int) -> list[str]:
    """Names in order."""
    listed = (
        "SELECT name FROM press.entry WHERE name >= %s AND starts_with(name, %s) AND name > %s ORDER BY name LIMIT %s"
    )
    return [name for (name,) in ledger.rows(listed, prefix, prefix, after, limit)]


def showing(ledger: Ledger, keys: Iterable[str], after: str, limit: int) -> list[str]:
    """Names of the entries with any of these keys, in order."""
    with ledger.snapshot() as reading:
        reading.run("SET LOCAL enable_seqscan = off")  # as in writing: the index of keys is always quicker
        return [name for (name,) in reading.run(SHOWING, sorted(set(keys)), after, limit)]


def slowest(ledger: Ledger, limit: int) -> list[Entry]:
    """The pages that took longest, bare."""
    return [bare_entry(row) for row in ledger.rows(SLOWEST, limit)]


# Notes


def read_note(ledger: Ledger, name: str) -> str:
    """A note; empty if there is none."""
    found = ledger.rows("SELECT text FROM press.note WHERE name = %s", name)
    return found[0][0] if found else ""


def leave_note(ledger: Ledger, name: str, text: str) -> None:
    """Write a note in place of the one there may be; an empty one is none."""
    if not text:
        ledger.rows("DELETE FROM press.note WHERE name = %s", name)
        return
    write = "INSERT INTO press.note VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET text = excluded.text"
    ledger.rows(write, name, text)


def notes(ledger: Ledger, prefix: str) -> dict[str, str]:
    """Notes in the order of their names."""
    listed = "SELECT name, text FROM press.note WHERE starts_with(name, %s) ORDER BY name"
    return dict(ledger.rows(listed, prefix))
