"""Makes anew what changes have made stale, the most urgent first, and tells the caches in front.

One per paper, beside the web workers. It keeps nothing of its own: killed at any point, it begins again with whatever
the store still has to be made.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from broadsheet.press.entries import Entry, State
from broadsheet.press.follower import Follower, Outbox
from broadsheet.press.render import Made, Renderer, RenderError
from broadsheet.press.store.base import Store, StoreUnavailableError

logger = logging.getLogger(__name__)

BATCH = 20
REST_SECONDS = 0.02
TRIM_EVERY_SECONDS = 60.0
LEASE_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 60.0


class Presser:
    """Drains what is to be made. ``tell`` is called with whether nothing is left to be made, before each batch and
    after it.

    ``begin`` is done before anything else, again and again until it succeeds; ``beat`` with each step.
    """

    def __init__(
        self,
        store: Store,
        renderer: Renderer,
        outbox: Outbox,
        most_bytes: int = 2 << 30,
        tell: Callable[[bool], None] = lambda is_drained: None,
        begin: Callable[[], object] = lambda: None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = store
        self.renderer = renderer
        self.follower = Follower(store, outbox)
        self.most_bytes = most_bytes
        self.tell = tell
        self.begin = begin
        self.beat = beat
        self._begun = False
        self._setbacks: dict[str, tuple[int, float]] = {}
        self._trimmed = 0.0
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the loop after the page being made."""
        self._stopped.set()

    def run(self) -> None:
        """Work until told to stop. Nothing that fails ends it."""
        while not self._stopped.is_set():
            if not self.step():
                self._stopped.wait(REST_SECONDS)

    def step(self) -> int:
        """Apply what has changed and make one batch; returns how many entries were made or dropped."""
        self._begin()
        self.follower.step()
        try:
            self.beat()
            self._trim()
            done = self._make_batch()
        except StoreUnavailableError as error:
            logger.debug("The press's store does not answer: %s", error)
            self._tell(False)
            return 0
        self._tell(done == 0)
        return done

    def _tell(self, is_drained: bool) -> None:
        """What is in front of the paper hears of it later, if it can not be told now."""
        try:
            self.tell(is_drained)
        except Exception as error:
            logger.debug("The CDN could not be told: %s", error)

    def _begin(self) -> None:
        if self._begun:
            return
        try:
            self.begin()
            self._begun = True
        except Exception as error:  # a database away or locked fails in ways of its own; the follower tells of it
            logger.debug("The press has not begun yet: %s", error)

    def drain(self) -> int:
        """Make everything there is to be made now; returns how many entries."""
        total = 0
        self._begin()
        self.follower.follow_outbox()
        while made := self._make_batch():
            total += made
        return total

    def _make_batch(self) -> int:
        # What is set back stays among the most urgent; it must not hide what could be made.
        found = self.store.to_make(BATCH + len(self._setbacks))
        waiting = [entry for entry in found if self._is_due(entry)][:BATCH]
        wanted = {entry.name for entry in waiting}
        done = 0
        if waiting:
            self._tell(False)  # before they are made, which takes a while: a takedown does not wait for it
        for entry in waiting:
            if self._stopped.is_set():
                break
            if entry.name in wanted:
                settled = self._make(entry, wanted)
                wanted -= settled
                done += len(settled)
        return done

    def _make(self, entry: Entry, wanted: set[str]) -> set[str]:
        """Make one entry and whatever comes with it; returns what is no longer to be made."""
        address = entry.maker
        if not self.store.lease(address, LEASE_SECONDS):
            return set()  # a worker is making it for a reader; it stays to be made until that is kept
        try:
            made = self.renderer.render(address, self._is_fresh)
        except RenderError as error:
            self._set_back(entry.name, str(error))
            return set()
        except Exception:
            self._set_back(entry.name, f"{address} could not be made", trace=True)
            return set()
        finally:
            with suppress(StoreUnavailableError):
                self.store.release(address)
        return self._keep(entry, address, made) & (wanted | {entry.name, address})

    def _keep(self, entry: Entry, address: str, made: Made) -> set[str]:
        self.store.put(made.entries)
        kept = {own.name for own, _ in made.entries}
        gone = {address} if made.page is None else set()
        self.store.drop(gone)
        self._setbacks.pop(entry.name, None)
        if not entry.is_piece or entry.name in kept or self._is_fresh(entry.name):
            return kept | gone | {entry.name}
        other = self.store.page_with(entry.name)
        if other:
            return kept | gone | self._make(replace(entry, maker=other), {entry.name, other})
        self.store.drop([entry.name])
        return kept | gone | {entry.name}

    def _is_fresh(self, piece: str) -> bool:
        found = self.store.get(piece)
        return found is not None and found.state == State.FRESH

    # What fails is tried again, later and later

    def _is_due(self, entry: Entry) -> bool:
        return self._setbacks.get(entry.name, (0, 0.0))[1] <= time.monotonic()

    def _set_back(self, name: str, reason: str, trace: bool = False) -> None:
        failures = self._setbacks.get(name, (0, 0.0))[0] + 1
        pause = min(0.25 * 2.0**failures, LONGEST_PAUSE_SECONDS)
        self._setbacks[name] = (failures, time.monotonic() + pause)
        if failures == 1 or trace:
            logger.warning("%s; trying again in %g s", reason, pause, exc_info=trace)

    def _trim(self) -> None:
        now = time.monotonic()
        if now - self._trimmed >= TRIM_EVERY_SECONDS:
            self._trimmed = now
            gone = self.store.trim(self.most_bytes)
            if gone:
                logger.info("The press let go of %d pages nobody had asked for in a while.", gone)
