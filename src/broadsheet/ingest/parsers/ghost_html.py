"""HTML as Ghost renders it: what is no part of the story (players' buttons, sizes of files, forms, gated parts) goes.

Feeds of Ghost sites carry the same HTML.
"""

from __future__ import annotations

import re

from lxml import etree

from broadsheet.ingest.bodies.html_tree import TooDeepError, has_class, parse, text_content
from broadsheet.ingest.bodies.tables import drop
from broadsheet.ingest.parsers.ghost_cards import QUOTED, Notes
from broadsheet.ingest.parsers.markup import inner_html

_GATED = re.compile(
    r"<!--\s*kg-gated-block:begin\b(?P<rule>.*?)-->(?P<part>.*?)<!--\s*kg-gated-block:end\s*-->", re.DOTALL
)
_PARTS = ("kg-audio-player", "kg-video-player", "kg-file-card-metadata", "kg-file-card-icon", "kg-signup-card")
PLAYER = ("kg-audio-player", "kg-audio-player-container", "kg-video-player-container", "kg-video-overlay")
OF_FILES = ("kg-file-card-filename", "kg-file-card-filesize", "kg-file-card-icon")


def tidied(html: str, notes: Notes) -> str:
    """The HTML without those parts; untouched, and quickly so, when it has none of them."""
    html = _GATED.sub(lambda match: _gated(match, notes), html)
    if not any(part in html for part in _PARTS):
        return html
    try:
        tree = parse(html)
    except (TooDeepError, RecursionError):
        return html
    for element in list(tree.iter("div", "span", "svg", "button")):
        if has_class(element, "kg-signup-card"):
            notes.add(f"a form to sign up was left out: {text_content(element)[:QUOTED]}")
            drop(element)
        elif has_class(element, *PLAYER, *OF_FILES):
            _drop_controls(element)
    return inner_html(tree)


def _gated(match: re.Match[str], notes: Notes) -> str:
    if "nonMember:false" not in match["rule"].replace(" ", ""):
        return match["part"]
    notes.add("a part that only members saw was left out")
    return ""


def _drop_controls(element: etree._Element) -> None:
    """A video's own element may stand among its controls; it stays."""
    if element.getparent() is None:
        return
    if element.find(".//video") is None and element.find(".//audio") is None:
        drop(element)
