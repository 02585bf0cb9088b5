"""The presser notes beside the pages that it works, and how the CDN takes its purges, for the desk to see."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from broadsheet.press.cdn.purger import PurgerStatus
from broadsheet.press.store.base import Store

NOTE = "presser"
BEAT_EVERY_SECONDS = 10.0
ALIVE_SECONDS = 45.0
"""A page may take a while to make; a presser silent for longer does not run."""


@dataclass(frozen=True)
class Beat:
    """When the presser last said that it works, in seconds since the epoch, and what it said of the CDN."""

    at: float
    cdn: PurgerStatus

    @property
    def is_alive(self) -> bool:
        """Whether the presser works now. A clock set backwards since does not keep a dead one alive."""
        return abs(time.time() - self.at) < ALIVE_SECONDS


class Heart:
    """Beats every ten seconds. ``cdn`` tells how the CDN takes it."""

    def __init__(self, store: Store, cdn: Callable[[], PurgerStatus]) -> None:
        self.store = store
        self.cdn = cdn
        self._beaten_at = 0.0

    def beat(self) -> None:
        """Note that the presser works, if it is time to. Raises StoreUnavailableError."""
        now = time.monotonic()
        if self._beaten_at and now - self._beaten_at < BEAT_EVERY_SECONDS:
            return
        self._beaten_at = now
        self.store.leave_note(NOTE, json.dumps(asdict(Beat(time.time(), self.cdn()))))

    def stop(self) -> None:
        """Note that it has stopped, as it was told to. Raises StoreUnavailableError."""
        self.store.leave_note(NOTE, "")


def last_beat(store: Store) -> Beat | None:
    """What the presser last said; None where it said nothing, or that it was stopping."""
    try:
        said = json.loads(store.read_note(NOTE) or "null")
        return Beat(said["at"], PurgerStatus(**said["cdn"])) if said else None
    except (ValueError, TypeError, KeyError):
        return None
