"""Nodes of a Lexical document, as Ghost's editor writes them (TryGhost/Koenig, packages/kg-default-nodes)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from broadsheet.ingest.exporters.rich_pieces import LISTS

Node = dict[str, Any]
FORMATS = {
    "b": 1, "strong": 1, "i": 2, "em": 2, "s": 4, "del": 4, "strike": 4, "u": 8, "code": 16, "sub": 32, "sup": 64,
    "mark": 128,
}  # fmt: skip
"""Lexical's bits of a text's format, by the element that means the same."""
_SPACE = re.compile(r"[ \t\r\n]+")


def words(text: str, bits: int = 0) -> Node:
    """A run of text in one format."""
    return {
        "detail": 0, "format": bits, "mode": "normal", "style": "", "text": text, "type": "extended-text", "version": 1,
    }  # fmt: skip


def line_break() -> Node:
    return {"type": "linebreak", "version": 1}


def element(kind: str, children: Iterable[Node], **more: Any) -> Node:
    """A node with others in it: a paragraph, a heading, a list, the document itself."""
    plain = {"direction": None, "format": "", "indent": 0, "type": kind, "version": 1}
    return {"children": list(children), **plain, **more}


def card(kind: str, **values: Any) -> Node:
    """One of Ghost's cards."""
    return {"type": kind, "version": 1, **values}


def paragraph(children: Iterable[Node]) -> Node:
    return element("paragraph", children)


def heading(level: int, children: Iterable[Node]) -> Node:
    return element("extended-heading", children, tag=f"h{level}")


def lines(text: str) -> Iterator[Node]:
    """Plain text, its lines parted by breaks."""
    for number, line in enumerate(text.splitlines()):
        if number:
            yield line_break()
        if line:
            yield words(line)


def inline(node: etree._Element, bits: int = 0) -> Iterator[Node]:
    """What stands within an element; lists below an item are the item's own business (`list_node`)."""
    yield from _text(node.text, bits)
    for child in node:
        if child.tag == "br":
            yield line_break()
        elif child.tag == "a" and child.get("href"):
            yield _link(str(child.get("href")), inline(child, bits))
        elif child.tag not in LISTS and isinstance(child.tag, str):
            yield from inline(child, bits | FORMATS.get(child.tag, 0))
        yield from _text(child.tail, bits)


def _text(text: str | None, bits: int) -> Iterator[Node]:
    found = _SPACE.sub(" ", text or "")
    if found:
        yield words(found, bits)


def _link(address: str, children: Iterable[Node]) -> Node:
    return element("link", children, rel=None, target=None, title=None, url=address)


def list_of(items: Iterable[Iterable[Node]], is_numbered: bool) -> Node:
    """A list of one level, each item given by what stands in it."""
    return _list([element("listitem", children, value=place) for place, children in enumerate(items, 1)], is_numbered)


def list_node(node: etree._Element) -> Node:
    """A list of any depth. Lexical keeps a list under an item as an item of its own, after that one."""
    items: list[Node] = []
    for place, item in enumerate((child for child in node if child.tag == "li"), 1):
        items.append(element("listitem", inline(item), value=place))
        for below in item.iterchildren(*LISTS):
            items.append(element("listitem", [list_node(below)], value=place + 1))
    return _list(items, node.tag == "ol")


def _list(items: list[Node], is_numbered: bool) -> Node:
    kind, tag = ("number", "ol") if is_numbered else ("bullet", "ul")
    return element("list", items, listType=kind, start=1, tag=tag)
