"""Comments of the block editor. Most only repeat what the HTML between them says; those that stand alone matter."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import Any

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.embeds import embed_of
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.records import Block

_TAG = re.compile(r"<[^>]*>")
_STANDALONE = re.compile(r"^\s*wp:([a-z0-9/-]+)\s*(\{.*\})?\s*/\s*$", re.DOTALL)
QUIET = frozenset({"spacer", "more", "nextpage", "separator", "shortcode", "paragraph", "heading", "group", "column"})
LINKS = frozenset({"social-link", "navigation-link", "navigation-submenu"})


def blocks_of_comment(comment: str, context: Context) -> list[Block]:
    """Blocks a self-closing comment stands for. What WordPress fills in live has no counterpart and is reported."""
    match = _STANDALONE.match(comment)
    if not match:
        return []
    name, attributes = match.group(1), _attributes(match.group(2))
    if name == "footnotes":
        return _footnotes(context)
    if name.startswith(("core-embed/", "embed")) and (address := embed_of(str(attributes.get("url", "")))):
        return [("embed", {"url": address, "title": "", "caption": ""})]
    if name in LINKS:
        return _link(attributes, context)
    if "/" in name and attributes:
        return _foreign(name, comment, context)
    if name == "block":
        number = attributes.get("ref", "?")
        context.warn(f"a reusable block is kept outside the story and was left out: number {number}")
    elif name not in QUIET:
        context.live_blocks[name] = None
    return []


def _link(attributes: dict[str, Any], context: Context) -> list[Block]:
    """Social icons and menus in a text have their words in the comment alone."""
    address = safe_link(str(attributes.get("url", "")))
    label = str(attributes.get("label") or attributes.get("service") or address)
    words = escape(unescape(_TAG.sub("", label)).strip(), quote=False)
    if not address:
        return [("text", f"<p>{words}</p>")] if attributes.get("label") and words else []
    context.links.add(address)
    return [("text", f'<p><a href="{escape(address)}">{words}</a></p>')]


def _foreign(name: str, comment: str, context: Context) -> list[Block]:
    """A plugin's block, whose words may stand in its attributes: kept for editors as it was written."""
    code = f"<!--{comment}-->"
    context.codes.setdefault(name, []).append(code)
    return [("shortcode", {"code": code})]


def _attributes(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _footnotes(context: Context) -> list[Block]:
    from broadsheet.ingest.bodies.fragments import inline_fragment

    items = [inline_fragment(note, context) for note in context.footnotes]
    items = [item for item in items if item]
    return [("list", {"style": "numbered", "items": items})] if items else []
