"""The words of rich text and stream fields, without their markup."""

from typing import Any

from lxml.html import HtmlElement, fragment_fromstring
from wagtail.blocks import StreamValue

from broadsheet.lib.xml_text import xml_text

_BLOCK_TAGS = frozenset(
    {
        *("p", "li", "ul", "ol", "dt", "dd", "br", "h2", "h3", "h4", "h5", "h6"),
        *("td", "th", "tr", "div", "blockquote", "figcaption", "pre"),
    }
)
_UNREAD_TAGS = ("script", "style", "template")


def parsed(html: str) -> HtmlElement:
    """Return an HTML fragment as a tree, below a ``div``, whatever the fragment is."""
    return fragment_fromstring(xml_text(html), create_parent="div")


def lines_of(root: HtmlElement) -> list[str]:
    """Return the text of each paragraph, list item or cell below ``root``, without empty ones. Changes the tree."""
    for element in root.iter():
        if element.tag in _BLOCK_TAGS:
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
        elif element.tag in _UNREAD_TAGS:
            element.text = None
    return [line for part in root.text_content().split("\n") if (line := " ".join(part.split()))]


def html_to_text(html: str) -> str:
    """Return the text of an HTML fragment, a space standing where a block began or ended."""
    if not html or "<" not in html:
        return html or ""
    return " ".join(lines_of(parsed(html)))


def stream_to_text(stream: StreamValue | None) -> str:
    """Return the words of every block of a stream field, in order."""
    if not stream:
        return ""
    return " ".join(part for child in stream for part in _block_text(child.block_type, child.value) if part)


def _block_text(name: str, value: Any) -> list[str]:
    reader = _READERS.get(name)
    return reader(value) if reader else []


def _rich(value: Any) -> str:
    return html_to_text(getattr(value, "source", value) or "")


def _table_cells(value: dict[str, Any] | None) -> list[str]:
    if not value:
        return []
    cells = [html_to_text(str(cell)) for row in value.get("data", []) for cell in row if cell]
    return [value.get("table_caption") or "", *cells]


_READERS = {
    "text": lambda v: [_rich(v)],
    "heading": lambda v: [v["text"]],
    "picture": lambda v: [v["caption"] or ""],
    "gallery": lambda v: [v["title"] or "", *(p["caption"] or "" for p in v["pictures"])],
    "quote": lambda v: [_rich(v["text"]), v["source"] or ""],
    "pull_quote": lambda _v: [],  # repeats words of the story
    "list": lambda v: [_rich(item) for item in v["items"]],
    "table": _table_cells,
    "embed": lambda v: [v["title"] or "", v["caption"] or ""],
    "file": lambda v: [v["title"] or ""],
    "info_box": lambda v: [v["title"] or "", _rich(v["text"])],
    "code": lambda v: [v["code"]],
    "markup": lambda v: [html_to_text(v["html"])],
    "point": lambda v: [v["label"] or "", v["text"]],
    "question": lambda v: [v["question"], _rich(v["answer"])],
}
