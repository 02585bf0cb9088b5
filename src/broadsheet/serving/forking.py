"""A process that has just been forked stops when it is asked to, from its first instruction on.

A child inherits its parent's signal handlers. Until it has set its own, a SIGTERM would run the parent's in the wrong
process, and be lost: the child would live on until it is killed. So signals are held back while a process forks, and
the child begins with the system's own behaviour. Granian's workers are forked by Granian, hence the hooks.
"""

from __future__ import annotations

import os
import signal
from functools import cache

HELD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


@cache
def start_children_afresh() -> None:
    """From now on, in this process and those it forks. Registered once however often it is called."""
    os.register_at_fork(before=_hold, after_in_parent=_release, after_in_child=_begin)


def _hold() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD)


def _release() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)


def _begin() -> None:
    signal.set_wakeup_fd(-1)
    for number in HELD:
        signal.signal(number, signal.SIG_DFL)
    _release()
