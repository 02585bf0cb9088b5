"""What a story's file says of corrections, sources and the help of machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from broadsheet.ingest.parsers.front_matter import Document
from broadsheet.ingest.records import Correction, MediaRef, Source

CORRECTIONS = ("correction", "clarification", "update")
SOURCES = ("person", "document", "data", "observation")
MACHINES = ("", "translated", "summarised", "drafted", "data", "pictures", "other")


def correction(document: Document, zone: tzinfo, markup: Callable[[str], str]) -> Correction:
    """A note with its date; `markup` makes HTML of the Markdown of its words."""
    date = document.moment("date", zone)
    if date is None:
        raise document.refuse("a correction has no date", "")
    return Correction(
        document.choice("kind", CORRECTIONS, "correction"),
        date,
        markup(document.text("note")),
        was_wrong=document.text("was_wrong"),
        who=document.text("who"),
        on_card=document.flag("on_card"),
    )


def source(document: Document) -> Source:
    """One source. A name beside `is_unnamed` is refused rather than stored."""
    file = document.text("file")
    is_unnamed = document.flag("is_unnamed")
    if is_unnamed and document.text("name"):
        raise document.refuse("a source that is unnamed has a name here; take it out of the file", "name")
    return Source(
        document.choice("kind", SOURCES, "person"),
        name=document.text("name"),
        role=document.text("role"),
        is_unnamed=is_unnamed,
        why_unnamed=document.text("why_unnamed"),
        file=MediaRef(file) if file else None,
        url=document.text("url"),
        desk_note=document.text("desk_note"),
    )


def machines(document: Document) -> dict[str, Any]:
    """What machines helped with, as fields of a Story record."""
    value: Any = document.values.get("machines") or {}
    if not isinstance(value, dict):
        raise document.refuse("should have a use and words", "machines")
    part = type(document)(document.path, value)
    return {"machine_use": part.choice("use", MACHINES, ""), "machine_words": part.text("words")}
