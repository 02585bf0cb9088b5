"""Manners towards the servers asked: a few requests at a time to each, with a breath between, and pauses when asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from broadsheet.lib.fetching.errors import FetchError

AT_ONCE = 4
BREATH = 0.05
"""Seconds between the starts of two requests to one host."""
MOST_SILENCES = 12
"""Times in a row a host may fail to answer before it is left in peace: else one dead host would take hours."""


@dataclass(slots=True)
class _Host:
    places: threading.BoundedSemaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0
    silences: int = 0


class Courtesy:
    """Shared by all threads of one import."""

    def __init__(self, at_once: int = AT_ONCE, breath: float = BREATH) -> None:
        self._at_once = at_once
        self._breath = breath
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ends all waiting: whoever waits, or comes after, is refused."""
        self._stopped.set()

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Holds one of the host's places for as long as the block runs. Raises FetchError for a host given up."""
        host = self._host(name)
        with host.places:
            if host.silences >= MOST_SILENCES:
                raise FetchError(f"{name} did not answer {MOST_SILENCES} times in a row; it was not asked again")
            with host.lock:
                start = max(time.monotonic(), host.next_start)
                host.next_start = start + self._breath
            self.pause(start - time.monotonic())
            yield

    def hold(self, name: str, seconds: float) -> None:
        """Nobody asks this host again before then."""
        host = self._host(name)
        with host.lock:
            host.next_start = max(host.next_start, time.monotonic() + seconds)

    def heard(self, name: str, answered: bool) -> None:
        """Notes whether the host answered at all, were it with an error."""
        host = self._host(name)
        with host.lock:
            host.silences = 0 if answered else host.silences + 1

    def pause(self, seconds: float) -> None:
        """Raises FetchError when everything is to stop."""
        if self._stopped.wait(max(0.0, seconds)):
            raise FetchError("the import was stopped", may_pass=True)

    def _host(self, name: str) -> _Host:
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = _Host(threading.BoundedSemaphore(self._at_once))
            return self._hosts[name]
