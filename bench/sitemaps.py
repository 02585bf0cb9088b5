"""How long sitemaps take to make in a small paper and in a large one, and how many a story makes anew.

The large one has a million stories, or as many as BROADSHEET_BENCH_STORIES says.
"""

from __future__ import annotations

import json
import os
from typing import Any

from bench import papers
from bench.results import Section

SIZES = (1_000, int(os.environ.get("BROADSHEET_BENCH_STORIES", "1_000_000")))
FILES = {"index": "/sitemap.xml", "news": "/sitemap-news.xml", "stories": "one file of stories"}


def measure(quick: bool) -> Section:
    """Make each in papers of both sizes."""
    sizes = (1_000, 20_000) if quick else SIZES
    made = {size: _made_at(size) for size in sizes}
    small, large = sizes
    section = Section(
        "sitemaps",
        "Sitemaps, by the size of the archive",
        ["sitemap", f"{small:,} stories", f"{large:,} stories", "queries", f"size at {large:,}"],
    )
    for name, shown in FILES.items():
        few, many = made[small]["figures"][name], made[large]["figures"][name]
        queries = f"{few['queries']} and {many['queries']}"
        section.rows.append(
            [shown, f"{few['ms']:.1f} ms", f"{many['ms']:.1f} ms", queries, f"{many['bytes'] / 1000:.0f} KB"]
        )
    anew = [f"{len(made[size]['remade'])} of {made[size]['files']}" for size in sizes]
    section.rows.append(["made anew when a story is published", *anew, "", ""])
    section.notes = [
        "Processor time, medians of 7, made by Django past the press; SQLite. Bodies have 75 words and no pictures.",
        "The news sitemap names as many stories as it may, 1,000 of the last two days.",
        f"Made anew at {large:,}: {', '.join(made[large]['remade'])}.",
    ]
    return section


def _made_at(size: int) -> Any:
    folder = papers.WORK / f"sitemaps-{size}"
    papers.make_empty(folder)
    if not (folder / "filled").exists():
        papers.in_paper(folder, ["-m", "bench.million", str(size)])
        (folder / "filled").touch()
    return json.loads(papers.in_paper(folder, ["-m", "bench.sitemap_files"]))
