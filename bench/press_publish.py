"""What publishing one story costs in a paper of 1,000 stories and one of 1,000,000, and how soon readers see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from statistics import median, quantiles
from typing import Any

from bench import papers
from bench.processes import load_average
from bench.results import Section

SIZES = (1_000, 1_000_000)
MOST_PAGES, HEADS = 20, 5
"""Pages made anew beside the heads of the story's author, three topics and section."""
SERVED_MS, FRESH_MS = 300, 2000
TIME_RATIO, COLD_RATIO, ROWS_SHARE = 1.2, 1.3, 0.05
FIGURES = {
    "commit, CPU": ("cpu", TIME_RATIO),
    "commit": ("wall", TIME_RATIO),
    "until the story is served": ("served", None),
    "until all that shows it is fresh": ("fresh", None),
}
ROWS = {"rows written to the paper": "rows", "rows of the outbox": "outbox", "entries touched in the press": "touched"}

Run = dict[str, Any]


def measure(quick: bool) -> Section:
    """Publish stories one at a time in papers of both sizes, then render pages of both from nothing, turn by turn."""
    sizes = (500, 1_000) if quick else SIZES
    busy = load_average()
    published: dict[int, list[Run]] = {size: [] for size in sizes}
    cold: dict[int, dict[str, list[float]]] = {size: {} for size in sizes}
    for _ in range(1 if quick else 3):
        for size in sizes:
            published[size] += _publish(size, 5 if quick else 10)
            for kind, times in _cold_renders(size, 10 if quick else 15).items():
                cold[size].setdefault(kind, []).extend(times)
    return _section(sizes, published, cold, busy)


@cache
def _paper(size: int) -> papers.Path:
    folder = papers.make_empty(papers.WORK / f"press-{size}")
    if not (folder / "seeded").exists():
        papers.in_paper(folder, ["-m", "bench.million", str(size)])
        (folder / "seeded").touch()
    return folder


def _publish(size: int, count: int) -> list[Run]:
    folder = _paper(size)
    papers.forget_pressed(folder)
    with papers.serving(folder, only=None, core=None) as paper:
        lines = papers.in_paper(folder, ["-m", "bench.publishing", str(paper.port), str(count)])
    return [json.loads(line) for line in lines.splitlines()]


def _cold_renders(size: int, count: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(papers.in_paper(_paper(size), ["-m", "bench.cold_renders", str(count)]))
    return found


def _section(
    sizes: Sequence[int],
    published: dict[int, list[Run]],
    cold: dict[int, dict[str, list[float]]],
    busy: float,
) -> Section:
    small, large = sizes
    few, many = published[small], published[large]
    section = Section(
        "press_publish",
        "Publishing one story, by the size of the archive",
        ["", f"{small:,} stories", f"{large:,} stories", f"p95 at {large:,}", "ratio"],
    )
    for title, (name, most) in FIGURES.items():
        section.rows.append(_row(title, _values(few, name), _values(many, name), "ms", most))
    section.rows[2][3] += f" (≤ {SERVED_MS} {_mark(_p95(_values(many, 'served')) <= SERVED_MS)})"
    section.rows[3][3] += f" (≤ {FRESH_MS} {_mark(_p95(_values(many, 'fresh')) <= FRESH_MS)})"
    for title, count in (("pages made anew", _pages), ("pieces made anew", _pieces)):
        section.rows.append(_row(title, list(map(count, few)), list(map(count, many)), "", None))
    most_pages = max(map(_pages, many))
    verdict = _mark(most_pages <= MOST_PAGES + HEADS)
    section.rows[4][3] += f" (at most {most_pages:.0f}; ≤ {MOST_PAGES} + {HEADS} heads {verdict})"
    for title, name in ROWS.items():
        section.rows.append(_row(title, _values(few, name), _values(many, name), "", 1 + ROWS_SHARE))
    for kind in cold[small]:
        section.rows.append(_row(f"cold render: {kind}, CPU", cold[small][kind], cold[large][kind], "ms", COLD_RATIO))
    section.notes = [
        f"Medians of {len(few)} publications, one at a time, by `save_revision().publish()` in one transaction;"
        " SQLite. The whole paper runs beside it on both cores: one web worker with one thread, the presser, the"
        " background worker, the clock.",
        "The press is warm: front, menu, heads of sections, authors and 30 topics, feeds, the text-only edition, the 40"
        " newest stories and 20 from all over the archive.",
        "Somebody asked for the story before it was there; and the process that publishes wakes nobody: the press finds"
        " the change by looking.",
        "Stories have short bodies, an author and three topics each; the search index holds what the run publishes.",
        f"Load of the machine before it began: {busy:.1f}; CPU is processor time, which depends on it less than waiting"
        " does.",
    ]
    return section


def _row(title: str, few: list[float], many: list[float], unit: str, most: float | None) -> list[str]:
    ratio = median(many) / max(median(few), 1e-9)
    verdict = "" if most is None else f" (≤ {most:g} {_mark(ratio <= most)})"
    shown = _in(unit)
    return [title, shown(median(few)), shown(median(many)), shown(_p95(many)), f"× {ratio:.2f}{verdict}"]


def _values(runs: list[Run], name: str) -> list[float]:
    return [float(run[name]) for run in runs]


def _pages(run: Run) -> float:
    return float(len(run["pages"]))


def _pieces(run: Run) -> float:
    return float(len(run["pieces"]))


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[18]


def _in(unit: str) -> Callable[[float], str]:
    return lambda value: f"{value:.1f} {unit}" if unit else f"{value:g}"


def _mark(is_met: bool) -> str:
    return "✓" if is_met else "✗"
