"""Calls to strangers, a few at once and to each host fewer, so that nobody who hangs holds up the others.

What runs in a lane's threads speaks to the network only. Whatever is to be stored is stored afterwards by whoever
takes the finished calls.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

logger = logging.getLogger(__name__)


class Call(Protocol):
    """One call: made in a thread, then settled in the one that stores."""

    host: str

    def make(self) -> None:
        """Speak to the host, and remember what came of it. Touches no database."""

    def settle(self) -> None:
        """Store what came of it; also after ``make`` raised."""


class Lane:
    """Room for ``at_once`` calls, of which to one host at most ``of_a_host``. ``on_end`` is called after each."""

    def __init__(self, name: str, at_once: int, of_a_host: int, on_end: Callable[[], None]) -> None:
        self.at_once = at_once
        self.of_a_host = of_a_host
        self._on_end = on_end
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=f"websub-{name}")
        self._running: dict[Future[None], Call] = {}
        self._hosts: Counter[str] = Counter()

    @property
    def room(self) -> int:
        """How many more calls it takes now."""
        return self.at_once - len(self._running)

    @property
    def is_idle(self) -> bool:
        return not self._running

    def takes(self, host: str) -> bool:
        """Whether there is room for a call to ``host``."""
        return self.room > 0 and self._hosts[host] < self.of_a_host

    def full_hosts(self) -> list[str]:
        """Hosts that are to have no further call now."""
        return [host for host, running in self._hosts.items() if running >= self.of_a_host]

    def start(self, call: Call) -> None:
        """Make a call in a thread."""
        self._hosts[call.host] += 1
        future = self._threads.submit(_made, call)
        self._running[future] = call
        future.add_done_callback(lambda _future: self._on_end())

    def finished(self) -> list[Call]:
        """The calls that have ended since last asked."""
        ended = [future for future in self._running if future.done()]
        calls = [self._running.pop(future) for future in ended]
        self._hosts -= Counter(call.host for call in calls)
        return calls

    def close(self, seconds: float) -> None:
        """Begin no further call, and wait for those under way at most so long."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        wait(self._running, timeout=seconds)


def _made(call: Call) -> None:
    try:
        call.make()
    except Exception:
        logger.exception("A call to %s could not be made.", call.host)
