"""Which pages, photos and files a page's stored fields point at, read from raw values without a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wagtail.fields import StreamField

_NUMBERED = re.compile(r"<(?:a|embed)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
PAGE_FIELDS = frozenset({"page", "story", "lead", "section", "package"})


@dataclass(slots=True)
class References:
    """Ids by the kind of thing."""

    pages: set[int] = field(default_factory=set)
    photos: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)


def references_in(page: Any, found: References) -> None:
    """Adds what the page's streams and rich texts point at."""
    for one in page._meta.get_fields():
        if isinstance(one, StreamField):
            for row in raw_rows(getattr(page, one.name)):
                _from_value("", row["value"], found)
        elif one.__class__.__name__ == "RichTextField":
            _from_text(getattr(page, one.name), found)
    if getattr(page, "lead_picture_id", None):
        found.photos.add(page.lead_picture_id)


def raw_rows(stream: Any) -> Iterator[dict[str, Any]]:
    """Rows of a stream as the database holds them: ``{"type", "value", "id"}``."""
    yield from stream.get_prep_value()


def _from_value(name: str, value: Any, found: References) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            _from_value(str(key), part, found)
    elif isinstance(value, list):
        for part in value:
            _from_value(name, part, found)
    elif isinstance(value, str):
        _from_text(value, found)
    elif isinstance(value, int) and not isinstance(value, bool):
        _note_number(name, value, found)


def _note_number(name: str, number: int, found: References) -> None:
    if name == "photo":
        found.photos.add(number)
    elif name == "document":
        found.files.add(number)
    elif name in PAGE_FIELDS:
        found.pages.add(number)


def _from_text(text: str, found: References) -> None:
    if 'id="' not in text:
        return
    for tag in _NUMBERED.findall(text):
        attributes = dict(_ATTRIBUTE.findall(tag))
        number = attributes.get("id", "")
        if not number.isdecimal():
            continue
        kind = attributes.get("linktype") or attributes.get("embedtype")
        target = {"page": found.pages, "document": found.files, "image": found.photos}.get(str(kind))
        if target is not None:
            target.add(int(number))
