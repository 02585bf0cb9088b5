"""How long a paper takes from the command to its first page."""

from __future__ import annotations

import time
from statistics import median

from bench import papers
from bench.processes import free_port, start, stop, wait_for
from bench.results import Section


def measure(quick: bool) -> Section:
    """Start the demo paper several times over."""
    times = sorted(_seconds() for _ in range(2 if quick else 7))
    section = Section("cold_start", "Cold start to first page", ["", "seconds"])
    section.rows = [["median", f"{median(times):.2f}"], ["slowest", f"{times[-1]:.2f}"]]
    section.notes = [
        "`broadsheet serve` of the demo paper, all parts, both cores, until the front page answers 200; "
        f"{len(times)} starts."
    ]
    return section


def _seconds() -> float:
    folder = papers.make_demo(papers.WORK / "demo")
    port = free_port()
    settings = {"BROADSHEET_PAPER": str(folder), **papers.environment(port, 2, 4)}
    began = time.monotonic()
    process = start([papers.COMMAND, "serve"], settings, papers.WORK / "serve.log", core=None)
    try:
        wait_for(port, process)
        return time.monotonic() - began
    finally:
        stop(process)
