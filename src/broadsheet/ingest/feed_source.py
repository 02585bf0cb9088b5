"""A feed as a file, whether it lies on this machine or is fetched from an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from broadsheet.ingest.addresses import host_of
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.fetching import FetchError, fetch

LARGEST_FEED = 100 * 1024 * 1024
"""Bytes of a feed that is fetched."""


@contextmanager
def feed_file(source: str, allow_private: bool) -> Iterator[tuple[Path, str]]:
    """The feed's file, and its address where it was fetched. Raises ImportRefused."""
    if not source.lower().startswith(("http://", "https://")):
        yield Path(source), ""
        return
    try:
        fetched = fetch(source, most_bytes=LARGEST_FEED, allow_private=allow_private)
    except FetchError as error:
        raise ImportRefused(f"the feed cannot be fetched: {error}", file=host_of(source)) from error
    with TemporaryDirectory(prefix="broadsheet-feed-") as folder:
        path = Path(folder, "feed")
        path.write_bytes(fetched.content)
        yield path, fetched.url
