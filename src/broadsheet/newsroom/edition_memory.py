"""Keeps what every page shares in the memory of the process, for as long as the edition lasts."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from broadsheet.press.recording import Recording, never_store, note, recording

T = TypeVar("T")

MOST = 2000
"""How many things are kept, the eldest dropped first; a box for each of many authors must not fill the memory."""


class Kept(NamedTuple):
    """Something made, the edition it was made for, and what its making noted."""

    stamp: Hashable
    made: Any
    noted: Recording


_kept: OrderedDict[str, Kept] = OrderedDict()


def remembered(name: str, stamp: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` made for the edition ``stamp`` names, making it now if it has not been.

    ``stamp`` must have been read before: what is made is then at least as new as it. Two threads may make the
    same thing at once; either is right. Whatever its making noted is noted at each use.
    """
    kept = _kept.get(name)
    if kept is None or kept.stamp != stamp:
        with recording() as noted:
            made = make()
        kept = Kept(stamp, made, noted)
        _kept.pop(name, None)
        if len(_kept) >= MOST:
            _kept.popitem(last=False)
        _kept[name] = kept
    note(*kept.noted.keys)
    if kept.noted.unstorable:
        never_store(kept.noted.unstorable)
    made_before: T = kept.made
    return made_before


def forget() -> None:
    """Drop everything, for tests and for databases changed from outside."""
    _kept.clear()
