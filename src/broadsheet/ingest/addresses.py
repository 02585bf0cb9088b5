"""Addresses of the old site: what counts as the same place, and which part of an upload's address names the file."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urlsplit

from django.utils.encoding import repercent_broken_unicode

SAFE = "/~!$&'()*+,;=:@-._"
"""Characters that stand in a path as they are."""

_UPLOADS = re.compile(r"/(?:wp-content/uploads(?:/sites/\d+)?|files|content/images|uploads)/(.+)$")
_DATED = re.compile(r"/(\d{4}/\d{2}/[^/]+)$")
_SIZED = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled|rotated|e\d{10,})(?=\.[A-Za-z0-9]{2,5}$)")
_IN_SIZE_FOLDER = re.compile(r"(^|/)size/w\d{1,5}(?:h\d{1,5})?/(?:format/[a-z]{2,5}/)?")


def site_of(address: str) -> str:
    """'https://www.example.org/blog/' and 'http://example.org/blog' are one site: 'example.org/blog'."""
    parts = _split(address if "//" in address else f"//{address}")
    host = parts.netloc.lower().removeprefix("www.").rpartition("@")[2]
    return (host + parts.path.rstrip("/")).strip()


def host_of(address: str) -> str:
    return _split(address).netloc.lower().removeprefix("www.").rpartition("@")[2]


@lru_cache(maxsize=5000)
def path_of(address: str) -> str:
    """Path and query of an address, percent-encoded once, never empty; the fragment is left out."""
    parts = _split(address.strip())
    path = quote(decoded(parts.path or "/"), safe=SAFE)
    if not path.startswith("/"):
        path = "/" + path
    return f"{path}?{parts.query}" if parts.query else path


def decoded(path: str) -> str:
    """A path as Django hands it to a view; bytes that are not UTF-8 stay percent-encoded."""
    return repercent_broken_unicode(unquote_to_bytes(path.encode("utf-8", "surrogatepass"))).decode()


def same_place(address: str) -> str:
    """A key under which two spellings of one address on the old site meet (slash, case of escapes, fragment)."""
    path, _, query = path_of(address).partition("?")
    path = path.rstrip("/") or "/"
    return f"{path}?{query}" if query else path


def upload_path(address: str) -> str:
    """'2013/09/photo.jpg' of an upload's address, '' where there is no telling."""
    path = unquote(_split(address).path)
    match = _UPLOADS.search(path) or _DATED.search(path)
    return _without_climbing(match.group(1)) if match else ""


def file_address(address: str) -> str:
    """A key under which the spellings of a file's address meet, whatever the scheme; '' for what names no host."""
    host = host_of(address.strip())
    return host + path_of(address) if host else ""


def original_upload(path: str) -> str:
    """'a/photo.jpg' for WordPress's resized copy 'a/photo-300x200.jpg' and Ghost's 'size/w600/a/photo.jpg'; anything
    else unchanged."""
    return _SIZED.sub("", _IN_SIZE_FOLDER.sub(r"\1", path))


def _without_climbing(path: str) -> str:
    return "/".join(part for part in path.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
