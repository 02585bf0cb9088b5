"""A story or page kept as an HTML file: its body, and what its head says of it, in the place of front matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from broadsheet.ingest.addresses import path_of
from broadsheet.ingest.bodies.html_tree import TooDeepError, parse
from broadsheet.ingest.parsers.front_matter import Document, read_document
from broadsheet.ingest.parsers.markup import inner_html

SUFFIXES = (".html", ".htm")
_NAMES = {
    "stories": {"title": "headline", "description": "seo_description", "author": "authors", "date": "date"},
    "pages": {"title": "title", "description": "seo_description"},
    "sections": {"title": "title", "description": "description"},
    "topics": {"title": "name", "description": "description"},
    "authors": {"title": "name"},
}
"""What a head's sayings are called in the front matter of each folder."""
_DATES = ("article:published_time", "date", "dc.date", "dcterms.created")
_WHOLE = ("<html", "<body", "<!doctype", "<head")


def read(path: Path, folder: str) -> Document:
    """A file of one of the folders, Markdown or HTML. Raises ImportRefused."""
    document = read_document(path)
    if is_html(document):
        take_apart(document, folder)
    return document


def is_html(document: Document) -> bool:
    return document.path.suffix.lower() in SUFFIXES


def take_apart(document: Document, folder: str) -> None:
    """Fills the document's values from its head, where its front matter says nothing, and leaves its body: what is
    inside <article>, <main> or <body>, without the heading that is its headline. A fragment is all body."""
    if not any(mark in document.body[:20_000].lower() for mark in _WHOLE):
        return
    try:
        root = parse(document.body)
    except (TooDeepError, RecursionError):
        return  # the body is dealt with as it is, and said to be too deep
    body = next(iter(root.xpath("//article | //main")), root)
    said = dict(_said(root, body))
    for name, field in _NAMES[folder].items():
        if said.get(name) and field not in document.values:
            document.values[field] = said[name]
    if folder in ("stories", "pages") and said.get("address"):
        document.values.setdefault("aliases", [said["address"]])
    for element in list(body.iter("title", "meta", "link", "base")):
        element.drop_tree()
    document.body = inner_html(body)


def _said(root: Any, body: Any) -> Iterator[tuple[str, Any]]:
    metas = {
        (one.get("name") or one.get("property") or "").lower(): one.get("content", "") for one in root.iter("meta")
    }
    yield "title", _title(root, body)
    yield "description", _plain(metas.get("description") or metas.get("og:description", ""))
    yield "author", _plain(metas.get("author", ""))
    yield "date", next(filter(None, (_moment(metas.get(name, "")) for name in _DATES)), None)
    links = (one.get("href", "") for one in root.iter("link") if one.get("rel", "").lower() == "canonical")
    address = path_of(next(links, "") or "/")
    yield "address", address if address != "/" else ""


def _title(root: Any, body: Any) -> str:
    """The first heading of the text, which then is no longer in it; else the title of the document."""
    heading = next(iter(body.iter("h1")), None)
    words = _plain(heading.text_content()) if heading is not None else ""
    if heading is not None and words:
        heading.drop_tree()
        return words
    return _plain(root.findtext(".//title") or "")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
