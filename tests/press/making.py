"""Entries for tests, without rendering anything."""

from __future__ import annotations

from broadsheet.press.assemble import deflated
from broadsheet.press.entries import Entry, Part


def an_entry(name: str = "/news/", position: int = 0, text: str = "text", holes: tuple[str, ...] = ()) -> Entry:
    """A page or piece that shows ``text``, and after it the pieces in ``holes``."""
    parts: tuple[Part, ...] = (deflated(text.encode()), *holes)
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Link", "<a>; rel=b"))
    return Entry(name, 200, headers, parts, position, name, made_at=1_000_000.0 + position, seconds=0.25)


def made(name: str = "/news/", *keys: str, position: int = 0, **more: object) -> tuple[Entry, frozenset[str]]:
    """The same with keys, as a store is given it."""
    return an_entry(name, position, **more), frozenset(keys)  # type: ignore[arg-type]
