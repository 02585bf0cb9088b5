"""Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from django.templatetags.static import static
from django.utils.encoding import iri_to_uri

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.documents import Document
from broadsheet.feeds.entries import Entry, Named, exact
from broadsheet.feeds.markup import paper_element

VERSION = "https://jsonfeed.org/version/1.1"


def write_json(document: Document) -> bytes:
    """The document as JSON Feed 1.1; what has no value is left out."""
    name, address = paper_element(document)
    feed = {
        "version": VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": document.own,
        "description": document.description,
        "next_url": document.older_url or document.next_url,
        "favicon": complete(static("reader/icon.svg")),
        "authors": [{"name": name, "url": address}],
        "language": document.language,
        "hubs": [{"type": "WebSub", "url": iri_to_uri(document.hub)}] if document.hub else [],
    }
    whole = {**_filled(feed), "items": [_item(entry) for entry in document.entries]}
    return json.dumps(whole, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    picture = entry.picture
    item = {
        "id": f"urn:uuid:{entry.key}",
        "url": entry.url,
        "external_url": entry.original_url,
        "title": entry.title,
        "summary": entry.summary,
        "image": picture.url if picture else "",
        "date_published": exact(entry.published),
        "date_modified": exact(entry.updated),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": [named.name for named in _tags(entry)],
        "language": entry.language,
        "attachments": [_attachment(entry)] if picture else [],
        "_broadsheet": _filled(
            {
                "kind": entry.kind,
                "section": entry.section.name if entry.section else "",
                "image_alt": picture.alt if picture else "",
                "image_caption": picture.caption if picture else "",
                "image_credit": picture.credit if picture else "",
            }
        ),
    }
    return {**_filled(item), **_content(entry)}


def _content(entry: Entry) -> dict[str, str]:
    """One of the two must be there, if only as the headline."""
    return {"content_html": entry.html} if entry.html else {"content_text": entry.summary or entry.title}


def _tags(entry: Entry) -> list[Named]:
    kind = [Named(entry.kind_label, "")] if entry.kind_label else []
    return [*([entry.section] if entry.section else []), *entry.topics, *kind]


def _attachment(entry: Entry) -> dict[str, str]:
    assert entry.picture is not None  # noqa: S101  # asked only of an entry that has one
    title = entry.picture.caption or entry.picture.alt
    return _filled({"url": entry.picture.url, "mime_type": entry.picture.media_type, "title": title})


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
