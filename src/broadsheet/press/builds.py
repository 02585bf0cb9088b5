"""What pages are made of beside the content: when templates or settings are others, every page is made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from broadsheet.press.changes import EVERYTHING
from broadsheet.press.store.base import Store

NOTE = "build"


def begin_build(store: Store, build: str, changed: Callable[[Iterable[str]], None]) -> bool:
    """Say that pages are made by ``build`` from now on; returns whether they were made by another until now.

    ``changed`` writes to the outbox. Killed in between, it is simply done again. Raises StoreUnavailableError, and
    whatever ``changed`` does.
    """
    if store.read_note(NOTE) == build:
        return False
    changed([EVERYTHING])
    store.leave_note(NOTE, build)
    return True
