"""A change as the store is told of it; apart from the outbox so that the store needs no Django."""

from __future__ import annotations

from dataclasses import dataclass

EVERYTHING = "*"
"""The key every entry has."""


@dataclass(frozen=True)
class Noted:
    """What one change named, and whether it took something down."""

    position: int
    keys: tuple[str, ...]
    is_takedown: bool = False
