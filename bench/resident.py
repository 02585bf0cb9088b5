"""Memory of a served paper: supervisor, web workers, background worker and clock."""

from __future__ import annotations

from pathlib import Path

from bench import papers
from bench.load import wrk
from bench.processes import family, memory
from bench.results import Section

MB = 1024 * 1024


def measure(quick: bool) -> Section:
    """Serve the demo paper as it comes, read some of it, and weigh every process."""
    folder = papers.make_demo(papers.WORK / "demo")
    with papers.serving(folder, workers=2, threads=4, only=None, core=None) as paper:
        for path in ("/", "/search/?q=barrier"):
            wrk(paper.origin + path, 2 if quick else 10)
        weights = {pid: memory(pid) for pid in family(paper.pid)}
        names = {pid: _name(pid) for pid in weights}
    section = Section("resident", "Memory of `broadsheet serve`", ["process", "its share (PSS)", "mapped (RSS)"])
    section.rows = [[names[pid], _mb(each["pss"]), _mb(each["rss"])] for pid, each in weights.items()]
    total = {kind: sum(each[kind] for each in weights.values()) for kind in ("pss", "rss")}
    section.rows.append([f"**all {len(weights)}**", _mb(total["pss"]), _mb(total["rss"])])
    section.notes = ["Two web workers with four threads; after some seconds of reading. PSS counts shared memory once."]
    return section


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _mb(size: int) -> str:
    return f"{size / MB:.0f} MB"
