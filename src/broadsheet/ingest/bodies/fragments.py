"""Small pieces of HTML (a biography, a footnote, a correction) as rich text."""

from __future__ import annotations

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.html_tree import parse
from broadsheet.ingest.bodies.own_text import OwnText
from broadsheet.ingest.bodies.walk import Walker, inline_of, rich_of


def rich_fragment(markup: str, context: Context | None = None, *, classic: bool = True) -> str:
    """Paragraphs and lists; whatever cannot stand in rich text is left out."""
    if isinstance(markup, OwnText):
        return markup
    if not markup.strip():
        return ""
    walker = Walker(context or Context())
    rich, _others = rich_of(walker.blocks_of(parse(markup), classic))
    return rich


def inline_fragment(markup: str, context: Context | None = None) -> str:
    """One line of rich text, without a paragraph around it."""
    return inline_of(rich_fragment(markup, context, classic=False))
