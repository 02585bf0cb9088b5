"""A cached property whose value is shown by more than one piece of a page: each use notes what its making noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from broadsheet.press.recording import note, recording

T = TypeVar("T")


class noted_property(Generic[T]):  # noqa: N801  # named as Python names its own
    """As functools.cached_property; but a second piece that shows the value depends on it as much as the first."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = f"_noted_{make.__name__}"
        self.__doc__ = make.__doc__

    def __get__(self, owner: Any, _kind: type | None = None) -> T:
        kept: tuple[T, frozenset[str]] | None = owner.__dict__.get(self._name)
        if kept is None:
            with recording() as noted:
                made = self._make(owner)
            kept = owner.__dict__[self._name] = (made, frozenset(noted.keys))
        note(*kept[1])
        return kept[0]
