"""What a page showed, noted while it is rendered.

Whoever shows something notes its key: ``note("card:17")``. Outside a recording that does nothing, so nobody
needs to ask. What is remembered between renders replays the keys of its making.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class RecordedPiece:
    """A shared piece made on the way: its markup and the keys of what it showed."""

    html: str
    keys: frozenset[str]


@dataclass
class Recording:
    """What one render noted.

    ``token`` begins every hole of this render; nobody who writes a story can know it. ``is_fresh`` tells which
    pieces are already in the store as they should be, and need not be made again. ``unstorable`` says why the
    answer must not be kept; empty where it may be.
    """

    keys: set[str] = field(default_factory=set)
    pieces: dict[str, RecordedPiece] = field(default_factory=dict)
    holes: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(12))
    is_fresh: Callable[[str], bool] = field(default=lambda name: False)
    unstorable: str = ""


_current: ContextVar[Recording | None] = ContextVar("press_recording", default=None)


def note(*keys: str) -> None:
    """Say that the page being rendered shows what ``keys`` name."""
    recording = _current.get()
    if recording is not None:
        recording.keys.update(keys)


def never_store(reason: str) -> None:
    """Say that the answer being made is for one reader only, or good for one moment only."""
    recording = _current.get()
    if recording is not None:
        recording.unstorable = recording.unstorable or reason


def current() -> Recording | None:
    """The recording under way, if any."""
    return _current.get()


@contextmanager
def recording(into: Recording | None = None) -> Iterator[Recording]:
    """Record until the end of the block. Blocks nest; what an inner one notes does not reach the outer."""
    made = into or Recording()
    before = _current.set(made)
    try:
        yield made
    finally:
        _current.reset(before)


def hole(name: str, make: Callable[[], str]) -> str:
    """Return what stands in the page for the shared piece ``name``: a hole for the press, else the piece itself.

    Within a piece there are no holes: the outer one is made whole, and has the keys of the inner.
    """
    page = _current.get()
    if page is None or not page.holes:
        return make()
    if name not in page.pieces and not page.is_fresh(name):
        with recording(Recording()) as inner:
            html = make()
        page.pieces[name] = RecordedPiece(html, frozenset(inner.keys))
        page.unstorable = page.unstorable or inner.unstorable
    return f"<!--{page.token} {name}-->"


def cut(html: str, token: str) -> list[tuple[str, bool]]:
    """Cut a page rendered with holes into ``(text, is_a_hole)``; of a hole the text is the piece's name."""
    parts: list[tuple[str, bool]] = []
    opening = f"<!--{token} "
    for index, chunk in enumerate(html.split(opening)):
        name, closing, rest = chunk.partition("-->") if index else ("", "", chunk)
        if closing:
            parts.append((name, True))
        if rest:
            parts.append((rest, False))
    return parts
