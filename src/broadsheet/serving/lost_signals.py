"""A worker that was asked to stop hears it twice.

Python runs a signal's handler between two instructions of the main thread. A signal that comes in the moment in which
that thread begins to wait, or before Granian's worker has said what is to happen, is noted and never acted on: of
twenty papers stopped while they started, one waited for its full grace. Asking again a second later costs nothing.
"""

from __future__ import annotations

import os
import signal
import threading
import time

AGAIN_SECONDS = 1
ASKED_TO_STOP = {signal.SIGTERM, signal.SIGINT}


def ask_again() -> None:
    """From now on the first stop signal with a handler of Python's is sent once more. Call it in the main thread."""
    heard, noted = os.pipe()
    os.set_blocking(noted, False)
    signal.set_wakeup_fd(noted, warn_on_full_buffer=False)
    threading.Thread(target=_ask_again, args=(heard,), name="lost signals", daemon=True).start()


def _ask_again(heard: int) -> None:
    while not (asked := ASKED_TO_STOP.intersection(os.read(heard, 64))):
        pass
    time.sleep(AGAIN_SECONDS)
    os.kill(os.getpid(), asked.pop())
