"""Any other CDN, by way of a program of the operator's own that is told what to purge."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.press.cdn.base import Cdn, Headers
from broadsheet.press.cdn.calling import call, call_each


class Webhook(Cdn):
    """Posts ``{"tags": […], "addresses": […], "takedown": false}`` to each address in ``[cdn] urls``."""

    tags_per_call = 200
    addresses_per_call = 200
    pause_seconds = 0.1

    def life_headers(self, life: str) -> Headers:
        return [("CDN-Cache-Control", life), ("Surrogate-Control", life)]

    def tag_headers(self, tags: Sequence[str]) -> Headers:
        return [("Surrogate-Key", " ".join(tags)), ("Cache-Tag", ",".join(tags))]

    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        self._post(tags, [], takedown)

    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        self._post([], addresses, takedown)

    def _post(self, tags: Sequence[str], addresses: Sequence[str], takedown: bool) -> None:
        told = {"tags": list(tags), "addresses": list(addresses), "takedown": takedown}
        headers = {"Authorization": f"Bearer {self.keys.token}"} if self.keys.token else {}
        call_each(self.keys.urls, lambda url: call("POST", url, headers, told))
