"""Fastly: surrogate keys, purged in bulk; soft unless something was taken down.

https://www.fastly.com/documentation/reference/api/purging/
"""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.press.cdn.base import Cdn, Headers
from broadsheet.press.cdn.calling import call

API = "https://api.fastly.com"


class Fastly(Cdn):
    """One service of Fastly's. ``[cdn] urls`` may name another address of the API."""

    tags_per_call = 256
    addresses_per_call = 1
    pause_seconds = 0.1

    @property
    def api(self) -> str:
        return self.keys.urls[0] if self.keys.urls else API

    def life_headers(self, life: str) -> Headers:
        return [("Surrogate-Control", life)]

    def tag_headers(self, tags: Sequence[str]) -> Headers:
        return [("Surrogate-Key", " ".join(tags))]

    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        call("POST", f"{self.api}/service/{self.keys.zone}/purge", self._auth(takedown), {"surrogate_keys": list(tags)})

    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        for address in addresses:
            call("POST", f"{self.api}/purge/{address.partition('://')[2]}", self._auth(takedown))

    def _auth(self, takedown: bool) -> dict[str, str]:
        headers = {"Fastly-Key": self.keys.token, "Accept": "application/json"}
        return headers if takedown else {**headers, "Fastly-Soft-Purge": "1"}
