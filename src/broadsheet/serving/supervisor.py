"""Starts the parts of a paper, restarts what dies, stops everything cleanly.

Parts are forked from a supervisor that has already loaded Django: they share its memory and restart in milliseconds.
The supervisor itself starts no thread and opens no connection, so forking is safe at any time.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from broadsheet.serving.event_log import note
from broadsheet.serving.forking import start_children_afresh
from broadsheet.serving.orphans import stop_with_parent

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STOP_GRACE_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 10.0
FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 30.0


@dataclass
class Part:
    """One thing to keep running: its name, what it does, and its present process."""

    name: str
    run: Callable[[], None]
    process: int | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default=0.0)

    def wait_before_restart(self, lived: float) -> float:
        """Seconds to wait: none worth naming after a settled life, doubling while it keeps dying young."""
        self.failures = 0 if lived >= SETTLED_AFTER_SECONDS else self.failures + 1
        return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** max(0, self.failures - 1))


class Supervisor:
    """Keeps `parts` running until told to stop."""

    def __init__(self, parts: Sequence[Part], grace_seconds: float = STOP_GRACE_SECONDS) -> None:
        self.parts = parts
        self.grace_seconds = grace_seconds
        self.stop_signal: int | None = None
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_read, False)
        os.set_blocking(self.wake_write, False)

    def run(self, on_tick: Callable[[], float | None] | None = None) -> int:
        """Run until a stop signal; returns the exit code. `on_tick` is called between events and may ask, by the
        seconds it returns, to be called again soon."""
        start_children_afresh()
        self._listen()
        gc.collect()
        gc.freeze()  # keeps the collector from touching, and so copying, the memory shared with the parts
        while self.stop_signal is None:
            self._start_due()
            wish = on_tick() if on_tick else None
            self._wait(min(self._seconds_to_next_start(), wish or 3600.0))
            self._reap()
        return self._stop()

    def stop_soon(self) -> None:
        """As a stop signal does."""
        self.stop_signal = signal.SIGTERM

    # Signals

    def _listen(self) -> None:
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, _frame: object) -> None:
        self.stop_signal = number

    def _wait(self, seconds: float) -> None:
        select.select([self.wake_read], [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            while os.read(self.wake_read, 512):
                pass

    # Starting

    def _seconds_to_next_start(self) -> float:
        waits = [part.start_at - time.monotonic() for part in self.parts if part.process is None]
        return min(waits, default=3600.0)

    def _start_due(self) -> None:
        for part in self.parts:
            if part.process is None and part.start_at <= time.monotonic():
                self._start(part)

    def _start(self, part: Part) -> None:
        supervisor = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            self._be(part, supervisor)
        part.process, part.started = process, time.monotonic()
        note(part.name, f"started, process {process}")

    def _be(self, part: Part, supervisor: int) -> NoReturn:
        """Life of a part, in its own process."""
        code = 1
        try:
            self._forget_supervising()
            stop_with_parent(supervisor, self.grace_seconds)
            part.run()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException as error:
            note(part.name, f"failed: {error}", error=error)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _forget_supervising(self) -> None:
        """A session of its own: Ctrl-C in a terminal then reaches only the supervisor, which stops the parts."""
        os.setsid()
        os.close(self.wake_read)
        os.close(self.wake_write)

    # Ending

    def _reap(self) -> None:
        for part in self.parts:
            if part.process is not None:
                self._reap_part(part)

    def _reap_part(self, part: Part) -> None:
        process, status = os.waitpid(part.process or 0, os.WNOHANG)
        if not process:
            return
        part.process = None
        if self.stop_signal is not None:
            note(part.name, "stopped")
            return
        wait = part.wait_before_restart(time.monotonic() - part.started)
        part.start_at = time.monotonic() + wait
        note(part.name, f"died ({_told(status)}); starting it again in {wait:g} s", trouble=True)

    def _stop(self) -> int:
        note("serve", f"stopping ({signal.Signals(self.stop_signal or 0).name})")
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + self.grace_seconds
        while self._running() and time.monotonic() < deadline:
            self._wait(min(1.0, deadline - time.monotonic()))
            self._reap()
        for part in self._running():
            note(part.name, f"did not stop within {self.grace_seconds:g} s; ended", trouble=True)
        self._signal_all(signal.SIGKILL)
        for part in self._running():
            os.waitpid(part.process or 0, 0)
        note("serve", "stopped")
        return 0

    def _running(self) -> list[Part]:
        return [part for part in self.parts if part.process is not None]

    def _signal_all(self, number: signal.Signals) -> None:
        for part in self._running():
            with suppress(ProcessLookupError):
                os.kill(part.process or 0, number)


def _told(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exit code {os.waitstatus_to_exitcode(status)}"
