"""RSS 0.9x, 1.0 (RDF) and 2.0, and Atom 1.0 (RFC 4287), entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin

from lxml import etree

from broadsheet.ingest.parsers.feed_entries import FeedEntry, FeedHead, moment_of, name_of
from broadsheet.ingest.parsers.packed import PackedFile
from broadsheet.ingest.parsers.safe_xml import Dialect, XmlStream, line_of, local_name, namespace
from broadsheet.ingest.parsers.wxr_items import plain, text_of

FEED = Dialect(
    "feed",
    roots=("rss", "RDF", "feed"),
    parents=("channel", "RDF", "feed"),
    watched=("item", "entry", "title", "link", "language", "author", "wxr_version"),
)
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
DUBLIN_CORE = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BODIES = {("encoded", CONTENT), ("content", ATOM), ("body", "http://www.w3.org/1999/xhtml")}


def read_xml_feed(file: PackedFile) -> Iterator[FeedHead | FeedEntry]:
    """The head as soon as, and whenever, something new of it is known; every entry. Raises ImportRefused."""
    stream = XmlStream(file, file.label, FEED)
    head = FeedHead()
    for element in stream.elements():
        if local_name(element) == "wxr_version":
            raise stream.refuse("this is a WordPress export: bring it in with “import wordpress”", line_of(element))
        if local_name(element) in ("item", "entry"):
            yield _entry(element)
        elif namespace(element) not in (MEDIA, ITUNES):
            _read_head(element, head)
            yield head


def _read_head(element: etree._Element, head: FeedHead) -> None:
    name = local_name(element)
    if name == "title":
        head.title = head.title or plain(text_of(element))
    elif name == "link":
        is_page = element.get("rel", "alternate") == "alternate"
        head.link = head.link or ((element.get("href") or text_of(element)).strip() if is_page else "")
    elif name == "language":
        head.language = text_of(element).strip()
    elif name == "author" and namespace(element) == ATOM:
        head.authors.update(_person(element))
    root = element.getroottree().getroot()
    head.language = head.language or (root.get(XML_LANG) or "").strip()


def _entry(element: etree._Element) -> FeedEntry:
    entry = FeedEntry(line_of(element), language=(element.get(XML_LANG) or "").strip())
    entry.base = _base(element)
    entry.id = (element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "").strip()
    for child in element:
        if isinstance(child.tag, str):
            _read_part(entry, child)
    for part in element.iter(f"{{{MEDIA}}}content", f"{{{MEDIA}}}thumbnail"):
        _read_medium(entry, part)
    entry.link = urljoin(entry.base, entry.link) if entry.link else _permalink(element, entry.id)
    return entry


def _permalink(element: etree._Element, key: str) -> str:
    """RSS: a guid is the address, unless it says it is not."""
    guid = element.find("guid")
    is_link = guid is not None and (guid.get("isPermaLink") or "true") == "true"
    return key if is_link and key.startswith(("http://", "https://")) else ""


def _base(element: etree._Element) -> str:
    found: list[str] = []
    current: etree._Element | None = element
    while current is not None:
        found.append(current.get(XML_BASE) or "")
        current = current.getparent()
    base = ""
    for part in reversed(found):
        base = urljoin(base, part.strip()) if part else base
    return base


def _read_part(entry: FeedEntry, part: etree._Element) -> None:
    name, space = local_name(part), namespace(part)
    if (name, space) in BODIES:
        entry.body = _markup(part) or entry.body
    elif space in (MEDIA, ITUNES):
        if name == "image" and part.get("href"):
            entry.pictures.append((part.get("href") or "", ""))
        elif name == "author" and not entry.authors:
            entry.authors[name_of(text_of(part))] = ""
    elif name in ("author", "creator"):
        entry.authors.update(_person(part))
    else:
        _read_field(entry, name, space, part)
    entry.authors.pop("", None)


def _read_field(entry: FeedEntry, name: str, space: str, part: etree._Element) -> None:
    if name in ("guid", "id"):
        entry.id = text_of(part).strip()
    elif name == "title" and not entry.title:
        entry.title = _markup(part) if part.get("type") in ("html", "xhtml") else _plain_or_html(part, space)
    elif name in ("description", "summary"):
        entry.summary = entry.summary or _markup(part)
    elif name == "link":
        _read_link(entry, part)
    elif name in ("category", "subject"):
        label = plain(part.get("label") or text_of(part) or part.get("term") or "")
        entry.categories.extend([label] if label else [])
    elif name in ("pubDate", "published", "issued") or (name in ("date", "created") and space in DUBLIN_CORE):
        entry.published = entry.published or moment_of(text_of(part))
    elif name in ("updated", "modified"):
        entry.updated = moment_of(text_of(part))
        entry.published = entry.published or entry.updated
    elif name == "enclosure":
        _add_file(entry, part.get("url") or "", part.get("type") or "", "")


def _plain_or_html(part: etree._Element, space: str) -> str:
    """RSS titles hold HTML or not, nobody knows; Atom's are plain text unless they say otherwise."""
    return escape(text_of(part), quote=False) if space == ATOM else text_of(part)


def _read_link(entry: FeedEntry, part: etree._Element) -> None:
    address = (part.get("href") or text_of(part)).strip()
    kind = part.get("rel") or "alternate"
    if kind == "alternate":
        entry.link = entry.link or address
    elif kind == "enclosure":
        _add_file(entry, address, part.get("type") or "", part.get("title") or "")


def _read_medium(entry: FeedEntry, part: etree._Element) -> None:
    kind = part.get("type") or part.get("medium") or ("image" if local_name(part) == "thumbnail" else "")
    words = [text_of(child) for child in part if local_name(child) in ("description", "title")]
    _add_file(entry, part.get("url") or "", kind, next(filter(None, words), ""))


def _add_file(entry: FeedEntry, address: str, kind: str, title: str) -> None:
    if kind.startswith("image"):
        entry.pictures.append((address.strip(), title))
    elif kind.startswith(("audio", "video")):
        entry.files.append((address.strip(), plain(title)))


def _person(part: etree._Element) -> dict[str, str]:
    """Atom's authors have a name and an address of their own; RSS's are a line of text."""
    name = next((text_of(child) for child in part if local_name(child) == "name"), "")
    address = next((text_of(child).strip() for child in part if local_name(child) == "uri"), "")
    found = name_of(name or text_of(part))
    return {found: address} if found else {}


def _markup(part: etree._Element) -> str:
    """A text as HTML: Atom says what it is; RSS means HTML, whether written as text or as elements."""
    kind = (part.get("type") or "").lower()
    if len(part):
        inner = part[0] if len(part) == 1 and local_name(part[0]) == "div" else part
        return escape(inner.text or "", quote=False) + "".join(_as_html(child) for child in inner)
    text = part.text or ""
    if namespace(part) == ATOM and kind in ("", "text", "text/plain"):
        return f"<p>{escape(text, quote=False)}</p>" if text.strip() else ""
    return text


def _as_html(element: etree._Element) -> str:
    """XHTML without its namespace."""
    for node in element.iter():
        if isinstance(node.tag, str):
            node.tag = local_name(node)
    etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="unicode", method="html")
