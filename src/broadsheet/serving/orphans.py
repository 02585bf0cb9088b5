"""A process whose parent has died stops too, however the parent died.

Asking for the parent's number twice a second costs nothing measurable, works on every Unix, and has neither the
thread rule of PR_SET_PDEATHSIG nor the inherited ends of a pipe.
"""

from __future__ import annotations

import os
import signal
import threading
import time

EVERY_SECONDS = 0.5


def stop_with_parent(parent: int, grace_seconds: float) -> None:
    """From now on, once `parent` is gone, ask this process to stop, and after the grace end it."""
    threading.Thread(target=_watch, args=(parent, grace_seconds), name="orphan watch", daemon=True).start()


def _watch(parent: int, grace_seconds: float) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_seconds)
    os._exit(1)
