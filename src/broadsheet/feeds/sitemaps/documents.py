"""Sitemaps as XML (sitemaps.org protocol 0.9, with Google's image 1.1 and news 0.9 extensions)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.encoding import iri_to_uri
from lxml import etree

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
LONGEST_ADDRESS = 2048
"""Characters of a complete address that a sitemap may name."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, 2.2)."""


@dataclass(frozen=True)
class News:
    """What the news extension says of a story."""

    paper: str
    language: str
    published_at: datetime
    title: str


@dataclass(frozen=True)
class Entry:
    """One page: its address from ``/``, when it last changed (None where nothing tells), its pictures' addresses."""

    address: str
    changed: datetime | None = None
    pictures: Sequence[str] = ()
    news: News | None = None


def index(files: Iterable[tuple[str, datetime | None]]) -> bytes:
    """The document that names every sitemap, of ``(address, changed)``."""
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap=_plain(SITEMAP))
    for address, changed in files:
        _add_place(etree.SubElement(root, f"{{{SITEMAP}}}sitemap"), address, changed)
    return _written(root)


def urlset(entries: Iterable[Entry]) -> bytes:
    """One sitemap; empty bytes where nothing can be named, since a sitemap without a page is not valid."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={**_plain(SITEMAP), "image": IMAGE, "news": NEWS})
    for entry in entries:
        if len(complete(entry.address)) <= LONGEST_ADDRESS:
            _add_entry(root, entry)
    etree.cleanup_namespaces(root)
    return _written(root) if len(root) else b""


def complete(address: str) -> str:
    """A whole address in ASCII (RFC 3986), of one from ``/`` that may have any letters (RFC 3987)."""
    return settings.PAPER.address + str(iri_to_uri(address))


def xml_text(text: str) -> str:
    """``text`` without the characters that would make a document unreadable, in one line."""
    return " ".join(_NOT_XML.sub(" ", text).split())


def _plain(namespace: str) -> dict[str, str]:
    """The namespace of names without a prefix."""
    return {None: namespace}  # type: ignore[dict-item]  # lxml's name for no prefix, which its stubs leave out


def _add_entry(root: etree._Element, entry: Entry) -> None:
    url = etree.SubElement(root, f"{{{SITEMAP}}}url")
    _add_place(url, entry.address, entry.changed)
    if entry.news is not None:
        _add_news(url, entry.news)
    for picture in entry.pictures:
        image = etree.SubElement(url, f"{{{IMAGE}}}image")
        etree.SubElement(image, f"{{{IMAGE}}}loc").text = complete(picture)


def _add_place(parent: etree._Element, address: str, changed: datetime | None) -> None:
    etree.SubElement(parent, f"{{{SITEMAP}}}loc").text = complete(address)
    if changed is not None:
        etree.SubElement(parent, f"{{{SITEMAP}}}lastmod").text = _moment(changed)


def _add_news(url: etree._Element, told: News) -> None:
    news = etree.SubElement(url, f"{{{NEWS}}}news")
    publication = etree.SubElement(news, f"{{{NEWS}}}publication")
    etree.SubElement(publication, f"{{{NEWS}}}name").text = xml_text(told.paper)
    etree.SubElement(publication, f"{{{NEWS}}}language").text = told.language
    etree.SubElement(news, f"{{{NEWS}}}publication_date").text = _moment(told.published_at)
    etree.SubElement(news, f"{{{NEWS}}}title").text = xml_text(told.title)


def _moment(when: datetime) -> str:
    """As W3C's note on date and time formats writes it."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
