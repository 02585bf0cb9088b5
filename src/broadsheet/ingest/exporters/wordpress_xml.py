"""Writes WXR, WordPress's own export format, in files of a bearable size.

Requirements, each read in WordPress/wordpress-importer, src/parsers/class-wxr-parser-simplexml.php and
src/class-wp-import.php: no document type; ``wp:wxr_version`` of two numbers, at most 1.2; namespaces ``wp`` and
``excerpt`` declared; every ``category`` of an item with ``nicename`` and ``domain``; an item's number its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

MOST_BYTES = 50_000_000
"""Of one file, about: WordPress reads a file whole, and servers take no larger upload gladly."""
OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
CLOSING = "</channel>\n</rss>\n"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside the production Char of XML 1.0, section 2.2."""


class Xml:
    """Makes elements. ``dropped`` counts the characters left out that XML cannot hold."""

    def __init__(self) -> None:
        self.dropped = 0

    def cdata(self, name: str, text: str) -> str:
        """An element whose text stands in CDATA; where the text itself ends CDATA, it is begun again."""
        return f"<{name}>{self._section(text)}</{name}>"

    def plain(self, name: str, text: object) -> str:
        """An element with escaped text."""
        return f"<{name}>{escape(self._clean(str(text)))}</{name}>"

    def html(self, name: str, text: str) -> str:
        """An element WordPress takes for HTML: titles, excerpts, names and descriptions of terms."""
        return self.cdata(name, escape(text))

    def term(self, domain: str, nicename: str, name: str) -> str:
        """What an item says of a category, tag, author or menu it belongs to."""
        attributes = f"domain={quoteattr(domain)} nicename={quoteattr(self._clean(nicename))}"
        return f"<category {attributes}>{self._section(escape(name))}</category>"

    def metas(self, values: Mapping[str, object]) -> str:
        """Fields of an item beyond WordPress's own; empty ones are left out."""
        return "".join(
            f"<wp:postmeta>{self.cdata('wp:meta_key', key)}{self.cdata('wp:meta_value', str(value))}</wp:postmeta>\n"
            for key, value in values.items()
            if value != ""
        )

    def group(self, name: str, children: Iterable[str]) -> str:
        """An element with others in it."""
        return f"<{name}>{''.join(children)}</{name}>\n"

    def _section(self, text: str) -> str:
        inner = self._clean(text).replace("]]>", "]]]]><![CDATA[>")
        return f"<![CDATA[{inner}]]>"

    def _clean(self, text: str) -> str:
        found, count = _FORBIDDEN.subn("", text)
        self.dropped += count
        return found


class WxrFiles:
    """``wordpress-1.xml`` and so on in ``folder``, each with the whole ``head``: an item is never cut in two."""

    def __init__(self, folder: Path, head: str, most_bytes: int = MOST_BYTES) -> None:
        self.folder, self.head, self.most_bytes = folder, head, most_bytes
        self.paths: list[Path] = []
        self._stream: IO[bytes] | None = None
        self._size = 0

    def write(self, item: str) -> None:
        """Add one item. Raises OSError."""
        data = item.encode()
        if self._stream is not None and self._size + len(data) > self.most_bytes:
            self.close()
        stream = self._stream or self._open()
        stream.write(data)
        self._size += len(data)

    def close(self) -> None:
        """End the present file; one without items is still an export."""
        stream = self._stream or (self._open() if not self.paths else None)
        if stream is not None:
            stream.write(CLOSING.encode())
            stream.close()
        self._stream = None

    def _open(self) -> IO[bytes]:
        path = self.folder / f"wordpress-{len(self.paths) + 1}.xml"
        self.paths.append(path)
        self._stream = path.open("wb")
        head = (OPENING + self.head).encode()
        self._size = len(head)
        self._stream.write(head)
        return self._stream
