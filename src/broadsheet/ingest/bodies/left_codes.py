"""Shortcodes nobody here understands: a block that editors see and readers do not, where the code stood."""

from __future__ import annotations

from html import escape

from lxml import etree

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.walk import Walker, handles
from broadsheet.ingest.records import Block

ELEMENT = "left-code"


def as_element(name: str, code: str, context: Context) -> str:
    """The element that stands for a code until the HTML is read; brackets in it are no more codes."""
    context.codes.setdefault(name, []).append(code)
    written = escape(code).replace("[", "&#91;").replace("]", "&#93;")
    return f'<{ELEMENT} code="{written}"></{ELEMENT}>'


def block_of(element: etree._Element) -> Block:
    return ("shortcode", {"code": element.get("code") or ""})


@handles(ELEMENT)
def left_code(walker: Walker, element: etree._Element) -> None:
    walker.aside(block_of(element))
    walker.walk(element)
