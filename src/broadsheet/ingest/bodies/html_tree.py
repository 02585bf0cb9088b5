"""Reads a body's HTML into a tree: no network, no entities, no control characters, damage mended as browsers do."""

from __future__ import annotations

import re

from lxml import etree, html

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip


class TooDeepError(ValueError):
    """The elements are nested deeper than any page a person made, and the parser gave up on them."""


def parse(markup: str) -> html.HtmlElement:
    """A <div> that holds the fragment. Raises TooDeepError."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    clean = _FORBIDDEN.sub("", markup)
    document = html.document_fromstring(f"<html><body><div>{clean}</div></body></html>".encode(), parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise TooDeepError
    body = document.find("body")
    if body is None:
        return html.Element("div")
    body.tag = "div"
    return body


def is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)


def text_content(element: etree._Element) -> str:
    """Visible text in one line; <br> counts as a space, script and style as nothing."""
    return fold("".join(_texts(element)))


def lines_content(element: etree._Element) -> str:
    """Visible text as written, with <br> as line end."""
    return "".join(_texts(element, "\n"))


def fold(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def has_class(element: etree._Element, *names: str) -> bool:
    return bool(set((element.get("class") or "").split()) & set(names))


def _texts(element: etree._Element, line_break: str = " ") -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        if is_element(child) and child.tag not in ("script", "style", "template"):
            pieces.extend(_texts_of_child(child, line_break, pieces[-1]))
        pieces.append(child.tail or "")
    return pieces


def _texts_of_child(child: etree._Element, line_break: str, before: str) -> list[str]:
    if child.tag == "br":
        return [line_break]
    if child.tag not in BLOCK_TAGS:
        return _texts(child, line_break)
    return ["" if before.endswith("\n") else line_break, *_texts(child, line_break), line_break]
