"""How the press stands, gathered for people: the command and the desk show the same."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.press.absences import Absence, absences
from broadsheet.press.entries import Entry
from broadsheet.press.follower import Outbox
from broadsheet.press.heartbeat import Beat, last_beat
from broadsheet.press.store.base import Store, StoreFigures
from broadsheet.press.tally import Served, served

SLOWEST = 5


@dataclass(frozen=True)
class Standing:
    """Everything the store knows of itself. ``newest`` is the newsroom's position; None while it is away."""

    figures: StoreFigures
    served: Served
    slowest: list[Entry]
    absences: list[Absence]
    beat: Beat | None
    newest: int | None

    @property
    def behind(self) -> int:
        """How many changes have not been applied; 0 where nobody can tell."""
        return max(0, (self.newest or 0) - self.figures.position)

    @property
    def is_running(self) -> bool:
        """Whether somebody makes pages anew."""
        return self.beat is not None and self.beat.is_alive


def standing_of(store: Store, outbox: Outbox | None) -> Standing:
    """How ``store`` stands beside the newsroom. Raises StoreUnavailableError."""
    return Standing(
        store.figures(), served(store), store.slowest(SLOWEST), absences(store), last_beat(store), _newest(outbox)
    )


def _newest(outbox: Outbox | None) -> int | None:
    try:
        return outbox.position() if outbox else None
    except Exception:  # a database away fails in ways of its own
        return None
