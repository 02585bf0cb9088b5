"""Asks everything a report names, eight at a time, and gathers what is wrong."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.verifying.asking import Server
from broadsheet.ingest.verifying.checks import check_address, check_picture, check_story, check_target
from broadsheet.ingest.verifying.reading import ReportFile, Row

AT_ONCE = 8
AHEAD = 64
MOST_FAILURES = 10_000
Progress = Callable[[int, int | None, str], None]


@dataclass(slots=True)
class Outcome:
    """How many of each kind were looked at and how many were wrong; the failures, as (what, why)."""

    against: str
    checked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not self.failed.total()

    def note(self, kind: str, what: str, wrong: Iterable[str]) -> None:
        self.checked[kind] += 1
        reasons = [reason for reason in wrong if reason]
        self.failed[kind] += bool(reasons)
        for reason in reasons:
            if len(self.failures) < MOST_FAILURES:
                self.failures.append({"kind": kind, "address": what, "wrong": reason})

    def as_dict(self) -> dict[str, Any]:
        return {
            "format": "broadsheet import verification",
            "version": 1,
            "against": self.against,
            "checked": dict(self.checked),
            "failed": dict(self.failed),
            "seconds": round(self.seconds, 1),
            "failures": self.failures,
        }

    def write_beside(self, report: Path) -> Path:
        """As ``report.verified.json`` where the report is ``report.json``. Raises ImportRefused."""
        path = report.with_name(f"{report.stem}.verified.json")
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            unfinished.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise ImportRefused(f"cannot be written ({error.strerror or error})", file=path) from error
        return path


def verify(
    report: ReportFile, server: Server, progress: Progress, sample: int | None = None, at_once: int = AT_ONCE
) -> Outcome:
    """Looks at every story, address and picture, or at ``sample`` of each. Raises ImportRefused."""
    run = _Verification(report, server, progress, sample)
    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as threads:
        run.look(threads, "story", "stories", run.story)
        run.look(threads, "address", "addresses", run.address)
        run.look(threads, "picture", "pictures", run.picture)
    run.outcome.seconds = time.monotonic() - started
    return run.outcome


class _Verification:
    def __init__(self, report: ReportFile, server: Server, progress: Progress, sample: int | None) -> None:
        self.report = report
        self.server = server
        self.progress = progress
        self.sample = sample
        self.outcome = Outcome(server.netloc)
        self.places: dict[str, str] = {}  # what is wrong with each place that has been looked at, '' for nothing
        self.lock = Lock()

    def look(self, threads: ThreadPoolExecutor, kind: str, name: str, check: Callable[[Row], list[str]]) -> None:
        """Checks the rows of one list; a few are under way at any time, so that no list is held."""
        waiting: deque[tuple[Row, Future[list[str]]]] = deque()
        for row in self._chosen(name):
            waiting.append((row, threads.submit(check, row)))
            if len(waiting) >= AHEAD:
                self._take(kind, waiting)
        while waiting:
            self._take(kind, waiting)

    def _take(self, kind: str, waiting: deque[tuple[Row, Future[list[str]]]]) -> None:
        row, future = waiting.popleft()
        what = row["old"] if kind == "address" else row.get("address") or row.get("source", "")
        self.outcome.note(kind, what, future.result())
        self.progress(self.outcome.checked.total(), None, what)

    def _chosen(self, name: str) -> Iterator[Row]:
        """Rows that say what to expect; of a sample, every so-manieth from all over the list."""
        if self.sample is None:
            yield from (row for row in self.report.rows(name) if _is_checkable(row))
            return
        total = sum(1 for row in self.report.rows(name) if _is_checkable(row))
        step = max(1, total // self.sample) if self.sample else total + 1
        rows = (row for row in self.report.rows(name) if _is_checkable(row))
        yield from islice(islice(rows, 0, None, step), self.sample)

    # Checks, each in a thread

    def story(self, row: Row) -> list[str]:
        wrong = check_story(row, self.server.ask(row["address"]))
        with self.lock:
            self.places[row["address"]] = ""  # told once, as the story's own fault
        return wrong

    def address(self, row: Row) -> list[str]:
        wrong = check_address(row, self.server.ask, self.server.own_path)
        if not wrong and row["answer"] == "redirect" and row["new"].startswith("/"):
            wrong = self._place(row["new"])
        return [wrong]

    def picture(self, row: Row) -> list[str]:
        return [check_picture(row, self.server.ask(row["address"]))]

    def _place(self, address: str) -> str:
        """Each place once, however many old addresses lead there."""
        with self.lock:
            known = self.places.get(address)
        if known is None:
            known = check_target(address, self.server.ask(address))
            with self.lock:
                self.places[address] = known
        return known


def _is_checkable(row: Row) -> bool:
    if "old" in row:
        return row["answer"] in ("redirect", "same", "closed", "nowhere")
    if "sketch" in row:
        return bool(row["address"]) and row["outcome"] not in ("gone", "clash", "edited", "")
    return bool(row["model"])
