"""One entry for every body, whatever its dialect."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from broadsheet.ingest.bodies import (  # noqa: F401  (they register their handlers)
    figures,
    ghost_cards,
    left_codes,
    lists,
    tables,
    text_blocks,
)
from broadsheet.ingest.bodies.body import Body, Context, MediaLookup, NoMedia
from broadsheet.ingest.bodies.html_tree import TooDeepError, parse
from broadsheet.ingest.bodies.shortcodes import expand
from broadsheet.ingest.bodies.walk import Walker
from broadsheet.ingest.bodies.words import visible_text
from broadsheet.ingest.records import Block, BodyFormat


def convert(
    text: str,
    body_format: BodyFormat,
    *,
    key: str = "",
    media: MediaLookup | None = None,
    footnotes: Sequence[str] = (),
) -> Body:
    """The body as blocks. `key` is the story's own in its source; nothing that can act survives, no word is lost."""
    context = Context(key, media or NoMedia(), footnotes)
    if body_format is BodyFormat.MARKDOWN:
        from broadsheet.ingest.bodies.markdown import blocks_of_markdown

        blocks = blocks_of_markdown(text, context)
    else:
        blocks = blocks_of_html(text, context, body_format)
    _sum_up(context)
    return Body(blocks, context.links, context.warnings, context.asked)


def _sum_up(context: Context) -> None:
    """What a body may hold many of is said once."""
    if context.live_blocks:
        context.warn(f"blocks that WordPress fills in itself were left out: {', '.join(context.live_blocks)}")
    for name, codes in context.codes.items():
        more = f" (and {len(codes) - 1} more)" if len(codes) > 1 else ""
        what = f"the block {name} of a plugin" if "/" in name else f"the shortcode [{name}]"
        context.warn(f"{what} is unknown; editors see it, readers do not: {codes[0][:200]}{more}")


def blocks_of_html(text: str, context: Context, body_format: BodyFormat = BodyFormat.HTML) -> list[Block]:
    if not text.strip():
        return []
    if body_format is not BodyFormat.HTML:
        text = expand(text, context)
    try:
        return _walked(text, context, classic=body_format is BodyFormat.CLASSIC)
    except (TooDeepError, RecursionError):
        context.warn("the markup is nested too deeply to be read; only its words were kept")
        return _walked(escape(visible_text(text), quote=False), context, classic=True)


def _walked(text: str, context: Context, classic: bool) -> list[Block]:
    return Walker(context, classic).all_of(parse(text))
