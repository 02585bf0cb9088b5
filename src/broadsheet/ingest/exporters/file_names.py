"""Names that any file system keeps as they are, the same at every export.

A name is decided by what it names alone, never by its neighbours, so that a new story renames no old file. Where a
slug would not survive (capitals, a reserved name, too many bytes, decomposed accents) a few characters of its hash
keep it apart from every other.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

LONGEST = 120
"""Bytes of UTF-8; ext4, APFS and NTFS take 255 bytes or units, and endings still follow."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|readme|photos|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[^\w.-]|^[._-]|\.$")
_ASCII = re.compile(r"[A-Za-z0-9_.-]+")
_MARK = 8


def stem_of(slug: str) -> str:
    """A file name without ending for a slug.

    >>> stem_of("ferry-cancelled")
    'ferry-cancelled'
    """
    return slug if _is_safe(slug) else f"{_shortened(slug)}~{_hash(slug)}"


def media_name(stored: str) -> str:
    """A file name for a stored file ('original_images/harbour.jpg'), its ending kept in small letters."""
    name = stored.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    plain = _is_safe(name) and stem and ending not in ("yaml", "yml", "md")
    if plain:
        return name
    safe_ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:10] if stem else ""
    return f"{_shortened(stem or name)}~{_hash(stored)}" + (f"{dot}{safe_ending}" if safe_ending else ".bin")


def ascii_media_name(stored: str) -> str:
    """The same in unaccented letters, digits, dots, dashes and underscores, for programs that change any other."""
    name = media_name(stored)
    if _ASCII.fullmatch(name):
        return name
    stem, dot, ending = name.rpartition(".")
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", unicodedata.normalize("NFKD", stem)).strip("-")
    return f"{kept or 'x'}-{_hash(name)}{dot}{ending}"


def _is_safe(name: str) -> bool:
    return (
        bool(name)
        and not _FORBIDDEN.search(name)
        and not _RESERVED.fullmatch(name)
        and len(name.encode("utf-8", "surrogatepass")) <= LONGEST
        and name == unicodedata.normalize("NFC", name)
        and name == unicodedata.normalize("NFKC", name.casefold())
    )


def _shortened(name: str) -> str:
    """What can be kept of it, for people to read."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = re.sub(r"^[._-]+", "", re.sub(r"[^\w-]+", "-", folded))
    cut = kept.encode("utf-8", "ignore")[: LONGEST - _MARK - 1].decode("utf-8", "ignore").rstrip("-")
    return cut or "x"


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_MARK // 2).hexdigest()
