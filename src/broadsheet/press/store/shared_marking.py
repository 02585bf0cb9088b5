"""What puts entries into the tables of the shared store, marks them and takes them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import LiteralString

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import Entry, State
from broadsheet.press.store.shared_encoding import encoded
from broadsheet.press.store.shared_ledger import ALL_NAMES, Writing, new_epoch

POSITIONS_KEPT = 20_000
"""How many positions back the journal of applied changes goes."""

Made = Sequence[tuple[Entry, frozenset[str]]]

KEEP: LiteralString = """
INSERT INTO press.entry AS kept (name, is_piece, status, position, maker, made_at, seconds, size, holes, state,
    stale_since, put_turn, used_at, wished_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0)
ON CONFLICT (name) DO UPDATE SET status = excluded.status, position = excluded.position, maker = excluded.maker,
    made_at = excluded.made_at, seconds = excluded.seconds, size = excluded.size, holes = excluded.holes,
    state = excluded.state, stale_since = excluded.stale_since, put_turn = excluded.put_turn, wished_at = 0
"""
KEEP_KEYS: LiteralString = """
INSERT INTO press.shown AS kept (name, keys) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET keys = excluded.keys WHERE kept.keys <> excluded.keys
"""
# Of each entry, what the changes after it was made make of it: its state, and the first change to blame for that.
JUDGE: LiteralString = """
UPDATE press.entry SET state = judged.state, stale_since = judged.since
FROM (
    SELECT entry.name, CASE WHEN bool_or(is_takedown) THEN 2 ELSE 1 END AS state,
        coalesce(min(change.position) FILTER (WHERE is_takedown), min(change.position)) AS since
    FROM press.entry JOIN press.shown USING (name)
    JOIN press.change ON change.position > entry.position AND change.keys && (shown.keys || '*'::text)
    WHERE entry.name = ANY(%s) GROUP BY entry.name
) AS judged
WHERE judged.name = entry.name AND entry.state < judged.state
"""
# First whatever shows any of the keys, and only then which change is to blame. The index of keys takes, for each
# entry it finds, a time that grows with the number of keys looked for: so it is asked for a few at a time.
MARK: LiteralString = """
WITH few AS (
        SELECT array_agg(key) AS keys FROM unnest(%s::text[]) WITH ORDINALITY AS one (key, number) GROUP BY number / 20
    ),
    showing AS MATERIALIZED (SELECT DISTINCT shown.name FROM few JOIN press.shown ON shown.keys && few.keys),
    held AS (SELECT name, unnest(keys) AS key FROM showing JOIN press.shown USING (name)),
    named AS (SELECT position, is_takedown, unnest(keys) AS key FROM press.change WHERE position > %s)
