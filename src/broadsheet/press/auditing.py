"""Compares stored pages with fresh renders of them: once nothing is left to be made, they are equal, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from broadsheet.press.assemble import assemble
from broadsheet.press.entries import Entry, State
from broadsheet.press.render import ASK_DJANGO, Made, Renderer
from broadsheet.press.store.base import Store

AT_ONCE = 1000
SHOWN = 160
TRIES = 3


@dataclass(frozen=True)
class Difference:
    """A stored page that is not as it should be, and the first line that differs."""

    name: str
    line: int
    stored: str
    fresh: str


def sample(store: Store, size: int, choose: random.Random) -> list[str]:
    """``size`` addresses of stored pages, or all where there are no more, each as likely as another."""
    chosen: list[str] = []
    for number, name in enumerate(_all(store)):
        if number < size:
            chosen.append(name)
        elif (place := choose.randrange(number + 1)) < size:
            chosen[place] = name
    return sorted(chosen)


def _all(store: Store) -> Iterator[str]:
    last = ""
    while names := store.names(after=last, limit=AT_ONCE):
        yield from names
        last = names[-1]


class Auditor:
    """``catch_up`` applies every change made so far; ``forget`` forgets what rendering remembers between pages."""

    def __init__(
        self, store: Store, renderer: Renderer, catch_up: Callable[[], None], forget: Callable[[], None]
    ) -> None:
        self.store = store
        self.renderer = renderer
        self.catch_up = catch_up
        self.forget = forget

    def compare(self, name: str) -> Difference | bool:
        """How a stored page differs; True where it does not, False where it is about to be made anew anyway.

        Raises RenderError and StoreUnavailableError.
        """
        stored = self._stored(name)
        for _ in range(TRIES):
            if stored is None:
                return False
            self.forget()
            fresh = self.renderer.render(name)
            self.catch_up()
            again = self._stored(name)
            if again == stored:
                return _difference(name, stored, fresh)
            stored = again  # it was changed while it was being rendered
        return False

    def _stored(self, name: str) -> tuple[Entry, dict[str, Entry]] | None:
        """A page and its pieces; None where anything of it is not as it should be, and known not to be."""
        entry = self.store.get(name)
        if entry is None or entry.state != State.FRESH or entry.status == ASK_DJANGO:
            return None
        pieces = self.store.get_many(set(entry.holes))
        if set(pieces) != set(entry.holes) or any(piece.state != State.FRESH for piece in pieces.values()):
            return None
        return entry, pieces


def _difference(name: str, stored: tuple[Entry, dict[str, Entry]], fresh: Made) -> Difference | bool:
    if fresh.page is None or fresh.page[0].status == ASK_DJANGO:
        return Difference(name, 0, "a page", f"not to be kept (status {fresh.status})")
    page, pieces = fresh.page[0], {piece.name: piece for piece, _ in fresh.pieces}
    kept, wanted = assemble(*stored).text, assemble(page, pieces).text
    if kept != wanted:
        return _first_line(name, kept.decode(errors="replace"), wanted.decode(errors="replace"))
    if stored[0].headers != page.headers:
        return Difference(name, 0, repr(stored[0].headers), repr(page.headers))
    return True


def _first_line(name: str, stored: str, fresh: str) -> Difference:
    lines = zip_longest(stored.split("\n"), fresh.split("\n"), fillvalue="")
    number, one, other = next((number, one, other) for number, (one, other) in enumerate(lines, 1) if one != other)
    start = next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    start = max(0, start - SHOWN // 2)
    return Difference(name, number, one[start : start + SHOWN], other[start : start + SHOWN])
