"""Keys as a CDN sees them: eight characters each, few enough for one header.

A page carries the tags of its own keys and of the names of the pieces it shares with other pages, but not of what the
pieces show: that changes without the page being made anew. So a change purges the pages about it, and a takedown, which
may have been shown in a piece on any page a moment ago, purges everything.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from broadsheet.press.changes import EVERYTHING

MOST_TAGS = 400
"""With a separator each, 3,600 bytes. Fastly and Cloudflare read 16,384; Varnish 8,192 in one line unless told."""

PICTURE = "photo"
"""The kind of key that pictures' files carry. A takedown, which purges every page, leaves other pictures' files."""

ANY = "\0any"
"""Stands in for the rest of a key where a page has too many of a kind."""


@lru_cache(maxsize=8192)
def tag(key: str) -> str:
    """Eight characters for a key: 40 bits, in letters that Cloudflare, which is blind to capitals, keeps apart.

    Two keys that share a tag do no harm: pages are then fetched once more than they need be.
    """
    return base64.b32encode(hashlib.blake2b(key.encode(), digest_size=5).digest()).decode().lower()


def tags_shown(keys: Iterable[str], most: int = MOST_TAGS) -> list[str]:
    """The tags of a page with these keys; at most about ``most``.

    Where there are too many, all of the most numerous kind (the cards of a long list, say) become one tag, then those
    of the next. ``tags_to_purge`` names that tag with every key of the kind.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for key in {*keys, EVERYTHING}:
        kinds[_kind(key)].add(key)
    total = sum(map(len, kinds.values()))
    for kind in sorted(kinds, key=lambda kind: len(kinds[kind]), reverse=True):
        if total <= most:
            break
        total -= len(kinds[kind]) - 1
        kinds[kind] = {kind + ANY}
    return sorted(map(tag, set().union(*kinds.values())))


def tags_to_purge(keys: Iterable[str], takedown: bool = False) -> set[str]:
    """The tags of what to forget when ``keys`` have changed; after a takedown that of all pages."""
    wanted = set(keys)
    if EVERYTHING in wanted or (takedown and wanted):
        return {tag(EVERYTHING)} | {tag(key) for key in wanted if _kind(key) == PICTURE}
    return {tag(key) for key in wanted} | {tag(_kind(key) + ANY) for key in wanted}


def _kind(key: str) -> str:
    return key.partition(":")[0]
