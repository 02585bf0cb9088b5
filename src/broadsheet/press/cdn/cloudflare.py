"""Cloudflare: cache tags, purged through its API. It knows no soft purge.

https://developers.cloudflare.com/cache/how-to/purge-cache/
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from broadsheet.press.cdn.base import Cdn, Headers
from broadsheet.press.cdn.calling import CdnError, call

API = "https://api.cloudflare.com/client/v4"


class Cloudflare(Cdn):
    """One zone of Cloudflare's. ``[cdn] urls`` may name another address of the API."""

    # The older limit, which every plan keeps to. The free plan takes a burst of 25 calls and five a minute: beyond
    # that it answers 429 and says how long to wait.
    tags_per_call = 30
    addresses_per_call = 30
    pause_seconds = 0.25

    @property
    def api(self) -> str:
        return self.keys.urls[0] if self.keys.urls else API

    def life_headers(self, life: str) -> Headers:
        return [("Cloudflare-CDN-Cache-Control", life)]

    def tag_headers(self, tags: Sequence[str]) -> Headers:
        return [("Cache-Tag", ",".join(tags))]

    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        self._purge({"tags": list(tags)})

    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        self._purge({"files": list(addresses)})

    def _purge(self, what: dict[str, list[str]]) -> None:
        url = f"{self.api}/zones/{self.keys.zone}/purge_cache"
        answer = call("POST", url, {"Authorization": f"Bearer {self.keys.token}"}, what)
        try:
            said = json.loads(answer)
        except ValueError:
            raise CdnError("Cloudflare answered something that is no JSON") from None
        if not isinstance(said, dict) or said.get("success") is not True:
            raise CdnError(f"Cloudflare refused: {_reasons(said)}")


def _reasons(said: object) -> str:
    errors = said.get("errors") if isinstance(said, dict) else None
    texts = [str(error.get("message")) for error in errors or [] if isinstance(error, dict)]
    return ", ".join(texts)[:200] or "no reason given"
