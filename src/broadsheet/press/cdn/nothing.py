"""No CDN: readers come to the paper itself, perhaps through nginx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from broadsheet.press.cdn.base import Cdn, Headers


class Nothing(Cdn):
    """Takes every purge, and has nothing to forget."""

    reads_tags = False
    tags_per_call = 1000
    addresses_per_call = 1000
    pause_seconds = 0.0

    def own_headers(self, keys: Iterable[str], pieces: Iterable[str]) -> Headers:
        return []

    def life_headers(self, life: str) -> Headers:
        return []

    def tag_headers(self, tags: Sequence[str]) -> Headers:
        return []

    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        return None

    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        return None
