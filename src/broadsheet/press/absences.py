"""When the newsroom was away: noted beside the pages, so that the desk can be told once it is back.

Every process that serves readers notices for itself; what they note overlaps, and is one absence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.press.store.base import Store

NOTE = "newsroom away"
KEPT = 5
SAME_WITHIN_SECONDS = 5.0
"""Processes notice at slightly different moments."""


@dataclass(frozen=True)
class Absence:
    """From when until when nothing could be asked of the newsroom, in seconds since the epoch; ``end`` 0 for: still."""

    start: float
    end: float = 0.0


def absences(store: Store) -> list[Absence]:
    """The last few, oldest first. Raises StoreUnavailableError."""
    try:
        return [Absence(float(start), float(end)) for start, end in json.loads(store.read_note(NOTE) or "[]")]
    except (ValueError, TypeError):
        return []


def begin_absence(store: Store, at: float) -> None:
    """Note that the newsroom is away since ``at``. Raises StoreUnavailableError."""
    known = absences(store)
    last = known[-1] if known else None
    if last is not None and (not last.end or at <= last.end + SAME_WITHIN_SECONDS):
        _write(store, [*known[:-1], Absence(min(last.start, at))])
    else:
        _write(store, [*known, Absence(at)])


def end_absence(store: Store, at: float) -> None:
    """Note that it is back, if it was away. Raises StoreUnavailableError."""
    known = absences(store)
    if known and not known[-1].end:
        _write(store, [*known[:-1], Absence(known[-1].start, at)])


def _write(store: Store, known: Sequence[Absence]) -> None:
    store.leave_note(NOTE, json.dumps([(one.start, one.end) for one in known[-KEPT:]]))
