"""Rich text taken apart into paragraphs, lists and whatever else stands at its top."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree
from lxml import html as lxml_html

LISTS = ("ul", "ol")
BLOCKS = ("p", "hr", "h2", "h3", "h4", "h5", "h6", *LISTS)


def pieces(markup: str) -> Iterator[etree._Element]:
    """The elements at the top of rich text, text between them in paragraphs of its own."""
    if not markup.strip():
        return
    top = lxml_html.fragment_fromstring(markup, create_parent="div")
    loose = _paragraph(top.text or "")
    for child in list(top):
        if child.tag in BLOCKS:
            yield from _filled(loose)
            loose, child.tail = _paragraph(child.tail or ""), None
            yield child
        else:
            loose.append(child)
    yield from _filled(loose)


def _paragraph(text: str) -> etree._Element:
    made = etree.Element("p")
    made.text = text
    return made


def _filled(paragraph: etree._Element) -> Iterator[etree._Element]:
    if len(paragraph) or (paragraph.text or "").strip():
        yield paragraph


def inner_html(element: etree._Element) -> str:
    """What stands within an element, as HTML."""
    children = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return escape(element.text or "", quote=False) + children


def inline_html(markup: str) -> str:
    """Rich text without its paragraphs: one line, or several with breaks between."""
    return "<br>".join(inner_html(piece) for piece in pieces(markup))
