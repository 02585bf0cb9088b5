"""HTML made whole, so that one piece of it can stand between others."""

from __future__ import annotations

from html import escape

from lxml import etree

from broadsheet.ingest.bodies.html_tree import TooDeepError, parse
from broadsheet.ingest.bodies.words import visible_text


def balanced(markup: str) -> str:
    """HTML whose elements are all closed, so that a card can swallow nothing of what follows it."""
    if "<" not in markup:
        return markup
    try:
        tree = parse(markup)
    except (TooDeepError, RecursionError):
        return escape(visible_text(markup), quote=False)
    return inner_html(tree)


def inner_html(tree: etree._Element) -> str:
    """What `html_tree.parse` read, as HTML again, without the elements it puts around it."""
    if len(tree) == 1 and tree[0].tag == "div" and not (tree.text or "").strip() and not (tree[0].tail or "").strip():
        tree = tree[0]
    inner = [etree.tostring(child, encoding="unicode", method="html") for child in tree]
    return escape(tree.text or "", quote=False) + "".join(inner)
