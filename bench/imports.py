"""How fast archives move in, how much memory that takes whatever their size, and how fast a report is verified."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bench import ghost_export, papers, wordpress_export
from bench.processes import load_average
from bench.results import Section

MB = 1024 * 1024
SIZES = (5_000, 100_000)
PARSED_A_SECOND, STORED_A_SECOND, MOST_MEMORY = 1_000, 300, 300 * MB
VERIFIED = 500
PROOF = "proof"
EMPTY = "imports-empty"
EXPORTS = {
    "wordpress": (wordpress_export.make_export, "xml"),
    "ghost": (ghost_export.make_export, "json"),
}
Figures = dict[str, Any]


def measure(quick: bool) -> Section:
    """Import exports of two sizes into papers of their own; the larger is a WordPress export only."""
    small, large = (500, 2_000) if quick else SIZES
    papers.make_empty(papers.WORK / EMPTY)
    load = load_average()
    section = Section(
        "imports",
        "Moving in, by the kind and size of the archive",
        ["import", "wall clock", "processor time", "stories per processor second", "memory at most"],
    )
    for kind, size in (("wordpress", small), ("ghost", small), ("wordpress", large)):
        export = _export(kind, size)
        _add_reading(section, kind, size, _inside(_paper(f"{kind}-{size}"), kind, export, "--read-only"))
        figures = _inside(folder := _paper(f"{kind}-{size}"), kind, export)
        _add_import(section, kind, size, figures)
        if (kind, size) == ("wordpress", small):
            _add_verification(section, folder, Path(figures["report"]), 50 if quick else VERIFIED)
    section.notes = [
        "Into an empty paper on SQLite, without pictures: bodies of three to five kilobytes, one author and three"
        " topics each, a comment for every second WordPress story. Stored means pages, revisions, search index,"
        " references, lists and redirects; the proof renders some 200 stories as readers get them, however many there"
        " are, asks for every old address and writes the report.",
        f"Wanted: {PARSED_A_SECOND:,} stories read and {STORED_A_SECOND} stored in a second; at most"
        f" {MOST_MEMORY // MB} MB, of which Python, Django and the paper's code take what is said in brackets.",
        f"Load of the machine before it began: {load:.1f}. Processor time says more than the"
        " wall clock where others work beside it.",
    ]
    return section


def _export(kind: str, size: int) -> Path:
    make, ending = EXPORTS[kind]
    return make(size, papers.WORK / f"{kind}-{size}.{ending}")


def _paper(name: str) -> Path:
    """An empty paper that nothing has been imported into."""
    empty = papers.WORK / EMPTY
    folder = papers.WORK / f"imports-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(empty, folder, symlinks=True))


def _inside(folder: Path, kind: str, export: Path, *options: str) -> Figures:
    figures: Figures = json.loads(papers.in_paper(folder, ["-m", "bench.one_import", kind, str(export), *options]))
    return figures


def _add_reading(section: Section, kind: str, size: int, figures: Figures) -> None:
    wall, worked = figures["phases"]["reading"]
    rate = figures["stories"] / worked
    told = f"{rate:,.0f} (≥ {PARSED_A_SECOND:,} {_mark(rate >= PARSED_A_SECOND)})"
    section.rows.append([f"{kind}, {size:,} stories: read", _s(wall), _s(worked), told, _memory(figures)])


def _add_import(section: Section, kind: str, size: int, figures: Figures) -> None:
    stories, phases = figures["stories"], figures["phases"]
    stored = [spent for phase, spent in phases.items() if phase != PROOF]
    for what, spent in (("read and stored", stored), ("read, stored and proven", list(phases.values()))):
        wall, worked = (sum(one) for one in zip(*spent, strict=True))
        told = f"{stories / worked:,.0f}"
        memory = f"{_memory(figures)} (≤ {MOST_MEMORY // MB} {_mark(figures['peak'] <= MOST_MEMORY)})"
        if spent is stored:
            told, memory = f"{told} (≥ {STORED_A_SECOND} {_mark(stories / worked >= STORED_A_SECOND)})", ""
        section.rows.append([f"**{kind}, {size:,} stories: {what}**", _s(wall), _s(worked), told, memory])
    for phase, (wall, worked) in phases.items():
        if worked >= 0.1:
            section.rows.append([f"… {phase}", _s(wall), _s(worked), f"{stories / worked:,.0f}", ""])


def _add_verification(section: Section, folder: Path, report: Path, sample: int) -> None:
    """Against a paper nobody has read yet, then once more."""
    papers.forget_pressed(folder)
    with papers.serving(folder, workers=1, threads=4, core=None) as served:
        for what in ("verified, nothing rendered yet", "verified again"):
            command = [papers.COMMAND, "import", "verify", str(report), "--against", served.origin]
            subprocess.run([*command, "--sample", str(sample)], check=True, stdout=subprocess.DEVNULL)
            found = json.loads(report.with_name("report.verified.json").read_text())
            checked = sum(found["checked"].values())
            rate = f"{checked / found['seconds']:,.0f} addresses a second of wall clock" if found["seconds"] else ""
            section.rows.append([f"{checked:,} addresses {what}", _s(found["seconds"]), "", rate, ""])


def _memory(figures: Figures) -> str:
    return f"{figures['peak'] / MB:.0f} MB ({figures['before'] / MB:.0f})"


def _mark(is_good: bool) -> str:
    return "✓" if is_good else "✗"


def _s(seconds: float) -> str:
    return f"{seconds:.1f} s"
