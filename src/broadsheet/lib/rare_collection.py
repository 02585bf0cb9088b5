"""Python's collector of reference cycles, held back while an import, a migration or a start makes much that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS_BETWEEN = 50_000
"""Some ten megabytes may be waiting then; Python itself looks after 700, which takes an import a twentieth longer, a
command's start an eighth and the migrations of a new paper a sixth."""


@contextmanager
def rare_collection() -> Iterator[None]:
    """Looks for cycles seldom, and never again among what was there before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
