"""Requests a second of a story and the front page, as a ratio to a bare Wagtail page served the same way."""

from __future__ import annotations

from bench import bare_wagtail, papers
from bench.load import PAST_THE_PRESS, Run, middle, wrk
from bench.results import Section

FRONT = "/"
WANTED = {"story": 0.5, "front": 0.35}
THREADS = 1


def measure(quick: bool) -> Section:
    """Alternate the three pages, so that a slow minute of the machine falls on all of them."""
    rounds, seconds = (2, 2) if quick else (7, 5)
    folder = papers.make_demo(papers.WORK / "demo")
    bare_folder = bare_wagtail.make(papers.WORK / "bare")
    with bare_wagtail.serving(bare_folder, THREADS) as bare, papers.serving(folder, threads=THREADS) as paper:
        pages = {"bare": f"{bare}/", "story": paper.origin + a_story(folder), "front": paper.origin + FRONT}
        for url in pages.values():
            wrk(url, 1, PAST_THE_PRESS)
        runs: dict[str, list[Run]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, url in pages.items():
                runs[name].append(wrk(url, seconds, PAST_THE_PRESS))
    return _section({name: middle(several) for name, several in runs.items()}, rounds, seconds)


def a_story(folder: papers.Path) -> str:
    """The address of a story of median length in the demo paper."""
    return papers.in_paper(folder, ["-m", "bench.demo_story"]).strip()


def _section(medians: dict[str, Run], rounds: int, seconds: int) -> Section:
    section = Section(
        "throughput",
        "Story and front page, uncached, against a bare Wagtail page",
        ["page", "requests/s", "p50", "p99", "ratio", "wanted"],
    )
    for name, run in medians.items():
        ratio = run.rate / medians["bare"].rate
        wanted = WANTED.get(name)
        verdict = "" if wanted is None else f"≥ {wanted} {'✓' if ratio >= wanted else '✗'}"
        section.rows.append(
            [name, f"{run.rate:.1f}", f"{run.p50:.0f} ms", f"{run.p99:.0f} ms", f"{ratio:.2f}", verdict]
        )
    section.notes = [
        f"Medians of {rounds} alternating runs of {seconds} s; `wrk -t1 -c16`, uncompressed, as the bare page is.",
        "The story is of median length and has a lead picture.",
        f"One Granian worker with {THREADS} thread each, SQLite; the bare page is what `wagtail start` "
        "makes, in its production settings: a page with no content.",
        "Asked of Django, past the press: no page is stored. "
        "What pages share (menus, latest headlines, the front's rows) is remembered until something "
        "is published; a story's own page is made anew for every request.",
    ]
    return section
