"""JSON Feed 1 and 1.1 (jsonfeed.org), item by item."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from broadsheet.ingest.parsers.feed_entries import FeedEntry, FeedHead, moment_of, name_of, paragraphs_of
from broadsheet.ingest.parsers.json_text import JsonText
from broadsheet.ingest.parsers.json_values import text_of
from broadsheet.ingest.parsers.packed import PackedFile

VERSION = "jsonfeed.org/version/1"
HEAD = {"title": "title", "home_page_url": "link", "language": "language"}


def read_json_feed(file: PackedFile) -> Iterator[FeedHead | FeedEntry]:
    """The head whenever something new of it is known, and every entry. Raises ImportRefused."""
    head = FeedHead()
    version = ""
    with file.opened() as stream:
        text = JsonText(stream, file.label)
        if text.peek() != "{":
            raise text.refuse("this is no JSON Feed")
        for key in text.members():
            if key == "items" and text.peek() == "[":
                yield from _items(text)
            elif key == "version":
                version = text_of(text.value())
            elif key in HEAD:
                setattr(head, HEAD[key], text_of(text.value()).strip())
                yield head
            elif key in ("author", "authors"):
                head.authors.update(_people(text.value()))
                yield head
            else:
                text.skip()
        if VERSION not in version:
            raise text.refuse("this does not say that it is a JSON Feed of version 1")
        text.end()


def _items(text: JsonText) -> Iterator[FeedEntry]:
    for _turn in text.elements():
        text.peek()
        line = text.line
        item = text.value()
        if not isinstance(item, dict):
            raise text.refuse("an item of the feed is not a set of named values")
        yield _entry(item, line)


def _entry(item: dict[str, Any], line: int) -> FeedEntry:
    def get(name: str) -> str:
        return text_of(item.get(name)).strip()

    entry = FeedEntry(line, get("id"), get("url") or get("external_url"), escape(get("title"), quote=False))
    entry.body = get("content_html") or paragraphs_of(get("content_text"))
    entry.summary = paragraphs_of(get("summary"))
    entry.published, entry.updated = moment_of(get("date_published")), moment_of(get("date_modified"))
    entry.published = entry.published or entry.updated
    entry.language = get("language")
    entry.authors = {**_people(item.get("authors")), **_people(item.get("author"))}
    tags = item.get("tags")
    entry.categories = [text_of(tag).strip() for tag in tags if text_of(tag).strip()] if isinstance(tags, list) else []
    entry.pictures = [(address, "") for address in (get("image"), get("banner_image")) if address]
    for file in item["attachments"] if isinstance(item.get("attachments"), list) else []:
        if isinstance(file, dict) and text_of(file.get("mime_type")).startswith(("audio", "video")):
            entry.files.append((text_of(file.get("url")).strip(), text_of(file.get("title")).strip()))
    return entry


def _people(value: Any) -> dict[str, str]:
    """One author (version 1) or several (1.1)."""
    rows = value if isinstance(value, list) else [value]
    people = [row for row in rows if isinstance(row, dict)]
    found = {name_of(text_of(row.get("name"))): text_of(row.get("url")).strip() for row in people}
    found.pop("", None)
    return found
