"""How long searches take in a paper of 1,000 stories and one of 100,000."""

from __future__ import annotations

from statistics import median, quantiles
from urllib.parse import urlencode

from bench import papers
from bench.archive import ask
from bench.results import Section
from bench.zipf import make_words

SIZES = (1_000, 100_000)
SEARCHES = {
    "a word in every story": {"q": "{0}"},
    "a word in most stories": {"q": "{40}"},
    "a word in one of five": {"q": "{300}"},
    "a rare word": {"q": "{9000}"},
    "three words": {"q": "{40} {100} {300}"},
    "a phrase of common words": {"q": '"{0} {1}"'},
    "a common word, one left out": {"q": "{40} -{100}"},
    "a common word in one section": {"q": "{40}", "section": "politics"},
    "a common word, one author": {"q": "{40}", "author": "author-7"},
    "a common word, one year": {"q": "{40}", "from": "2018-01-01", "to": "2018-12-31"},
    "page ten": {"q": "{40}", "page": "10"},
    "nothing found": {"q": "qqxzt zzyqx"},
}
SUGGESTIONS = {
    "suggest: two letters": {"q": "{40:2}"},
    "suggest: four letters": {"q": "{300:4}"},
    "suggest: second word": {"q": "{40} {100:3}"},
    "suggest: a slip": {"q": "{300:slip}"},
}


def measure(quick: bool) -> Section:
    """Ask for each search many times, one after the other, in papers of both sizes."""
    sizes = (200, 1_000) if quick else SIZES
    times = {size: _times_at(size, 5 if quick else 40) for size in sizes}
    small, large = sizes
    section = Section(
        "search",
        "Searches by the size of the archive",
        ["search", f"{small:,} stories", f"{large:,} stories", f"p95 at {large:,}"],
    )
    for name, few in times[small].items():
        many = times[large][name]
        section.rows.append([name, _ms(median(few)), _ms(median(many)), _ms(quantiles(many, n=20)[18])])
    section.notes = [
        "Median milliseconds for the whole page, or the suggestions; one worker, one thread, SQLite, nothing stored.",
        "Stories have 750 words of a vocabulary of 30,000, as unevenly common as in a language.",
    ]
    return section


def _times_at(size: int, repeats: int) -> dict[str, list[float]]:
    folder = papers.WORK / f"search-{size}"
    if not (folder / "seeded").exists():
        papers.make_empty(folder)
        papers.in_paper(folder, ["-m", "bench.search_archive", str(size)])
        (folder / "seeded").touch()
    with papers.serving(folder) as paper:
        return {
            name: ask(paper.port, [f"{page}?{urlencode(_filled(asked))}"] * repeats)
            for page, searches in (("/search/", SEARCHES), ("/search/suggest/", SUGGESTIONS))
            for name, asked in searches.items()
        }


class _Word(str):
    """A word of the archive; ``{word:3}`` is its beginning, ``{word:slip}`` the word with two letters misplaced."""

    def __format__(self, how: str) -> str:
        if how == "slip":
            return self[0] + self[2] + self[1] + self[3:]
        return self[: int(how)] if how else str(self)


def _filled(asked: dict[str, str]) -> dict[str, str]:
    words = [_Word(word) for word in make_words()]
    return {key: value.format(*words) for key, value in asked.items()}


def _ms(value: float) -> str:
    return f"{value:.1f} ms"
