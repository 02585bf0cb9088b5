"""One import, run inside a paper and weighed: `python -m bench.one_import KIND FILE [--read-only]` prints JSON.

Time goes to the phase that the import's own progress names. `--read-only` reads the records and stores nothing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from broadsheet.command_parts import opened
from broadsheet.import_commands import start

SITE = "https://old.example"
AFTER_STORIES = "redirects, menus, lists"
Moment = tuple[float, float]


def main(kind: str, file: str, *options: str) -> None:
    """Print how long it took, by phase as [seconds, processor seconds], and the most memory there was at a time."""
    start(opened())
    before = _peak()
    found = _read(kind, file) if "--read-only" in options else _import(kind, file)
    print(json.dumps({**found, "peak": _peak(), "before": before}))


def _read(kind: str, file: str) -> dict[str, Any]:
    from broadsheet.ingest.records import Page, Story

    began = _now()
    stories = sum(isinstance(record, Story | Page) for record in _records(kind, file))
    return {"stories": stories, "phases": {"reading": _since(began)}}


def _records(kind: str, file: str) -> Iterator[Any]:
    from broadsheet.ingest.parsers.ghost import GhostArchive
    from broadsheet.ingest.parsers.wordpress import WordPressArchive

    return (WordPressArchive(file) if kind == "wordpress" else GhostArchive([file], address=SITE)).records()


def _import(kind: str, file: str) -> dict[str, Any]:
    from broadsheet.ingest.runs import import_ghost, import_wordpress

    phases = Phases()
    if kind == "wordpress":
        report = import_wordpress(file, progress=phases)
    else:
        report = import_ghost([file], address=SITE, progress=phases)
    phases.turn("")
    kept = report.kept_at.with_suffix(".json") if report.kept_at else ""
    counts = {name: report.counts.get(name, {}).get("created", 0) for name in ("story", "redirect", "comment")}
    return {"stories": counts["story"], "counts": counts, "phases": phases.spent, "report": str(kept)}


class Phases:
    """The progress of an import, as a clock: see ``job.Progress``."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}
        self.phase = "reading"
        self.began = _now()

    def __call__(self, done: int, total: int | None, label: str) -> None:
        """The last story done, what follows belongs to no step that is told."""
        self.turn(AFTER_STORIES if label == "stories" and done == total else label)

    def turn(self, phase: str) -> None:
        """Another phase begins, if it is another."""
        if phase != self.phase:
            self.spent[self.phase] = _since(self.began)
            self.phase, self.began = phase, _now()


def _now() -> Moment:
    return time.perf_counter(), time.process_time()


def _since(began: Moment) -> list[float]:
    return [round(now - then, 2) for now, then in zip(_now(), began, strict=True)]


def _peak() -> int:
    """Most memory so far, in bytes (getrusage(2) counts kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
