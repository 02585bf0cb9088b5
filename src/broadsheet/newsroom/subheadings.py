"""The headings of a body and the anchors that contents link to."""

from dataclasses import dataclass

from django.utils.text import slugify
from wagtail.blocks import StreamValue


@dataclass(frozen=True)
class Subheading:
    """A heading: its ``level`` (2 or 3), its words, and an ``anchor`` unique on the page."""

    level: int
    text: str
    anchor: str
    block_id: str


def subheadings_of(body: StreamValue | None) -> list[Subheading]:
    """Return the headings of ``body`` in order."""
    found: list[Subheading] = []
    seen: set[str] = set()
    for child in body or []:
        if child.block_type == "heading" and child.value["text"]:
            text = child.value["text"]
            anchor = _free_anchor(slugify(text, allow_unicode=True)[:60].strip("-") or "part", seen)
            found.append(Subheading(int(child.value["level"]), text, anchor, str(child.id)))
    return found


def _free_anchor(wanted: str, seen: set[str]) -> str:
    anchor, n = wanted, 1
    while anchor in seen:
        n += 1
        anchor = f"{wanted}-{n}"
    seen.add(anchor)
    return anchor
