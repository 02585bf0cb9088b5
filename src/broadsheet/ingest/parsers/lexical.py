"""Bodies of Ghost 5 and later: Lexical's tree of nodes as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from broadsheet.ingest.parsers.ghost_cards import CARDS, LEFT_OUT, Notes, card
from broadsheet.ingest.parsers.json_values import text_of

DEEPEST = 60
FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark"))
"""Lexical's bits of a text's format."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "table": "table",
    "tablerow": "tr",
    "tablecell": "td",
}
TEXTS = ("text", "extended-text", "tk", "code-highlight", "hashtag", "emoji")
LINKS = ("link", "autolink", "at-link")
Node = dict[str, Any]


class NotLexicalError(ValueError):
    """The value is no tree of Lexical's, or one deeper than any story."""


def html_of_lexical(document: Any, notes: Notes) -> str:
    """The document, as decoded from its JSON. Raises NotLexicalError."""
    root = document.get("root") if isinstance(document, dict) else None
    if not isinstance(root, dict) or not isinstance(root.get("children"), list):
        raise NotLexicalError
    return _Renderer(notes).inside(root, 0)


class _Renderer:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def inside(self, node: Node, depth: int) -> str:
        if depth > DEEPEST:
            raise NotLexicalError
        return "".join(self.node(child, depth + 1) for child in _children(node))

    def node(self, node: Node, depth: int) -> str:
        kind = text_of(node.get("type"))
        if kind in TEXTS:
            return _text(node)
        if kind == "linebreak":
            return "<br>"
        if kind == "tab":
            return " "
        if kind in LINKS:
            address = escape(text_of(node.get("url")))
            return f'<a href="{address}">{self.inside(node, depth)}</a>'
        if kind in ("list", "listitem"):
            return self._list(node, depth) if kind == "list" else f"<li>{self.inside(node, depth)}</li>"
        return self._block(kind, node, depth)

    def _block(self, kind: str, node: Node, depth: int) -> str:
        if kind in ("heading", "extended-heading"):
            tag = node.get("tag") if node.get("tag") in HEADINGS else "h2"
            return f"<{tag}>{self.inside(node, depth)}</{tag}>"
        if kind in BLOCKS:
            tag = "th" if kind == "tablecell" and node.get("headerState") else BLOCKS[kind]
            return f"<{tag}>{self.inside(node, depth)}</{tag}>"
        if kind == "code":
            return f"<pre><code>{self.inside(node, depth)}</code></pre>"
        if kind == "paywall":
            self.notes.add("has a mark after which the text was for members only")
            return ""
        if _children(node) and kind not in CARDS and kind not in LEFT_OUT:
            return self.inside(node, depth)
        if kind in ("zwnj", "at-link-search", ""):
            return ""
        return card(kind, node, self.notes)

    def _list(self, node: Node, depth: int) -> str:
        """Lexical keeps a list within a list as an item of its own; it belongs to the item before it."""
        if depth > DEEPEST:
            raise NotLexicalError
        items: list[str] = []
        for child in _children(node):
            inner = self.inside(child, depth + 1) if child.get("type") == "listitem" else self.node(child, depth + 1)
            if items and _is_only_list(child):
                items[-1] += inner
            else:
                items.append(inner)
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def _children(node: Node) -> list[Node]:
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _is_only_list(item: Node) -> bool:
    children = _children(item)
    return bool(children) and all(child.get("type") == "list" for child in children)


def _text(node: Node) -> str:
    text = escape(text_of(node.get("text")), quote=False).replace("\n", "<br>")
    for tag in _formats(node.get("format")):
        text = f"<{tag}>{text}</{tag}>"
    return text


def _formats(bits: Any) -> Iterator[str]:
    if isinstance(bits, int):
        yield from (tag for bit, tag in FORMATS if bits & bit)
