"""Tells the CDN of changes: of a takedown at once, of all else when the pages it will ask for have been made anew."""

from __future__ import annotations

from broadsheet.press.cdn.purger import Purger
from broadsheet.press.follower import Outbox
from broadsheet.press.store.base import Store

NOTE = "cdn told"


class Teller:
    """Reads the outbox for the CDN, from where it stopped, whoever has applied the changes meanwhile.

    Killed before it has told all, it tells again: a purge twice does no harm.
    """

    def __init__(self, store: Store, outbox: Outbox, purger: Purger) -> None:
        self.store = store
        self.outbox = outbox
        self.purger = purger
        self._read = -1
        self._waiting: set[str] = set()

    def tell(self, is_drained: bool) -> None:
        """Look once. ``is_drained`` says that nothing waits to be made.

        Raises StoreUnavailableError, and whatever reading the outbox does.
        """
        newest = self.outbox.position()
        if self._read < 0:
            self._read = self._begin(newest)
        while self._read < newest and (changes := self.outbox.since(self._read)):
            for change in changes:
                if change.is_takedown:
                    self.purger.purge(change.keys, takedown=True)
                self._waiting.update(change.keys)
            self._read = changes[-1].position
        if is_drained and self._waiting:
            self.purger.purge(self._waiting)
            self._waiting = set()
            self.store.leave_note(NOTE, str(self._read))

    def _begin(self, newest: int) -> int:
        """Where an earlier life stopped; a paper that has never told anybody anything begins with the present."""
        note = self.store.read_note(NOTE)
        if not note:
            self.store.leave_note(NOTE, str(newest))
        return min(int(note or newest), newest)
