"""`broadsheet serve`: everything that must be right is looked at before anything starts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from broadsheet.paper import Paper, PaperError
from broadsheet.paper_django import start_django
from broadsheet.serving import event_log, locks, ports
from broadsheet.serving.background import run_background_worker
from broadsheet.serving.clock import run_clock
from broadsheet.serving.pressing import pressed_pages, run_presser
from broadsheet.serving.recovery import Recovery
from broadsheet.serving.static_files import collect
from broadsheet.serving.supervisor import Part, Supervisor
from broadsheet.serving.warming import warm
from broadsheet.serving.web import run_web
from broadsheet.upkeep.schema import read_schema, refuse_newer, refuse_older

RUNS: dict[str, Callable[[Paper], None]] = {
    "web": run_web,
    "press": run_presser,
    "worker": run_background_worker,
    "clock": run_clock,
}
LOOK_AGAIN_SECONDS = 0.05


def serve(paper: Paper, only: str | None = None, when_ready: Callable[[], None] | None = None) -> int:
    """Run the paper until told to stop; returns the exit code. Raises PaperError before anything has started."""
    names: Sequence[str] = [only] if only else list(RUNS)
    if "web" in names:
        ports.refuse_taken_port(paper.server.host, paper.server.port)
    with locks.holding(paper, names):
        names, has_django = _prepare(paper, names)
        supervisor = Supervisor([Part(name, partial(RUNS[name], paper)) for name in names])
        readiness = _Readiness(paper, names, when_ready)
        recovery = Recovery(paper, supervisor.stop_soon)
        code = supervisor.run(readiness.look if has_django else lambda: _soonest(readiness.look(), recovery.look()))
    if recovery.is_over:
        recovery.begin_anew(only)
    return code


def _soonest(*wishes: float | None) -> float | None:
    return min((wish for wish in wishes if wish is not None), default=None)


def _prepare(paper: Paper, names: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Load what the parts share; returns the names of those that can run, and whether Django has started."""
    event_log.write_to_stderr()
    try:
        start_django(paper)
    except PaperError as error:
        _refuse_without_pages(paper, names, error)
        return ["web"], False
    from django.db import connections

    event_log.write_to_stderr()  # once more: Django sets up logging as it starts
    try:
        schema = read_schema()
    except PaperError as error:
        _refuse_without_pages(paper, names, error)
        connections.close_all()
        return names, True
    refuse_newer(schema)
    refuse_older(schema)
    if "web" in names:
        if collect(paper):
            event_log.note("serve", "static files collected")
        warm(paper)
    if "worker" in names:
        import django_tasks_db.management.commands.db_worker  # noqa: F401 - loaded once, shared by every fork
    connections.close_all()
    return names, True


def _refuse_without_pages(paper: Paper, names: Sequence[str], error: PaperError) -> None:
    """A newsroom that will not start is no reason to turn readers away, if there is anything for them to read."""
    pages = pressed_pages(paper) if "web" in names else 0
    if not pages:
        raise error
    event_log.note("serve", f"{error} Readers get the {pages:,} pages already pressed.", trouble=True)


class _Readiness:
    """Tells, once, that the paper can be read."""

    def __init__(self, paper: Paper, names: Sequence[str], when_ready: Callable[[], None] | None) -> None:
        self.paper = paper
        self.when_ready = when_ready
        self.waiting = "web" in names
        self.started = time.monotonic()

    def look(self) -> float | None:
        """Called by the supervisor; asks to be called again until the web part answers."""
        if not self.waiting:
            return None
        server = self.paper.server
        if not ports.answers(server.host, server.port):
            return LOOK_AGAIN_SECONDS
        self.waiting = False
        taken = time.monotonic() - self.started
        where = f"[{server.host}]" if ":" in server.host else server.host
        event_log.note("serve", f"ready at http://{where}:{server.port} ({taken:.1f} s); Ctrl-C stops it")
        if self.when_ready:
            self.when_ready()
        return None
