"""Which addresses are the paper's feeds, and what a reader gets there now."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from django.conf import settings

from broadsheet.press.assemble import assemble
from broadsheet.press.pages_application import PagesApplication
from broadsheet.press.render import ASK_DJANGO, Renderer, RenderError
from broadsheet.press.snapshot import snapshot

FEED_PATH = re.compile(r"/(?:[^/?#]+/)*feed/(?:atom/|json/)?")
"""A list's own address with feed/ after it, and the formats beside RSS."""
FEED_KINDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)

__all__ = ["Feed", "NoFeedError", "RenderError", "read_feed"]


class NoFeedError(Exception):
    """There is no feed for everybody at an address."""


@dataclass(frozen=True)
class Feed:
    """A feed as every reader gets it now. ``kind`` is its Content-Type; ``keys`` are those of all it shows."""

    body: bytes = field(repr=False)
    kind: str
    keys: frozenset[str] = field(repr=False)

    @property
    def digest(self) -> str:
        """Equal for equal content: 64 hexadecimal digits."""
        return hashlib.sha256(self.kind.encode() + b"\n" + self.body).hexdigest()


def read_feed(topic: str) -> Feed:
    """The feed at the complete address ``topic``, made as the press makes it.

    Raises NoFeedError where there is none, and RenderError where it can not be made now.
    """
    name = _name_of(topic)
    made = _renderer().render(name)
    if made.page is None or made.page[0].status == ASK_DJANGO:
        raise NoFeedError(f"{name} is no feed that everybody may read (status {made.status})")
    entry, keys = made.page
    kind = dict(entry.headers).get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() not in FEED_KINDS:
        raise NoFeedError(f"{name} is no feed")
    pieces = {piece.name: piece for piece, _keys in made.pieces}
    shown = keys.union(*(its_keys for _piece, its_keys in made.pieces))
    return Feed(assemble(entry, pieces).text, kind, shown)


def _name_of(topic: str) -> str:
    """The press's name of the page at a complete address. Raises NoFeedError for what can be no feed."""
    origin = settings.PAPER.address
    path = topic.removeprefix(origin)
    if path == topic or not FEED_PATH.fullmatch(path):
        raise NoFeedError(f"{topic} is no address of a feed")
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        raise NoFeedError(f"{topic} can not be read") from None


@cache
def _renderer() -> Renderer:
    return Renderer(PagesApplication(), settings.PAPER.address, snapshot)
