"""A paper whose newsroom would not start goes on asking whether it does now, and then begins again by itself.

What Python has half loaded it cannot load anew, so both happen in other processes: a short one tries, and when that
succeeds this one is replaced.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from broadsheet.paper import Paper
from broadsheet.serving import event_log

TRY_AGAIN_SECONDS = 10.0
TRY = (
    "import sys, pathlib; from broadsheet.serving.recovery import try_to_start; try_to_start(pathlib.Path(sys.argv[1]))"
)


def try_to_start(folder: str) -> None:
    """Load Django for the paper in ``folder``; leaves with exit code 1 where that fails."""
    from broadsheet.paper import PaperError, open_paper
    from broadsheet.paper_django import start_django

    try:
        start_django(open_paper(Path(folder)))
    except PaperError as error:
        sys.exit(str(error))


class Recovery:
    """Tries, every few seconds and one at a time, whether Django starts; ``is_over`` once it does."""

    def __init__(self, paper: Paper, then: Callable[[], None]) -> None:
        self.paper = paper
        self.then = then
        self.is_over = False
        self.attempt: subprocess.Popen[bytes] | None = None
        self.next_at = time.monotonic() + TRY_AGAIN_SECONDS

    def look(self) -> float:
        """Called by the supervisor; says after how many seconds it wants to be called again."""
        if self.attempt is None:
            if time.monotonic() >= self.next_at:
                command = [sys.executable, "-c", TRY, str(self.paper.folder)]
                quiet = subprocess.DEVNULL
                self.attempt = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        elif (code := self.attempt.poll()) is not None:
            self.attempt, self.next_at = None, time.monotonic() + TRY_AGAIN_SECONDS
            if code == 0 and not self.is_over:
                self.is_over = True
                event_log.note("serve", "the newsroom starts again; beginning anew")
                self.then()
                return 0.01
        return 0.5 if self.attempt else max(0.5, self.next_at - time.monotonic())

    def begin_anew(self, only: str | None) -> None:
        """Replace this process by a new `broadsheet serve` of the same paper; options it was given are in the
        environment."""
        chosen = ["--only", only] if only else []
        arguments = ["-m", "broadsheet", "serve", *chosen, "--paper", str(self.paper.folder)]
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - ourselves, without a shell
