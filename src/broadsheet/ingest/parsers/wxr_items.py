"""One <item> of a WordPress export as a plain object: texts, metadata and terms, whatever the export's version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from lxml import etree

from broadsheet.ingest.parsers.safe_xml import line_of, local_name, namespace

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"\s+")
PRIVATE = frozenset({"comment_author_email", "comment_author_IP", "comment_agent", "comment_user_id", "commentmeta"})
"""Of a comment, what its writer never showed to readers; it is not even read."""


@dataclass(slots=True)
class ItemTerm:
    domain: str
    slug: str
    name: str
    is_guess: bool = False  # the slug was made from the name


@dataclass(slots=True)
class WxrItem:
    """`fields` maps local names ('title', 'post_id', 'creator', …) to text; 'content' and 'excerpt' are the bodies."""

    line: int | None
    fields: Mapping[str, str]
    meta: Mapping[str, str]
    terms: list[ItemTerm] = field(default_factory=list)
    comments: list[tuple[int | None, dict[str, str]]] = field(default_factory=list)  # line, fields
    is_too_long: bool = False

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def key(self) -> str:
        return self.get("post_id").strip()

    @property
    def type(self) -> str:
        return self.get("post_type").strip() or "post"

    @property
    def status(self) -> str:
        return self.get("status").strip() or "publish"

    @property
    def creator(self) -> str:
        """The log-in of whoever wrote it. Hand-edited exports carry stray marks before it."""
        return self.get("creator").strip(" \t\r\n<>")

    @property
    def parent(self) -> str:
        """Number of the entry this one hangs under, '' for none."""
        number = self.get("post_parent").strip()
        return "" if number == "0" else number

    @property
    def order(self) -> int:
        number = self.get("menu_order").strip()
        return int(number) if number.isdecimal() and len(number) < 10 else 0

    def terms_of(self, domain: str) -> list[ItemTerm]:
        return [term for term in self.terms if term.domain == domain]


def text_of(element: etree._Element) -> str:
    """All text of a small element, its own markup (should an export hold any) left out."""
    return "".join(str(piece) for piece in element.itertext()) if len(element) else element.text or ""


def read_item(element: etree._Element, most_characters: int = 0) -> WxrItem:
    """Everything an <item> says. A body of more than ``most_characters``, where given, is not taken into memory."""
    fields: dict[str, str] = {}
    meta: dict[str, str] = {}
    item = WxrItem(line_of(element), fields, meta)
    if most_characters:
        item.is_too_long = _drop_long_bodies(element, most_characters)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        _read_child(item, fields, meta, child)
    if len(item.terms) > 1:
        item.terms = _without_doubles(item.terms)
    return item


def _drop_long_bodies(element: etree._Element, most_characters: int) -> bool:
    long = [
        child
        for child in element.iterchildren("{*}encoded")
        if float(str(child.xpath("string-length()"))) > most_characters
    ]
    for child in long:
        child.text = None
    return bool(long)


def _read_child(item: WxrItem, fields: dict[str, str], meta: dict[str, str], child: etree._Element) -> None:
    name = local_name(child)
    if name == "postmeta":
        pair = {local_name(part): text_of(part) for part in child if isinstance(part.tag, str)}
        meta.setdefault(pair.get("meta_key", ""), pair.get("meta_value", ""))
    elif name == "category":
        item.terms.append(_read_term(child))
    elif name == "comment":
        values = {local_name(part): text_of(part) for part in child if _is_public(part)}
        item.comments.append((line_of(child), values))
    elif name == "encoded":
        fields["excerpt" if "excerpt" in namespace(child) else "content"] = text_of(child)
    else:
        fields.setdefault(name, text_of(child))


def _is_public(part: etree._Element) -> bool:
    return isinstance(part.tag, str) and local_name(part) not in PRIVATE


def _without_doubles(terms: list[ItemTerm]) -> list[ItemTerm]:
    """Version 1.0 names every term twice, first without its slug."""
    named = {(term.domain, term.name) for term in terms if not term.is_guess}
    return [term for term in terms if not term.is_guess or (term.domain, term.name) not in named]


def _read_term(element: etree._Element) -> ItemTerm:
    name = plain(text_of(element))
    domain = element.get("domain") or "category"
    slug = readable_slug(element.get("nicename") or "")
    return ItemTerm({"tag": "post_tag"}.get(domain, domain), slug or name.lower().replace(" ", "-"), name, not slug)


def children_of(element: etree._Element) -> dict[str, str]:
    """Local name to text of an element's children (an author, a category, a tag)."""
    return {local_name(child): text_of(child) for child in element if isinstance(child.tag, str)}


def plain(markup: str) -> str:
    """One line of text: tags taken out, entities read, white space folded. A lone '<' stays."""
    return _SPACE.sub(" ", unescape(_TAG.sub("", markup))).strip()


def readable_slug(slug: str) -> str:
    """WordPress keeps non-Latin slugs percent-encoded; this is what they say."""
    try:
        return unquote(slug.strip(), errors="strict")
    except UnicodeDecodeError:
        return slug.strip()
