"""Puts a page together from its parts, as one valid gzip stream, without compressing anything anew.

Each part is raw deflate that ends on a full flush: byte-aligned, with nothing after it referring to what came before
(RFC 1951 section 3.2.4). Parts put one after another are therefore one deflate stream; a header before and an empty
last block, checksum and length after make it a gzip file (RFC 1952).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from broadsheet.press.entries import Entry

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
LAST_BLOCK = b"\x03\x00"
LEVEL = 9
TOLD_AGAIN = frozenset(
    {
        "cache-control",
        "content-location",
        "surrogate-control",
        "cdn-cache-control",
        "cloudflare-cdn-cache-control",
        "surrogate-key",
        "cache-tag",
        "xkey",
    }
)
"""Headers of a page that a 304 repeats (RFC 9110 section 15.4.5), those for caches in front among them."""

Headers = list[tuple[str, str]]


def deflated(text: bytes) -> bytes:
    """Compress one part so that others can follow it."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(text) + compressor.flush(zlib.Z_FULL_FLUSH)


def inflated(part: bytes) -> bytes:
    """The text of one part."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(part)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A page ready to be sent: a request only selects.

    Whole as text and as gzip, with the headers of each and of a 304 (RFC 9110 section 15.4.5), and the validator
    all three share (section 8.8.3, weak, since it stands for both encodings).
    """

    text: bytes
    gzip: bytes
    etag: str
    status: str
    text_headers: Headers
    gzip_headers: Headers
    unchanged_headers: Headers
    is_shared: bool = False  # whether a cache in front may keep it


def assemble(page: Entry, pieces: Mapping[str, Entry]) -> Assembled:
    """Fill the holes of ``page``. A piece that is missing leaves its hole empty."""
    segments: list[bytes] = []
    for part in page.parts:
        if isinstance(part, bytes):
            segments.append(part)
        elif part in pieces:
            segments.extend(own for own in pieces[part].parts if isinstance(own, bytes))
    text = b"".join(map(inflated, segments))
    trailer = struct.pack("<LL", zlib.crc32(text), len(text) & 0xFFFFFFFF)
    gzip = b"".join([HEADER, *segments, LAST_BLOCK, trailer])
    digest = hashlib.blake2b(text, digest_size=12, salt=str(page.status).encode()).hexdigest()
    etag = f'W/"{digest}"'
    common = [("ETag", etag), ("Vary", "Accept-Encoding")]
    headers = [*page.headers, *common]
    return Assembled(
        text,
        gzip,
        etag,
        f"{page.status} {HTTPStatus(page.status).phrase}",
        [*headers, ("Content-Length", str(len(text)))],
        [*headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(gzip)))],
        [*(header for header in page.headers if header[0].lower() in TOLD_AGAIN), *common],
        any(key.lower() == "cache-control" and "s-maxage" in value for key, value in page.headers),
    )
