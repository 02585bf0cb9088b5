"""Makes pages ahead of readers, forgets pages, and compares stored pages with fresh ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from broadsheet.press.auditing import Auditor, Difference, sample
from broadsheet.press.cdn.purger import Purger
from broadsheet.press.changes import EVERYTHING
from broadsheet.press.render import RenderError
from broadsheet.press.warming import Outcome, Warmer
from broadsheet.serving.pressing import MEGABYTE, cdn_of
from broadsheet.upkeep.press.opened import OpenedPress

TRIM_EVERY = 1000
Advance = Callable[[int | None, int | None, str], None]


def warm(press: OpenedPress, names: Iterable[str], total: int, advance: Advance) -> Counter[Outcome]:
    """Make what is not fresh; returns how many came out how. Stays within the paper's budget."""
    came_of: Counter[Outcome] = Counter()
    warmer = Warmer(press.store, press.begin())
    for number, (name, outcome) in enumerate(warmer.warm(names), 1):
        came_of[outcome] += 1
        advance(number, max(total, number), name)
        if number % TRIM_EVERY == 0:
            press.store.trim(press.paper.press.disk_mb * MEGABYTE)
    press.store.trim(press.paper.press.disk_mb * MEGABYTE)
    return came_of


def forget_page(press: OpenedPress, name: str) -> int:
    """Forget one page, here and at the CDN; returns how many entries went."""
    was_there = press.store.explain(name) is not None
    press.store.drop([name])
    _tell(press, [f"path:{name}"])
    return int(was_there)


def forget_what_shows(press: OpenedPress, key: str) -> int:
    """Forget every page and piece with a key, here and at the CDN; returns how many."""
    gone = press.store.purge([key])
    _tell(press, [key, *(name for name in gone if not name.startswith("/"))])
    return len(gone)


def forget_all(press: OpenedPress) -> int:
    """Forget every page and piece, here and at the CDN; returns how many."""
    return forget_what_shows(press, EVERYTHING)


def _tell(press: OpenedPress, keys: Iterable[str]) -> None:
    purger = Purger(cdn_of(press.paper))
    purger.purge(keys)
    purger.close()


def audit(press: OpenedPress, size: int, advance: Advance) -> Iterator[tuple[str, Difference | bool | RenderError]]:
    """Compare ``size`` stored pages, chosen at random, with fresh renders; yields what came of each."""
    from broadsheet.newsroom.edition_memory import forget

    auditor = Auditor(press.store, press.begin(), press.catch_up, forget)
    names = sample(press.store, size, random.Random())  # noqa: S311 - nothing is kept secret by it
    for number, name in enumerate(names, 1):
        try:
            yield name, auditor.compare(name)
        except RenderError as error:
            yield name, error
        advance(number, len(names), name)
