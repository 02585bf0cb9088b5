"""Addresses as a Ghost export writes them."""

from __future__ import annotations

import re
from typing import Any

from broadsheet.ingest.parsers.json_values import text_of

SITE_MARK = "__GHOST_URL__"
_SIZED = re.compile(r"(/content/images/)size/w\d+(?:h\d+)?/(?:format/\w+/)?")


def address_of(value: Any, site: str) -> str:
    """An address of the export: Ghost's mark for its own site replaced, a resized picture's by its original's."""
    return unsized(text_of(value).strip().replace(SITE_MARK, site))


def unsized(text: str) -> str:
    """The text with the addresses of resized pictures put back to their originals'."""
    return _SIZED.sub(r"\1", text)
