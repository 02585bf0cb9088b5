"""How long pages take in a paper of 1,000 stories and one of 100,000: readers' pages and the desk's story list."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Sequence
from statistics import median, quantiles

from bench import papers
from bench.load import PAST_THE_PRESS
from bench.results import Section

SIZES = (1_000, 100_000)
READER_PAGES = {
    "front": "/",
    "section": "/politics/",
    "older page of a section": "/politics/page/2/",
    "topic": "/topic/topic-7/",
    "author": "/author/author-7/",
    "day of the archive": "/archive/2026/11/20/",
}
DESK_PAGES = {
    "desk: story list": "/desk/stories/",
    "desk: by section, kind and author": "/desk/stories/?section={section}&kind=news&author={author}",
    "desk: drafts": "/desk/stories/?state=draft",
    "desk: by topic": "/desk/stories/?topic=topic+7",
    "desk: by a common word": "/desk/stories/?q=harbour",
}


def measure(quick: bool) -> Section:
    """Ask for each page many times, one after the other, in papers of both sizes."""
    sizes = (200, 1_000) if quick else SIZES
    times = {size: _times_at(size, 10 if quick else 60) for size in sizes}
    small, large = sizes
    section = Section(
        "archive",
        "Pages by the size of the archive",
        ["page", f"{small:,} stories", f"{large:,} stories", f"p99 at {large:,}", "growth"],
    )
    for name in times[small]:
        few, many = times[small][name], times[large][name]
        growth = f"× {median(many) / median(few):.1f}"
        section.rows.append([name, _ms(median(few)), _ms(median(many)), _ms(_p99(many)), growth])
    section.notes = [
        "Median milliseconds of one request after another; one worker, one thread, SQLite, past the press.",
        "Stories have 900 words, an author and three topics each; three in a hundred are drafts.",
        "The desk's list prints up to 50 rows. By section, kind and author the small paper has but a few to print, of "
        "drafts 30; printing 50 is most of what those two grow by.",
    ]
    return section


def _times_at(size: int, repeats: int) -> dict[str, list[float]]:
    folder = papers.WORK / f"archive-{size}"
    papers.make_empty(folder)
    if not (folder / "seeded").exists():
        papers.in_paper(folder, ["-m", "bench.seed", str(size)])
        (folder / "seeded").touch()
    cookie = papers.in_paper(folder, ["-m", "bench.desk_session"]).strip()
    stories = papers.in_paper(folder, ["-m", "bench.some_stories", str(repeats)]).split()
    ids = dict(zip(("section", "author"), stories[:2], strict=True))
    with papers.serving(folder) as paper:
        times = {name: ask(paper.port, [path] * repeats) for name, path in READER_PAGES.items()}
        times["story"] = ask(paper.port, stories[2:])
        for name, path in DESK_PAGES.items():
            times[name] = ask(paper.port, [path.format(**ids)] * repeats, cookie)
    return times


def ask(port: int, paths: Sequence[str], cookie: str = "") -> list[float]:
    """Milliseconds each request took over one kept connection, the first (a warming) left out."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    times = []
    for path in [paths[0], *random.Random(1).sample(paths, len(paths))]:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else PAST_THE_PRESS)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}")
    connection.close()
    return times[1:]


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100)[98]


def _ms(value: float) -> str:
    return f"{value:.1f} ms"
