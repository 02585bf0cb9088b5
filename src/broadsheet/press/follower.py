"""Keeps one process in step: hears of changes, marks what they name, forgets what other processes have replaced.

Runs in two threads of its own, so that a hit asks nothing of anybody, and a newsroom that does not answer keeps nobody
from the store. Each process applies changes by itself: a takedown is known everywhere within a moment, whoever else has
died.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

from broadsheet.press.absences import begin_absence, end_absence
from broadsheet.press.changes import Noted
from broadsheet.press.store.base import Store, StoreUnavailableError

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.02
ASK_EVERY_SECONDS = 0.1
NOTE_USE_EVERY_SECONDS = 0.5
AWAY_AFTER_SECONDS = 3.0
"""For how long the newsroom may think about where its outbox stands."""
BEHIND_AFTER_SECONDS = 3.0
"""For how long readers are shown what the store has, while changes that take nothing down can not be applied to it."""


class Outbox(Protocol):
    """Where changes are read from; broadsheet.press.outbox, or a list in tests."""

    def position(self) -> int:
        """The position of the newest change."""

    def oldest(self) -> int:
        """The position of the oldest change still known; 0 where there is none."""

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        """The changes after ``position``, oldest first."""


class Follower:
    """Follows the outbox and the store for one process.

    ``forget`` is called with the names of entries that are no longer what this process remembers (None: all), and
    the store's position. ``away_since`` is when the newsroom stopped answering, in seconds since the epoch; 0 while
    it answers. It is behind while something was taken down and the store does not know it yet, or has not known of
    other changes for a few seconds: it may be locked or full, and nothing in it is to be shown until it does.
    ``heard`` is the position of the newest takedown this process has heard of, or up to which the store has applied
    changes.
    """

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        forget: Callable[[frozenset[str] | None, int], None] = lambda names, position: None,
        flush: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = store
        self.outbox = outbox
        self.forget = forget
        self.flush = flush
        self.away_since = 0.0
        self.heard = self.turn = 0
        self._store_failed = self._joined = self._was_away = self._is_in_step = False
        self._asked = self._flushed = self._asking_since = self._late_since = 0.0
        self._hides = self._is_late = self._has_news = False
        self._looking = threading.Lock()
        self._woken = threading.Event()
        self._stopped = threading.Event()

    @property
    def is_behind(self) -> bool:
        """Whether nothing in the store may be shown. Where nobody can make pages, late ones are better than none."""
        return self._hides or (self._is_late and not self.away_since)

    def forked(self) -> None:
        """A lock that a thread of the parent held is never released in its child."""
        self._looking = threading.Lock()

    def wake(self) -> None:
        """Look at the outbox now: this process has just committed a change."""
        self._asked = 0.0
        self._woken.set()

    def stop(self) -> None:
        """End the loop."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Follow until told to stop. Nothing that fails ends it, and neither of the two waits for the other."""
        beside = threading.Thread(target=self._run_beside, name="press-store-follower", daemon=True)
        beside.start()
        while not self._stopped.is_set():
            self._follow_outbox_if_due()
            if self._has_news:
                self._has_news = False
                self.follow_store()
            self._woken.wait(LOOK_EVERY_SECONDS)
            self._woken.clear()
        beside.join()

    def _run_beside(self) -> None:
        while not self._stopped.wait(LOOK_EVERY_SECONDS):
            asking_since = self._asking_since
            if asking_since and time.monotonic() - asking_since > AWAY_AFTER_SECONDS:
                self._gone(TimeoutError(f"it has thought for {AWAY_AFTER_SECONDS:g} s"))
            self._follow_store_and_flush()

    def step(self) -> None:
        """Look once: at the outbox when its time has come, at the store always."""
        self._follow_outbox_if_due()
        self._follow_store_and_flush()

    def _follow_outbox_if_due(self) -> None:
        now = time.monotonic()
        if now - self._asked >= ASK_EVERY_SECONDS or now < self._asked:
            self._asked = now
            self.follow_outbox()

    def _follow_store_and_flush(self) -> None:
        self.follow_store()
        now = time.monotonic()
        if now - self._flushed >= NOTE_USE_EVERY_SECONDS:
            self._flushed = now
            self._guarded(self.flush)

    def follow_outbox(self) -> None:
        """Apply every change not applied yet."""
        try:
            with self._asking():
                newest = self.outbox.position()
                oldest = self.outbox.oldest() if not self._joined else 0
            self._back()
        except Exception as error:
            self._gone(error)
            return
        self._guarded(lambda: self._apply(newest, oldest))
        if self._late_since and not self._is_late and time.monotonic() - self._late_since > BEHIND_AFTER_SECONDS:
            self._is_late = True
            self.forget(None, -1)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """While the newsroom is asked: it may not fail, but hang."""
        self._asking_since = time.monotonic()
        try:
            yield
        finally:
            self._asking_since = 0.0

    def follow_store(self) -> None:
        """Forget what has been replaced or marked since the last look."""
        with self._looking:
            self._guarded(self._look)

    def _apply(self, newest: int, oldest: int) -> None:
        applied = self.store.position()
        if applied > newest:
            logger.warning("The press was ahead of the newsroom's database, as after a restore; it begins anew.")
            self.store.clear(newest)
            return
        if applied + 1 < oldest:
            logger.warning("The press has missed changes that are no longer known; it begins anew.")
            self.store.clear(newest)
            applied = newest
        self._joined = True
        while applied < newest:
            changes = self._since(applied)
            if not changes:
                return
            self._late_since = self._late_since or time.monotonic()
            if any(change.is_takedown for change in changes):
                self._hides, self.heard = True, changes[-1].position
                self.forget(None, -1)  # now, since the store may take its time
            self.store.apply(changes)
            applied, self._has_news = changes[-1].position, True
        self._late_since, self._is_late, self._hides = 0.0, False, False

    def _since(self, position: int) -> Sequence[Noted]:
        try:
            with self._asking():
                return self.outbox.since(position)
        except Exception as error:
            self._gone(error)
            return []

    def _look(self) -> None:
        touched = self.store.touched_since(self.turn)
        if touched.turn != self.turn or not self._is_in_step:
            # At the first look nobody can tell what was marked since the first hit, nor at the first after a failure.
            names = touched.names if self._is_in_step else None
            self.turn, self._is_in_step = touched.turn, True
            self.heard = max(self.heard, touched.position) if self.is_behind else touched.position
            self.forget(names, touched.position)

    def _guarded(self, do: Callable[[], None]) -> None:
        try:
            do()
            self._store_failed = False
        except StoreUnavailableError as error:
            self.forget(None, -1)  # nobody can tell any more whether what is remembered is still right
            self._is_in_step = False
            if not self._store_failed and not error.is_told:
                logger.warning("The press's store does not answer (%s): pages are made for each reader.", error)
            self._store_failed = True
        except Exception:
            logger.exception("The press could not follow its store.")

    def _gone(self, error: Exception) -> None:
        if not self.away_since:
            self.away_since = time.time()
            self._was_away = True
            with suppress(StoreUnavailableError):
                begin_absence(self.store, self.away_since)
            logger.warning("The newsroom does not answer (%s): readers get the pages already pressed.", error)

    def _back(self) -> None:
        if self.away_since:
            logger.warning("The newsroom answers again; the press catches up.")
            self.away_since = 0.0
        if self._was_away or not self._joined:  # it may have been away when an earlier process ended
            with suppress(StoreUnavailableError):
                end_absence(self.store, time.time())
                self._was_away = False
