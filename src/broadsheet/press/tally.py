"""How many readers the press answered, and how many it had to render for, noted beside the pages now and then.

Each process has a note of its own for each hour, so that none waits for another; nobody counts to the last reader.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from broadsheet.press.store.base import Store

PREFIX = "served:"
WRITE_EVERY_SECONDS = 10.0
HOUR_SECONDS = 3600
HOURS_KEPT = 25


@dataclass(frozen=True)
class Served:
    """Answers of the press in some time; ``made`` of them were rendered for a reader who waited."""

    answered: int
    made: int

    @property
    def rate(self) -> float | None:
        """The part that was ready, from 0 to 1; None where nobody asked."""
        return max(0.0, 1 - self.made / self.answered) if self.answered else None


class Tally:
    """What one process has answered. A hit only adds one to ``answered``; two threads may lose one between them."""

    def __init__(self) -> None:
        self.answered = 0
        self.made = 0
        self._process = secrets.token_hex(6)
        self._hour = 0
        self._before = (0, 0)
        self._written = (0, 0)
        self._wrote_at = 0.0

    def write(self, store: Store) -> None:
        """Write it down, if ten seconds have gone by and anybody has asked. Raises StoreUnavailableError."""
        now = time.monotonic()
        counts = (self.answered, self.made)
        if now - self._wrote_at < WRITE_EVERY_SECONDS or counts == self._written:
            return
        self._wrote_at = now
        hour = int(time.time() // HOUR_SECONDS)
        if hour != self._hour:
            self._begin(store, hour)
        answered, made = (count - before for count, before in zip(counts, self._before, strict=True))
        store.leave_note(f"{PREFIX}{hour}:{self._process}", f"{answered} {made}")
        self._written = counts

    def _begin(self, store: Store, hour: int) -> None:
        self._hour, self._before = hour, self._written
        for name in store.notes(PREFIX):
            if _hour_of(name) <= hour - HOURS_KEPT:
                store.leave_note(name, "")


def served(store: Store, hours: int = 24) -> Served:
    """What every process together answered in this hour and those before it."""
    since = int(time.time() // HOUR_SECONDS) - hours
    found = [text.split() for name, text in store.notes(PREFIX).items() if _hour_of(name) > since]
    return Served(sum(int(answered) for answered, _ in found), sum(int(made) for _, made in found))


def _hour_of(name: str) -> int:
    return int(name.split(":")[1])
