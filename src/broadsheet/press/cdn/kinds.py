"""Which CDN a paper has."""

from __future__ import annotations

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn.base import Cdn
from broadsheet.press.cdn.cloudflare import Cloudflare
from broadsheet.press.cdn.fastly import Fastly
from broadsheet.press.cdn.nothing import Nothing
from broadsheet.press.cdn.varnish import Varnish
from broadsheet.press.cdn.webhook import Webhook

KINDS: dict[str, type[Cdn]] = {
    "none": Nothing,
    "webhook": Webhook,
    "fastly": Fastly,
    "cloudflare": Cloudflare,
    "varnish": Varnish,
}


def open_cdn(keys: CdnKeys, site: str) -> Cdn:
    """The CDN of ``[cdn]``, for the paper at the address ``site``. Makes no call."""
    return KINDS[keys.kind](keys, site)
