"""Whether the parts of the paper run, when any of them does."""

from __future__ import annotations

import time
from collections.abc import Iterator

from broadsheet.paper import Paper
from broadsheet.serving.clock import TICK_SECONDS, heartbeat_file
from broadsheet.serving.locks import serving_processes
from broadsheet.serving.serve import RUNS
from broadsheet.upkeep.checks.finding import Finding, advice, problem

LATE_SECONDS = 60 * TICK_SECONDS
MANY_WAITING = 100
WHY = {
    "web": "nobody can read the paper through this machine",
    "press": "pages that have changed are made anew only as readers ask for them",
    "worker": "mail and other background work wait",
    "clock": "scheduled stories are not published",
}


def look(paper: Paper) -> Iterator[Finding]:
    """A paper that is not served at all is no mistake; half of one may be, or the rest is on another machine."""
    running = serving_processes(paper.data)
    if not running:
        return
    for part in RUNS:
        if part not in running:
            yield advice(
                f"The {part} does not run on this machine",
                WHY[part],
                f"start it with “broadsheet serve --only {part}”, unless another machine does it",
            )
    if "clock" in running:
        yield from _clock(paper)
    yield from _tasks()


def _clock(paper: Paper) -> Iterator[Finding]:
    heartbeat = heartbeat_file(paper)
    silent = time.time() - heartbeat.stat().st_mtime if heartbeat.exists() else LATE_SECONDS + 1
    if silent > LATE_SECONDS:
        yield problem(
            "The clock runs, but its ticks fail" if heartbeat.exists() else "The clock has not ticked yet",
            WHY["clock"],
            "see the lines that say “clock” in the log of “broadsheet serve”",
        )


def _tasks() -> Iterator[Finding]:
    from django.db.utils import Error
    from django_tasks_db.models import DBTaskResult

    try:
        waiting = DBTaskResult.objects.ready()[: MANY_WAITING + 1].count()
    except Error:
        return
    if waiting > MANY_WAITING:
        yield advice(
            f"More than {MANY_WAITING} background tasks wait",
            "the worker cannot keep up, or has stopped",
            "see the lines that say “worker” in the log of “broadsheet serve”",
        )
