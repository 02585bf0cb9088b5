"""Which addresses of the paper a file names: pages it links to, and whatever a browser loads with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

_LINK = re.compile(r'\b(?:href|src|poster)="([^"]*)"')
_ASSET = re.compile(r"(?<![\w/.-])/(?:static|media/images|files|cards)/[^\s\"'<>&?#()\\,;|]+")
_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_IN_SCRIPT = re.compile(r"\b(?:from|import)\s*\(?\s*[\"'](\.{0,2}/[^\"']+)[\"']")
_IN_XML = re.compile(r">\s*(https?://[^<\s]+)\s*<")
_OLDER = re.compile(r'(?:rel="prev-archive" href=|"next_url": )"([^"]+)"')
"""Where a feed says that its older page is."""


def references(kind: str, address: str, text: str, origin: str) -> Iterator[str]:
    """Addresses of the paper at ``origin`` that ``text``, of the media type ``kind``, names; some more than once."""
    for found in _named(kind, text, origin):
        path = _own_path(found, address, origin)
        if path:
            yield path


def _named(kind: str, text: str, origin: str) -> Iterator[str]:
    if "html" in kind:
        yield from map(unescape, _LINK.findall(text))
    if "xml" in kind and "html" not in kind:
        yield from map(unescape, _IN_XML.findall(text))
    if "html" not in kind:
        yield from map(unescape, _OLDER.findall(text))
    if "css" in kind:
        yield from _IN_CSS.findall(text)
    if "javascript" in kind:
        yield from _IN_SCRIPT.findall(text)
    if "javascript" not in kind:
        yield from _ASSET.findall(text.replace(origin, " "))


def _own_path(found: str, address: str, origin: str) -> str:
    """The path of an address of ours, decoded, without question mark and fragment; empty for any other."""
    if found.startswith(("#", "data:", "mailto:", "tel:")):
        return ""
    try:
        parts = urlsplit(urljoin(origin + address, found.strip()))
    except ValueError:
        return ""
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    return unquote(parts.path) or "/"
