"""Tables: plain ones become the table block; those with links, spans or blocks in their cells stay HTML."""

from __future__ import annotations

from typing import Any

from lxml import etree

from broadsheet.ingest.bodies.html_tree import fold, is_element, lines_content, text_content
from broadsheet.ingest.bodies.left_codes import ELEMENT
from broadsheet.ingest.bodies.walk import Walker, handles
from broadsheet.lib.sanitising import clean_markup

RICH_IN_CELL = ("a", "ul", "ol", "table", "pre", "code", "sub", "sup", "blockquote")
HEADERS = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): "neither"}
MEDIA_IN_CELL = ("img", "iframe", "video", "audio", ELEMENT)


@handles("table")
def table(walker: Walker, element: etree._Element) -> None:
    add_table(walker, element, "")


def add_table(walker: Walker, element: etree._Element, caption: str) -> None:
    """`caption` is the one a frame around the table gave; else the table's own."""
    walker.flush()
    media = list(element.iter(*MEDIA_IN_CELL))
    pictures = [block for node in media for block in walker.blocks_of(_holder(node))]
    if is_layout(element):
        for block in walker.blocks_of(_cells_as_sections(element)):
            walker.add(block)
        return
    for node in media:
        drop(node)
    caption = caption or text_content_of(element.find("caption"))
    if not text_content(element):
        pass
    elif is_plain(element):
        walker.add(("table", table_value(element, caption)))
    else:
        _add_markup(walker, element, caption)
    for block in pictures:
        walker.add(block)


def is_layout(element: etree._Element) -> bool:
    """A table of one cell is no table but a frame around something."""
    return len(list(element.iter("td", "th"))) == 1


def _cells_as_sections(element: etree._Element) -> etree._Element:
    return next(iter(element.iter("td", "th")))


def is_plain(element: etree._Element) -> bool:
    spans = any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in element.iter("td", "th"))
    return not spans and next(element.iter(*RICH_IN_CELL[:3]), None) is None and not _nested(element)


def _nested(element: etree._Element) -> bool:
    return any(node is not element for node in element.iter(*RICH_IN_CELL[3:]))


def table_value(element: etree._Element, caption: str) -> dict[str, Any]:
    """What Wagtail's table block keeps."""
    rows = [[cell for cell in row if is_element(cell) and cell.tag in ("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    width = max(len(row) for row in rows)
    head_row = all(cell.tag == "th" for cell in rows[0]) or element.find(".//thead//td") is not None
    body = rows[1:] if head_row else rows
    head_column = bool(body) and all(row[0].tag == "th" for row in body)
    return {
        "data": [[_cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows],
        "table_header_choice": HEADERS[head_row, head_column],
        "first_row_is_table_header": head_row,
        "first_col_is_header": head_column,
        "table_caption": caption,
        "cell": [],
        "mergeCells": [],
        "hidden": [],
    }


def _cell(cell: etree._Element) -> str:
    return "\n".join(line for line in (fold(line) for line in lines_content(cell).splitlines()) if line)


def text_content_of(element: etree._Element | None) -> str:
    return text_content(element) if element is not None else ""


def _add_markup(walker: Walker, element: etree._Element, caption: str) -> None:
    if caption and element.find("caption") is None:
        head = etree.Element("caption")
        head.text = caption
        element.insert(0, head)
    walker.context.links.update(link.get("href", "") for link in element.iter("a"))
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    walker.add(("markup", {"html": clean_markup(markup).strip()}))


def _holder(node: etree._Element) -> etree._Element:
    holder = etree.Element("div")
    copied = etree.SubElement(holder, str(node.tag), {str(name): str(value) for name, value in node.attrib.items()})
    copied.extend([child for child in node if child.tag == "source"])
    return holder


def drop(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)
