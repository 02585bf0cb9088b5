"""The clock: publishes what is due, every half second, and does the day's small chores.

It keeps no time of its own: each tick asks the newsroom what is due by now, so whatever came due while the paper was
down happens at the first tick.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from broadsheet.paper import Paper
from broadsheet.serving.chores import do_chores
from broadsheet.serving.event_log import note
from broadsheet.serving.locks import run_folder

TICK_SECONDS = 0.5
"""Rights that have ended, and stories, are gone within a second, which the press needs a part of."""
CHORES_EVERY_SECONDS = 24 * 3600.0
FIRST_CHORES_AFTER_SECONDS = 300.0


def heartbeat_file(paper: Paper) -> Path:
    """Touched by every tick that went well."""
    return run_folder(paper) / "clock.heartbeat"


def run_clock(paper: Paper) -> None:
    """Tick until told to stop; a tick under way is finished first."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    keep_time(paper, stopping)


def keep_time(paper: Paper, stopping: threading.Event) -> None:
    """Tick until ``stopping`` is set."""
    from broadsheet.newsroom.clock import tick

    chores_at = time.monotonic() + FIRST_CHORES_AFTER_SECONDS
    while not stopping.is_set():
        if _do("tick", tick):
            heartbeat_file(paper).touch()
        if time.monotonic() >= chores_at:
            _do("chores", do_chores)
            chores_at = time.monotonic() + CHORES_EVERY_SECONDS
        stopping.wait(TICK_SECONDS)


def _do(what: str, action: Callable[[], object]) -> bool:
    """Run one action; a failure is logged, and the clock goes on."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        action()
    except Exception as error:
        note("clock", f"{what} failed: {error}", error=error)
        return False
    finally:
        close_old_connections()
    return True
