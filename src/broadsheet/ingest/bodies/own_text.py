"""Rich text in the paper's own form, as its export writes it and its import takes it back letter for letter.

Links are symbolic: ``href="/news/ferry/"`` is a page of the paper, ``href="files/report.pdf"`` one of its files;
``linktype="url"`` before the href says that an address is nothing but an address. Any other text is not trusted, and
goes through the converter that every foreign body goes through.
"""

from __future__ import annotations

import re
from html import unescape

from broadsheet.ingest.bodies.links import safe_link

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: linktype=\"url\")?(?: href=\"([^\"<>]*)\")?)(/?)>")
_PAIRED = frozenset({"p", "b", "i", "sub", "sup", "s", "code", "ul", "ol", "li", "a", "h2", "h3", "h4", "h5", "h6"})
_SINGLE = frozenset({"br", "hr"})


class OwnText(str):
    """Rich text that needs no conversion. Made by `own_text` only."""

    __slots__ = ()


class OwnComment(str):
    """A reader's comment as the paper kept it: cleaned again when it comes back, but not converted."""

    __slots__ = ()


def own_text(markup: str) -> OwnText | None:
    """The text if it is nothing but well-formed elements that rich text has, and safe addresses; else None."""
    open_tags: list[str] = []
    end = 0
    for match in _TAG.finditer(markup):
        if "<" in markup[end : match.start()] or not _is_fine(match, open_tags):
            return None
        end = match.end()
    return None if open_tags or "<" in markup[end:] else OwnText(markup)


def _is_fine(match: re.Match[str], open_tags: list[str]) -> bool:
    closing, tag, attributes, address, single = match.groups()
    if single:
        return tag in _SINGLE and not closing and not attributes
    if tag not in _PAIRED:
        return False
    if closing:
        return not attributes and bool(open_tags) and open_tags.pop() == tag
    if attributes and not (tag == "a" and _may_lead(address)):
        return False
    open_tags.append(tag)
    return True


def _may_lead(address: str | None) -> bool:
    plain = unescape(address or "")
    return plain.startswith("#") or bool(safe_link(plain))
