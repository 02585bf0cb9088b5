"""Headings, quotes, listings, rules and hidden details."""

from __future__ import annotations

import re
from html import escape

from lxml import etree

from broadsheet.ingest.bodies.html_tree import fold, has_class, is_element, lines_content, text_content
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.bodies.walk import Walker, handles, rich_of
from broadsheet.ingest.records import Block

HEADING_LIMIT = 250
_LANGUAGE = re.compile(r"(?:language|lang|brush)[-:]\s*([A-Za-z0-9+#-]{1,30})")
_DASHED = re.compile(r"^(?:—|–|―|--)\s*(?=\w)(.{2,120})$")


@handles("h1", "h2", "h3", "h4", "h5", "h6")
def heading(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    for block in walker.blocks_of(element, classic=False):
        if block[0] in ("picture", "gallery", "shortcode"):
            walker.add(block)
    for link in element.iter("a"):
        if address := safe_link(link.get("href")):
            walker.context.warn(f"a heading cannot be a link here; its words are kept, its address is not: {address}")
    text = text_content(element)
    if len(text) > HEADING_LIMIT:
        walker.add(("text", f"<p><b>{escape(text, quote=False)}</b></p>"))
    elif text.strip("\xa0 "):
        walker.add(("heading", {"text": text, "level": "2" if element.tag in ("h1", "h2") else "3"}))


@handles("blockquote")
def quote(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    source = take_source(element)
    rich, others = rich_of([_without_heading(block) for block in walker.blocks_of(element)])
    if not source:
        rich, source = _signed(rich)
    if has_class(element, "wp-block-pullquote"):
        pull_quote(walker, element, source)
    elif rich:
        walker.add(("quote", {"text": rich, "source": source}))
    elif source:
        walker.add(("text", f"<p>{escape(source, quote=False)}</p>"))
    for block in others:
        walker.add(block)


def _without_heading(block: Block) -> Block:
    """A quotation has paragraphs only."""
    if block[0] != "heading":
        return block
    return ("text", f"<p><b>{escape(block[1]['text'], quote=False)}</b></p>")


def pull_quote(walker: Walker, element: etree._Element, source: str) -> None:
    text = "\n".join(fold(line) for line in lines_content(element).splitlines() if fold(line))
    if text:
        walker.add(("pull_quote", {"text": text, "source": source}))
    elif source:
        walker.add(("text", f"<p>{escape(source, quote=False)}</p>"))


def take_source(element: etree._Element) -> str:
    """Takes the <cite> that ends a quotation out of it; one in mid-sentence stays."""
    cites = [cite for cite in element.iter("cite", "footer") if not fold(cite.tail or "")]
    for cite in reversed(cites):
        if _is_last(cite, element):
            source = text_content(cite)
            _remove(cite)
            return source[:250]
    return ""


def _is_last(node: etree._Element, within: etree._Element) -> bool:
    current = node
    while current is not within:
        following = [sibling for sibling in current.itersiblings() if is_element(sibling)]
        if following or fold(current.tail or ""):
            return False
        parent = current.getparent()
        if parent is None:
            return False
        current = parent
    return True


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _signed(rich: str) -> tuple[str, str]:
    """A last line '— Somebody' is the source."""
    inner = rich.removesuffix("</p>")
    start = max(inner.rfind("<p>"), inner.rfind("<br/>"))
    body, mark, last = inner[:start], *_parted(inner[start:])
    match = _DASHED.match(last) if rich.endswith("</p>") and "<" not in last else None
    if start < 1 or not match:
        return rich, ""
    return body + ("</p>" if mark == "<br/>" else ""), match.group(1).replace("&amp;", "&")


def _parted(line: str) -> tuple[str, str]:
    """The tag a line begins with, and the line."""
    mark = "<br/>" if line.startswith("<br/>") else "<p>"
    return mark, line.removeprefix(mark)


@handles("pre", "listing", "xmp", "plaintext")
def preformatted(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    if has_class(element, "wp-block-verse"):
        for block in walker.blocks_of(element, classic=True):
            walker.add(block)
        return
    code = lines_content(element).strip("\n").rstrip()
    if code.strip():
        walker.add(("code", {"language": _language(element), "code": code}))


def _language(element: etree._Element) -> str:
    names = " ".join(filter(None, (node.get("class") for node in element.iter("pre", "code"))))
    match = _LANGUAGE.search(names)
    return match.group(1) if match else ""


@handles("hr")
def rule(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    if walker.blocks and walker.blocks[-1] != ("markup", {"html": "<hr>"}):
        walker.add(("markup", {"html": "<hr>"}))


@handles("details")
def details(walker: Walker, element: etree._Element) -> None:
    """What the reader had to open becomes an info box, or a heading where a box could not hold it."""
    walker.flush()
    summary = element.find("summary")
    title = text_content(summary) if summary is not None else ""
    if summary is not None:
        tail = summary.tail or ""
        _remove(summary)
        element.text = (element.text or "") + tail
    rich, others = rich_of(blocks := walker.blocks_of(element))
    if rich and not others and len(title) <= HEADING_LIMIT:
        walker.add(("info_box", {"title": title, "text": rich}))
        return
    if title:
        walker.add(("heading", {"text": title[:HEADING_LIMIT], "level": "3"}))
    for block in blocks:
        walker.add(block)
