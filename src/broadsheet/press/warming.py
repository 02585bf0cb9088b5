"""Makes pages before anybody asks for them, as the presser would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from itertools import islice

from broadsheet.press.entries import State
from broadsheet.press.presser import LEASE_SECONDS
from broadsheet.press.render import Renderer, RenderError
from broadsheet.press.store.base import Store, StoreUnavailableError

AT_ONCE = 100


class Outcome(Enum):
    """What came of warming an address."""

    FRESH = "there already"
    MADE = "made"
    NO_PAGE = "no page"
    FAILED = "failed"


class Warmer:
    """Makes what is not fresh. It may work beside a paper that is being served."""

    def __init__(self, store: Store, renderer: Renderer) -> None:
        self.store = store
        self.renderer = renderer

    def warm(self, names: Iterable[str]) -> Iterator[tuple[str, Outcome]]:
        """Make each page that is not fresh, in order; yields what came of each. Raises StoreUnavailableError."""
        rest = iter(names)
        while some := list(islice(rest, AT_ONCE)):
            fresh = self._fresh(some)
            for name in some:
                yield name, Outcome.FRESH if name in fresh else self._make(name)

    def _fresh(self, names: Sequence[str]) -> set[str]:
        found = self.store.get_many(names)
        pieces = self.store.get_many({hole for entry in found.values() for hole in entry.holes})
        sound = {name for name, piece in pieces.items() if piece.state != State.VOID}
        return {name for name, entry in found.items() if entry.state == State.FRESH and set(entry.holes) <= sound}

    def _make(self, name: str) -> Outcome:
        if not self.store.lease(name, LEASE_SECONDS):
            return Outcome.MADE  # by somebody else, at this moment
        try:
            made = self.renderer.render(name, self._is_fresh)
        except RenderError:
            return Outcome.FAILED
        finally:
            with suppress(StoreUnavailableError):
                self.store.release(name)
        self.store.put(made.entries)
        if made.page is None:
            self.store.drop([name])
            return Outcome.NO_PAGE
        return Outcome.MADE

    def _is_fresh(self, piece: str) -> bool:
        found = self.store.get(piece)
        return found is not None and found.state == State.FRESH