UPDATE press.entry SET state = judged.state, stale_since = judged.since
FROM (
    SELECT entry.name, CASE WHEN bool_or(is_takedown) THEN 2 ELSE 1 END AS state,
        coalesce(min(named.position) FILTER (WHERE is_takedown), min(named.position)) AS since
    FROM held JOIN named USING (key)
    JOIN press.entry ON entry.name = held.name AND entry.position < named.position
    GROUP BY entry.name
) AS judged
WHERE judged.name = entry.name AND entry.state < judged.state
RETURNING entry.name, entry.state
"""
MARK_ALL: LiteralString = """
UPDATE press.entry SET state = %s, stale_since = %s WHERE position < %s AND state < %s RETURNING name
"""
PURGE: LiteralString = """
DELETE FROM press.entry WHERE name IN (SELECT name FROM press.shown WHERE keys && %s::text[]) RETURNING name
"""


def put(writing: Writing, made: Made) -> tuple[dict[str, State], list[Entry]]:
    """Keep what was made: the states all are in now, and the entries as kept."""
    last = {entry.name: (entry, keys) for entry, keys in _in_order(made)}
    found = "SELECT name, position FROM press.entry WHERE name = ANY(%s)"
    there: dict[str, int] = dict(writing.run(found, list(last)))
    accepted = {name: one for name, one in last.items() if one[0].position >= there.get(name, -1)}
    if accepted:
        writing.after = writing.before.next()
        writing.run_each(KEEP, [_row(writing, entry) for entry, _ in accepted.values()])
        writing.run_each(KEEP_KEYS, [(name, sorted(keys)) for name, (_, keys) in accepted.items()])
        writing.run(JUDGE, list(accepted))
        writing.touch(accepted)
    stated = writing.run("SELECT name, state FROM press.entry WHERE name = ANY(%s)", list(last))
    states = {name: State(state) for name, state in stated}
    return states, [replace(entry, state=states[name]) for name, (entry, _) in accepted.items()]


def _in_order(made: Made) -> Made:
    return sorted(made, key=lambda one: one[0].position)


def _row(writing: Writing, entry: Entry) -> Sequence[object]:
    state, since = State.FRESH, 0
    if entry.position < writing.before.known_from:  # changes it may have missed are forgotten
        state, since = State.STALE, writing.before.known_from
    if entry.position < writing.before.void_until:
        state, since = State.VOID, writing.before.void_until
    return (
        *(entry.name, entry.is_piece, entry.status, entry.position, entry.maker, entry.made_at, entry.seconds),
        *(len(encoded(entry)), list(entry.holes), int(state), since, writing.after.turn, entry.made_at),
    )


def apply(writing: Writing, changes: Sequence[Noted]) -> tuple[set[str], dict[str, State]] | None:
    """Write the changes into the journal and mark what they name: all that was marked, and the states of that which a
    change named by a key of its own. Of the rest the head tells, by its floors.

    None where all of them have been applied before.
    """
    past = writing.before.position
    new = {change.position: change for change in sorted(changes, key=_position) if change.position > past}
    if not new:
        return None
    position = max(new)
    writing.after = replace(writing.before.next(), position=position)
    rows = [(change.position, list(change.keys), change.is_takedown) for change in new.values()]
    writing.run_each("INSERT INTO press.change (position, keys, is_takedown) VALUES (%s, %s, %s)", rows)
    keys = sorted({key for change in new.values() for key in change.keys})
    marked: set[str] = set()
    touched: set[str] = set()
    for change in new.values():
        if EVERYTHING in change.keys:
            marked.update(_mark_all(writing, change))
            touched = {ALL_NAMES}
    named = {name: State(state) for name, state in writing.run(MARK, keys, past)}
    writing.touch(touched or named)
    marked.update(named)
    if marked:
        writing.after = replace(writing.after, marked=writing.after.turn)
    _prune(writing)
    return marked, named


def _position(change: Noted) -> int:
    return change.position


def _mark_all(writing: Writing, change: Noted) -> list[str]:
    state = State.VOID if change.is_takedown else State.STALE
    rows = writing.run(MARK_ALL, int(state), change.position, change.position, int(state))
    floors = {"stale_below": change.position}
    if change.is_takedown:
        floors["void_below"] = change.position
    writing.after = replace(writing.after, **floors)
    return [name for (name,) in rows]


def _prune(writing: Writing) -> None:
    """Forget changes applied long ago, but not that they were."""
    first = writing.after.position - POSITIONS_KEPT
    if first <= writing.after.known_from:
        return
    gone = "DELETE FROM press.change WHERE position <= %s RETURNING position, is_takedown"
    takedowns = [position for position, is_takedown in writing.run(gone, first) if is_takedown]
    void_until = max([writing.after.void_until, *takedowns])
    writing.after = replace(writing.after, known_from=first, void_until=void_until)


def drop(writing: Writing, names: Iterable[str]) -> set[str]:
    """Forget entries by name; returns those that existed."""
    gone = writing.run("DELETE FROM press.entry WHERE name = ANY(%s) RETURNING name", sorted(set(names)))
    return dropped(writing, {name for (name,) in gone})


def purge(writing: Writing, keys: Iterable[str]) -> set[str]:
    """Forget the entries that show what the keys name; returns their names."""
    wanted = sorted(set(keys))
    is_all = EVERYTHING in wanted
    gone = writing.run("DELETE FROM press.entry RETURNING name") if is_all else writing.run(PURGE, wanted)
    return dropped(writing, {name for (name,) in gone})


def dropped(writing: Writing, names: set[str]) -> set[str]:
    if names:
        writing.after = writing.before.next()
        writing.after = replace(writing.after, marked=writing.after.turn)
        writing.touch(names)
    return names


def clear(writing: Writing, position: int) -> None:
    """Forget everything but the notes, and begin an epoch at ``position``.

    What was rendered before it may show anything, taken down or not.
    """
    for statement in ("DELETE FROM press.entry", "DELETE FROM press.change", "DELETE FROM press.touched"):
        writing.run(statement)
    writing.run("DELETE FROM press.lease")
    after = writing.before.next()
    writing.after = replace(
        after,
        epoch=new_epoch(after.epoch),
        position=position,
        known_from=position,
        logged_from=after.turn,
        marked=after.turn,
        stale_below=0,
        void_below=0,
        void_until=position,
    )
