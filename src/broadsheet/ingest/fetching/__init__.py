"""Fetching over HTTP from servers nobody vouches for: `fetch` for one address, a `Fetcher` for many.

Knows nothing of records, media or the database. Nothing here follows an address into a private network, waits without
end, reads without end, or trusts what a server says of its answer.
"""

from __future__ import annotations

from broadsheet.ingest.fetching.fetcher import Fetched, Fetcher
from broadsheet.lib.fetching.errors import FetchError

__all__ = ["FetchError", "Fetched", "Fetcher", "fetch"]


def fetch(url: str, *, most_bytes: int, timeout: float = 15.0, allow_private: bool = False) -> Fetched:
    """The answer of one address, at most `most_bytes` long. Raises FetchError, whose text says what went wrong."""
    return Fetcher(allow_private=allow_private, timeout=timeout).fetch(url, most_bytes)
