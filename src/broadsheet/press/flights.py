"""One render for many readers: who asks for a page that is being made waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from broadsheet.press.store.base import Store, StoreUnavailableError

T = TypeVar("T")

LEASE_SECONDS = 20.0
"""Longer than any render; a lease whose holder died runs out after this."""
LOOK_EVERY_SECONDS = 0.01


@dataclass
class _Flight(Generic[T]):
    """A page being made in this process, and those who wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0
    landed: T | None = None


class Flights(Generic[T]):
    """Lets one thread of one process make a page while the others wait for what it makes."""

    def __init__(self, store: Store, lease_seconds: float = LEASE_SECONDS) -> None:
        self.store = store
        self.lease_seconds = lease_seconds
        self._under_way: dict[str, _Flight[T]] = {}
        self._guard = threading.Lock()

    def make(self, name: str, found: Callable[[], T | None], make: Callable[[], T]) -> T:
        """Return what ``found`` finds once it does, or what ``make`` makes once it is this thread's turn.

        Whoever waited in this process is given what was made; other processes find it in the store. Who comes later
        is not: there may be news by then that ``found`` knows of.
        """
        with self._turn(name) as flight:
            if flight.landed is None:
                flight.landed = self._leased(name, found, make)
                with self._guard:
                    self._close(name, flight)
            return flight.landed

    def _leased(self, name: str, found: Callable[[], T | None], make: Callable[[], T]) -> T:
        deadline = time.monotonic() + self.lease_seconds
        while not self._lease(name):
            there = found()
            if there is not None:
                return there
            if time.monotonic() > deadline:
                return make()
            time.sleep(LOOK_EVERY_SECONDS)
        try:
            there = found()
            return make() if there is None else there
        finally:
            with suppress(StoreUnavailableError):
                self.store.release(name)

    def _lease(self, name: str) -> bool:
        """Without a store there is nobody to agree with."""
        try:
            return self.store.lease(name, self.lease_seconds)
        except StoreUnavailableError:
            return True

    @contextmanager
    def _turn(self, name: str) -> Iterator[_Flight[T]]:
        with self._guard:
            flight = self._under_way.setdefault(name, _Flight())
            flight.waiting += 1
        try:
            with flight.lock:
                yield flight
        finally:
            with self._guard:
                flight.waiting -= 1
                if not flight.waiting:
                    self._close(name, flight)

    def _close(self, name: str, flight: _Flight[T]) -> None:
        """Nobody joins it any more."""
        if self._under_way.get(name) is flight:
            del self._under_way[name]
