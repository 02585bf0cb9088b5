"""Varnish, with its module xkey. The VCL that goes with this is in deploy/varnish.vcl."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from broadsheet.press.cdn.base import Cdn, Headers
from broadsheet.press.cdn.calling import call, call_each


class Varnish(Cdn):
    """Every Varnish in ``[cdn] urls``. A call has succeeded when all of them took it."""

    # 200 tags are 1,800 bytes; Varnish reads 8,192 in one line.
    tags_per_call = 200
    addresses_per_call = 1
    pause_seconds = 0.0

    def life_headers(self, life: str) -> Headers:
        return [("Surrogate-Control", life)]

    def tag_headers(self, tags: Sequence[str]) -> Headers:
        return [("xkey", " ".join(tags))]

    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        headers = {"Host": urlsplit(self.site).netloc}
        headers["xkey-purge" if takedown else "xkey-softpurge"] = " ".join(tags)
        call_each(self.keys.urls, lambda server: call("PURGEKEYS", f"{server}/", headers))

    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        for address in addresses:
            host, _slash, path = address.partition("://")[2].partition("/")
            self._purge_one(host, path)

    def _purge_one(self, host: str, path: str) -> None:
        call_each(self.keys.urls, lambda server: call("PURGE", f"{server}/{path}", {"Host": host}))
