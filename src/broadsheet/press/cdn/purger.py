"""Tells the CDN what to forget, in a thread of its own: nobody who publishes waits for it, or fails with it.

What is wanted is a set, not a list of calls: asking twice is asking once, and what a failing CDN did not take is
simply still wanted. Each purge is repeated once some seconds later, since the CDN may have fetched the old page in
the moment between the change and the purge.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from broadsheet.press.cdn.base import Cdn
from broadsheet.press.cdn.calling import CdnError
from broadsheet.press.cdn.tags import tags_to_purge
from broadsheet.press.changes import EVERYTHING

logger = logging.getLogger(__name__)

MOST_WANTED = 5000
"""With more than this to forget, everything is: that is one call."""


@dataclass(frozen=True)
class Timing:
    """All in seconds. ``gather``: how long an ordinary purge waits for others to go along."""

    gather: float = 0.2
    repeat_after: float = 5.0
    first_pause: float = 1.0
    longest_pause: float = 60.0


@dataclass(frozen=True)
class PurgerStatus:
    """How the CDN takes it. ``error`` is empty while it does; times are in seconds since the epoch, 0 for never."""

    waiting: int
    sent: int
    error: str
    failing_since: float
    last_success: float


@dataclass(frozen=True, order=True)
class _Want:
    """One thing to forget: the first that failed least, then takedowns, then by when it is due."""

    failures: int
    is_change: bool
    due: float
    number: int
    what: str
    is_address: bool
    gone_at: float
    is_repeat: bool = False

    @property
    def name(self) -> tuple[bool, str]:
        return self.is_address, self.what


class Purger:
    """One for each process that purges. The thread starts with the first purge."""

    def __init__(self, cdn: Cdn, timing: Timing | None = None) -> None:
        self.cdn = cdn
        self.timing = timing or Timing()
        self._wanted: dict[tuple[bool, str], _Want] = {}
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closing = False
        self._is_closed = False
        self._rest_until = 0.0
        self._told_to_wait_until = 0.0
        self._failures = 0
        self._status = PurgerStatus(0, 0, "", 0.0, 0.0)

    def purge(self, keys: Iterable[str], addresses: Iterable[str] = (), takedown: bool = False) -> None:
        """Have the CDN forget pages by their keys, and whatever else is at ``addresses``. Returns at once.

        ``keys`` are those of a change, or names of pieces to purge every page that has them; ``addresses`` are paths
        that carry no tags ("/media/images/x.avif"). A takedown purges every page.
        """
        if not self.cdn.reads_tags:
            return
        named = [(False, tag) for tag in tags_to_purge(keys, takedown)]
        named += [(True, self.cdn.address_of(path)) for path in addresses]
        with self._changed:
            if self._is_closing or not named:
                return
            for is_address, what in named:
                self._want(is_address, what, takedown)
            self._bound()
            if takedown:
                self._rest_until = self._told_to_wait_until
            self._start()
            self._changed.notify()

    def status(self) -> PurgerStatus:
        """How things stand."""
        with self._changed:
            return replace(self._status, waiting=sum(not want.is_repeat for want in self._wanted.values()))

    def close(self, timeout: float = 5.0) -> None:
        """Send what is still wanted, repeats left out, for at most ``timeout`` seconds, and stop."""
        with self._changed:
            self._is_closing = True
            self._wanted = {name: want for name, want in self._wanted.items() if not want.is_repeat}
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout)
        with self._changed:
            self._is_closed = True
            self._changed.notify()
            if self._wanted:
                logger.warning(
                    "The CDN was not told of %d purges; it forgets by itself within %d s.",
                    len(self._wanted),
                    self.cdn.longest_life,
                )

    # What is wanted; called with the lock

    def _want(self, is_address: bool, what: str, takedown: bool) -> None:
        now = time.monotonic()
        before = self._wanted.get((is_address, what))
        if before is not None and not before.is_repeat:
            takedown = takedown or not before.is_change
        due = now if takedown else now + self.timing.gather
        if before is not None and not before.is_repeat and not before.failures:
            due = min(due, before.due)
        wanted = _Want(0, not takedown, due, next(self._numbers), what, is_address, now + self.cdn.longest_life)
        self._wanted[wanted.name] = wanted

    def _bound(self) -> None:
        if len(self._wanted) <= MOST_WANTED:
            return
        is_takedown = any(not want.is_change for want in self._wanted.values())
        # Addresses carry no tags, so that no tag stands for them.
        self._wanted = dict([item for item in self._wanted.items() if item[1].is_address][-MOST_WANTED:])
        for tag in tags_to_purge([EVERYTHING]):
            self._want(False, tag, is_takedown)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="cdn purger", daemon=True)
            self._thread.start()

    # The thread

    def _run(self) -> None:
        while True:
            with self._changed:
                batch = self._next_batch()
                while not batch:
                    if self._is_closed or (self._is_closing and not self._wanted):
                        return
                    self._changed.wait(self._seconds_to_wait())
                    batch = self._next_batch()
            self._send(batch)
            time.sleep(self.cdn.pause_seconds)

    def _next_batch(self) -> list[_Want]:
        """What goes out in one call now: of one sort, the most urgent first."""
        now = time.monotonic()
        if self._is_closed or now < self._rest_until:
            return []
        due = [want for want in self._wanted.values() if want.due <= now or self._is_closing]
        if not due:
            return []
        first = min(due)
        # What is nearly due goes along.
        soon = sorted(
            want for want in self._wanted.values() if want.due <= now + self.timing.gather or self._is_closing
        )
        alike = [want for want in soon if (want.is_address, want.is_change) == (first.is_address, first.is_change)]
        return alike[: self.cdn.addresses_per_call if first.is_address else self.cdn.tags_per_call]

    def _seconds_to_wait(self) -> float | None:
        now = time.monotonic()
        if not self._wanted:
            return None
        soonest = now if self._is_closing else min(want.due for want in self._wanted.values())
        return max(soonest, self._rest_until) - now

    def _send(self, batch: list[_Want]) -> None:
        first = batch[0]
        purge = self.cdn.purge_addresses if first.is_address else self.cdn.purge_tags
        try:
            purge([want.what for want in batch], not first.is_change)
        except CdnError as error:
            self._failed(batch, str(error), error.wait)
        except Exception as error:
            # Whatever it is, it must not end the thread: the next purge may be a takedown.
            self._failed(batch, f"{type(error).__name__} in {type(self.cdn).__name__}", 0.0)
        else:
            self._succeeded(batch)

    def _succeeded(self, batch: list[_Want]) -> None:
        with self._changed:
            again = time.monotonic() + self.timing.repeat_after
            for want in self._still_wanted(batch):
                del self._wanted[want.name]
                if not want.is_repeat and not self._is_closing:
                    self._wanted[want.name] = replace(want, failures=0, due=again, is_repeat=True)
            if self._failures:
                seconds = time.time() - self._status.failing_since
                logger.info("The CDN takes purges again, after %d s.", seconds)
            self._failures = 0
            sent = self._status.sent + 1
            self._status = replace(self._status, sent=sent, error="", failing_since=0.0, last_success=time.time())

    def _failed(self, batch: list[_Want], reason: str, wait: float) -> None:
        with self._changed:
            now = time.monotonic()
            self._told_to_wait_until = now + wait
            self._rest_until = now + max(self._pause(self._failures), wait)
            self._failures += 1
            for want in self._still_wanted(batch):
                if want.gone_at < now:
                    del self._wanted[want.name]
                else:
                    self._wanted[want.name] = replace(
                        want, failures=want.failures + 1, due=now + self._pause(want.failures)
                    )
            if self._failures == 1:
                self._status = replace(self._status, failing_since=time.time())
                logger.error("The CDN does not take purges: %s. They are kept, and sent once it does.", reason)
            self._status = replace(self._status, error=reason)

    def _pause(self, failures: int) -> float:
        return float(min(self.timing.longest_pause, self.timing.first_pause * 2 ** min(failures, 16)))

    def _still_wanted(self, batch: list[_Want]) -> list[_Want]:
        """Those that nobody has asked for anew while the call was under way."""
        return [want for want in batch if self._wanted.get(want.name) is want]
