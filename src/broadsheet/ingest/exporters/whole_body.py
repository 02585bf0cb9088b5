"""A story as one run of blocks, for programs that have no key points, summaries, questions and corrections.

Each such part becomes a heading and plain blocks, under the words readers know it by: nothing is lost but its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from broadsheet.ingest.exporters.content import StoryContent
from broadsheet.ingest.exporters.references import raw_rows

Row = tuple[str, Any]
"""A block's kind and its value as the database holds it."""


def rows_of(stream: Any) -> list[Row]:
    """The blocks of a body."""
    return [(row["type"], row["value"]) for row in raw_rows(stream)]


def whole_body(content: StoryContent) -> list[Row]:
    """Everything under the headline, in the order readers see it."""
    story = content.page
    return [
        *_key_points(story.key_points),
        *rows_of(story.body),
        *_summary(story.summary),
        *_questions(story.questions),
        *_corrections(content.corrections),
    ]


def heading(text: str, level: str = "2") -> Row:
    """A heading as a block."""
    return ("heading", {"text": text, "level": level})


def _key_points(stream: Any) -> Iterator[Row]:
    points = [row["value"] for row in raw_rows(stream)]
    if points:
        yield heading(_("Key points"))
        yield "list", {"style": "numbered", "items": [_point(point) for point in points]}


def _point(point: dict[str, str]) -> str:
    text = escape(point.get("text", ""), quote=False)
    label = escape(point.get("label") or "", quote=False)
    return f"<b>{label}</b> {text}" if label else text


def _summary(markup: str) -> Iterator[Row]:
    if markup:
        yield heading(_("Summary"))
        yield "text", markup


def _questions(stream: Any) -> Iterator[Row]:
    rows = [row["value"] for row in raw_rows(stream)]
    if rows:
        yield heading(_("Frequently asked questions"))
    for row in rows:
        yield heading(row.get("question", ""), "3")
        yield "text", row.get("answer", "")


def _corrections(corrections: list[Any]) -> Iterator[Row]:
    if corrections:
        yield heading(_("Corrections and updates"))
    for correction in corrections:
        day = date_format(localtime(correction.date), "DATE_FORMAT")
        label = escape(f"{correction.get_kind_display()}, {day}", quote=False)
        yield "text", f"<p><b>{label}</b></p>{correction.note}"
