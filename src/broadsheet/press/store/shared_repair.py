"""Brings Redis up to where PostgreSQL stands, after either was lost, full, slow or restored, or a writer died."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import LiteralString

from broadsheet.press.entries import State
from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.shared_bodies import DROP, MARKS, Bodies, FullError
from broadsheet.press.store.shared_head import Head
from broadsheet.press.store.shared_ledger import Ledger, Writing, new_epoch

ATTEMPTS = 5
MOST_NAMES = 100_000
"""More than this is not made good name by name: an epoch begins."""

MISSED: LiteralString = """
SELECT DISTINCT touched.name, entry.state, entry.put_turn
FROM press.touched LEFT JOIN press.entry USING (name)
WHERE touched.turn > %s LIMIT %s
"""

log = logging.getLogger(__name__)


def repair(ledger: Ledger, bodies: Bodies) -> Head:
    """Send Redis what it missed; returns where PostgreSQL stands. Raises StoreUnavailableError.

    Where the log can not tell what that is, an epoch begins and Redis starts empty.
    """
    for _ in range(ATTEMPTS):
        seen = bodies.head()
        with ledger.snapshot() as reading:
            head = reading.before
            missed = _missed(reading, seen)
        if missed is None:
            head = _begin_epoch(ledger, bodies, seen, head)
            continue
        if seen is None or seen.place == head.place or _is_sent(bodies, seen, head, missed):
            return head
    raise StoreUnavailableError("Redis does not catch up")


def _is_sent(bodies: Bodies, seen: Head, head: Head, missed: dict[str, bytes]) -> bool:
    try:
        return bodies.send(seen, head, missed)
    except FullError as error:
        raise StoreUnavailableError("Redis is full") from error


def _missed(reading: Writing, seen: Head | None) -> dict[str, bytes] | None:
    """What to send to a Redis that stands at ``seen``; None where that can not be known.

    What was put since is lost, as only Redis would have had it.
    """
    head = reading.before
    if seen is None or seen.epoch != head.epoch or not head.logged_from <= seen.turn <= head.turn:
        return None
    rows = reading.run(MISSED, seen.turn, MOST_NAMES + 1)
    if len(rows) > MOST_NAMES:
        return None
    return {
        name: DROP if state is None or put_turn > seen.turn else MARKS[State(state)] for name, state, put_turn in rows
    }


def _begin_epoch(ledger: Ledger, bodies: Bodies, seen: Head | None, head: Head) -> Head:
    """Begin an epoch, unless one has begun that Redis has only not heard of."""
    if seen is None or seen.epoch >= head.epoch:
        with ledger.writing() as writing:
            if writing.before.epoch == head.epoch:
                past = max(head.epoch, seen.epoch if seen else 0)
                writing.after = replace(writing.before, epoch=new_epoch(past))
                if writing.run("SELECT 1 FROM press.entry LIMIT 1"):
                    log.warning("Redis has lost the press's pages, or PostgreSQL their log: pages are kept anew.")
        head = writing.after
    bodies.begin(head)
    return head
