"""Lists: flat ones become the list block, nested ones rich text; definition lists are kept as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from broadsheet.ingest.bodies import gutenberg, left_codes
from broadsheet.ingest.bodies.html_tree import fold, has_class, is_element, text_content
from broadsheet.ingest.bodies.walk import Walker, handles, inline_of, rich_of
from broadsheet.ingest.records import Block
from broadsheet.lib.sanitising import clean_markup

COUNTING = {"upper-alpha": "A", "lower-alpha": "a", "upper-roman": "I", "lower-roman": "i"}
_STYLE = re.compile(r"list-style-type\s*:\s*([a-z-]+)", re.IGNORECASE)
_START = re.compile(r"^-?\d{1,6}$")


@dataclass(slots=True)
class _Item:
    """One line: its text as inline rich text, and the lists under it as HTML."""

    text: str = ""
    nested: str = ""
    others: list[Block] = field(default_factory=list)


@handles("ul", "ol", "dir")
def item_list(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    if has_class(element, "wp-block-gallery", "blocks-gallery-grid"):
        from broadsheet.ingest.bodies.figures import gallery

        gallery(walker, element)
        return
    items = _items(walker, element)
    filled = [item for item in items if item.text or item.nested]
    if filled and (counted := _own_counting(element)):
        walker.add(("markup", {"html": clean_markup(_as_html(filled, element, counted))}))
    elif any(item.nested for item in filled):
        walker.add(("text", _as_html(filled, element)))
    elif filled:
        style = "numbered" if element.tag == "ol" else "bulleted"
        walker.add(("list", {"style": style, "items": [item.text for item in filled]}))
    for item in items:
        for block in item.others:
            walker.add(block)


def _items(walker: Walker, element: etree._Element) -> list[_Item]:
    """Text that stands in a list but in no item is an item too."""
    items = _loose(element.text)
    for child in element:
        if is_element(child):
            _add_child(walker, items, child)
        elif isinstance(child, etree._Comment):
            items.extend(_said_by_comment(walker, child))
        items.extend(_loose(child.tail))
    return items


def _add_child(walker: Walker, items: list[_Item], child: etree._Element) -> None:
    if child.tag == "li":
        items.append(_item(walker, child))
    elif child.tag in ("ul", "ol"):
        _hang_under_last(items, _item(walker, _wrapped(child)))
    else:
        items.append(_item(walker, _wrapped(child)))


def _said_by_comment(walker: Walker, comment: etree._Comment) -> list[_Item]:
    """Social icons are lines of a list whose words stand in comments."""
    found = gutenberg.blocks_of_comment(comment.text or "", walker.context)
    rich, others = rich_of(found)
    return [_Item(inline_of(rich), others=others)] if found else []


def _own_counting(element: etree._Element) -> str:
    """Attributes of an <ol> that does not count 1, 2, 3, which our own list cannot say; '' for all others."""
    if element.tag != "ol":
        return ""
    styled = _STYLE.search(element.get("style") or "")
    kind = COUNTING.get(styled.group(1).lower(), "") if styled else element.get("type", "")
    start = (element.get("start") or "1").strip()
    said = f' start="{start}"' if _START.match(start) and start != "1" else ""
    said += " reversed" if element.get("reversed") is not None else ""
    return said + (f' type="{kind}"' if kind in COUNTING.values() else "")


def _loose(text: str | None) -> list[_Item]:
    found = fold(text or "")
    return [_Item(escape(found, quote=False))] if found else []


def _wrapped(child: etree._Element) -> etree._Element:
    """A child that is no <li>, as if it stood in one (WordPress writers nest <ul> straight in <ul>)."""
    holder = etree.Element("li")
    copied = etree.fromstring(etree.tostring(child, with_tail=False), etree.XMLParser(resolve_entities=False))
    holder.append(copied)
    return holder


def _hang_under_last(items: list[_Item], item: _Item) -> None:
    if items:
        items[-1].nested += item.nested
        items[-1].others.extend(item.others)
    else:
        items.append(item)


def _item(walker: Walker, element: etree._Element) -> _Item:
    item = _Item()
    parts = []
    for block in walker.blocks_of(element):
        name, value = block
        if name == "text" and ("<ul>" in value or "<ol>" in value):
            cut = min(at for at in (value.find("<ul>"), value.find("<ol>")) if at >= 0)
            parts.append(value[:cut])
            item.nested += value[cut:]
        elif name in ("text", "list"):
            rich, _none = rich_of([block])
            if name == "list":
                item.nested += rich
            else:
                parts.append(rich)
        elif name == "heading":
            parts.append(f"<p><b>{value['text']}</b></p>")
        else:
            item.others.append(block)
    item.text = inline_of("".join(parts))
    return item


def _as_html(items: list[_Item], element: etree._Element, attributes: str = "") -> str:
    tag = "ol" if element.tag == "ol" else "ul"
    lines = "".join(f"<li>{item.text}{item.nested}</li>" for item in items)
    return f"<{tag}{attributes}>{lines}</{tag}>"


@handles("dl")
def definitions(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    if element.find(".//img") is not None or has_class(element, "gallery-item", "wp-caption"):
        from broadsheet.ingest.bodies.figures import captioned

        captioned(walker, element)
    elif text_content(element):
        markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        walker.add(("markup", {"html": clean_markup(markup).strip()}))
        for code in element.iter(left_codes.ELEMENT):
            walker.add(left_codes.block_of(code))
