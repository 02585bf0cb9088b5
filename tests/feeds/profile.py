"""What the specifications of feeds ask for and no schema can say. Each function returns what is wrong, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
ARCHIVE_LINKS = {"current", "prev-archive", "next-archive"}
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
MARKUP = re.compile(r"<[a-z/!]", re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
HARMFUL = ("script", "style", "iframe", "object", "embed", "form", "link", "meta", "base")


def is_complete(address: str) -> bool:
    """Whether it is a complete web address in ASCII (RFC 3986)."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and address.isascii() and " " not in address


def mistakes_in_html(html: str) -> Iterator[str]:
    """RSS Advisory Board and Atom 3.1.1.3: what stands in a feed must make sense away from its page, and do no harm."""
    if FORBIDDEN.search(html):
        yield "the content has control characters"
    if not html.strip():
        yield "the content is empty"
        return
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in tree.iter(etree.Element):
        if element.tag in HARMFUL:
            yield f"the content has <{element.tag}>"
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "class", "id"):
                yield f"the content has the attribute {name}"
            if name in ("href", "src", "cite") and urlsplit(value).scheme not in SAFE_SCHEMES:
                yield f"the content has the address {value}"


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _mistakes_in_links(links: list[etree._Element], is_archive: bool) -> Iterator[str]:
    """RFC 5005 section 4, WebSub section 4."""
    relations = Counter(link.get("rel") for link in links)
    if relations["self"] != 1:
        yield f"{relations['self']} links to itself"
    if relations["hub"] and is_archive:
        yield "an older page names a hub"
    if is_archive and relations["current"] != 1:
        yield "an older page does not lead to the newest"
    if not is_archive and (relations["current"] or relations["next-archive"]):
        yield "the head leads to what is newer"
    for relation in ARCHIVE_LINKS:
        if relations[relation] > 1:
            yield f"{relation} twice"
    yield from (f"{link.get('href')} is no complete address" for link in links if not is_complete(link.get("href", "")))


def _mistakes_in_media(entry: etree._Element) -> Iterator[str]:
    for content in entry.iter(f"{MEDIA}content"):
        if not is_complete(content.get("url", "")):
            yield "a picture has no complete address"
        if not (content.get("width", "").isdecimal() and content.get("height", "").isdecimal()):
            yield "a picture has no size"


def mistakes_in_rss(root: etree._Element) -> list[str]:
    """RSS 2.0 by the Advisory Board's profile."""
    channel = root[0]
    links = channel.findall(f"{ATOM}link")
    said = list(_mistakes_in_links(links, channel.find(f"{HISTORY}archive") is not None))
    items = channel.findall("item")
    said += [f"guid {guid} twice" for guid in _repeated(item.findtext("guid", "") for item in items)]
    for parent in (channel, *items):
        said += [] if is_complete(parent.findtext("link", "")) else ["a link that is no complete address"]
        said += [] if parent.findtext("title", "").strip() else ["an empty title"]
    for moment in (*channel.iter("pubDate"), *channel.iter("lastBuildDate")):
        said += [] if parsedate_to_datetime(moment.text or "").tzinfo else [f"{moment.text} has no time zone"]
    for item in items:
        description = item.findtext("description")
        said += ["a description with markup of its own"] if description and MARKUP.search(description) else []
        html = item.findtext(f"{CONTENT}encoded")
        said += mistakes_in_html(html) if html is not None else []
        said += _mistakes_in_media(item)
    return said


def mistakes_in_atom(root: etree._Element) -> list[str]:
    """RFC 4287: the musts and shoulds beside the schema's."""
    entries = root.findall(f"{ATOM}entry")
    said = list(_mistakes_in_links(_links_beside(root), root.find(f"{HISTORY}archive") is not None))
    said += [f"id {one} twice" for one in _repeated(entry.findtext(f"{ATOM}id", "") for entry in entries)]
    for parent in (root, *entries):
        alternates = [link for link in parent.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        said += [] if len(alternates) == 1 else [f"{len(alternates)} alternates"]
        said += [] if parent.findtext(f"{ATOM}title", "").strip() else ["an empty title"]
        said += (
            [] if LANGUAGE.fullmatch(parent.get("{http://www.w3.org/XML/1998/namespace}lang", "")) else ["no language"]
        )
    for moment in (*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")):
        said += [] if datetime.fromisoformat(moment.text or "").tzinfo else [f"{moment.text} has no time zone"]
    for entry in entries:
        if entry.findtext(f"{ATOM}updated", "") < entry.findtext(f"{ATOM}published", ""):
            said.append("changed before it was published")
        for content in entry.findall(f"{ATOM}content"):
            said += mistakes_in_html(content.text or "")
        said += _mistakes_in_media(entry)
    return said


def _links_beside(root: etree._Element) -> list[etree._Element]:
    return [link for link in root.findall(f"{ATOM}link") if link.get("rel") != "alternate"]


def mistakes_in_json(feed: dict[str, Any]) -> list[str]:
    """JSON Feed 1.1 beside the schema."""
    said = [f"id {one} twice" for one in _repeated(item["id"] for item in feed["items"])]
    addresses = [feed["home_page_url"], feed["feed_url"], feed.get("next_url"), *(i.get("url") for i in feed["items"])]
    said += [f"{one} is no complete address" for one in addresses if one is not None and not is_complete(one)]
    for item in feed["items"]:
        said += mistakes_in_html(item["content_html"]) if "content_html" in item else []
        said += [] if item["date_modified"] >= item["date_published"] else ["changed before it was published"]
    return said
