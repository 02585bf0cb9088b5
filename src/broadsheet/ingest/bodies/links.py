"""Which addresses may stand in a link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?$")
"""Nearly all there are; no more has to be known of them."""
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


def safe_link(address: str | None) -> str:
    """The address if readers may follow it, else ''. Browsers ignore control characters in a scheme; so does this."""
    address = (address or "").strip()
    if _PLAIN.match(address):
        return address
    squeezed = _INVISIBLE.sub("", address)
    if not squeezed or squeezed.startswith("#"):
        return ""
    try:
        parts = urlsplit(squeezed)
    except ValueError:
        return ""
    if parts.scheme.lower() in SAFE_SCHEMES or (not parts.scheme and ":" not in squeezed.partition("/")[0]):
        return address.replace(" ", "%20") if address.isprintable() else squeezed
    return ""
