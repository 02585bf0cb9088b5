"""What RSS and Atom are both written with: namespaces, elements, and what a browser shows of a feed.

A browser shows XML by a stylesheet. The page's words (what this is, how to follow it) and its links are XHTML within
the feed, in places where both formats allow what is not theirs; feed readers pass over it.
"""

from collections.abc import Iterator

from django.conf import settings
from django.templatetags.static import static
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from lxml import etree

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.documents import Document
from broadsheet.feeds.entries import Entry
from broadsheet.feeds.pictures import Picture
from broadsheet.lib.languages import text_direction
from broadsheet.newsroom.feed_addresses import FORMATS, FeedFormat

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
XHTML = "http://www.w3.org/1999/xhtml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMESPACES = {"dc": DC, "fh": HISTORY, "media": MEDIA, "h": XHTML}
GENERATOR = "Broadsheet"

Element = etree._Element


def add(parent: Element, namespace: str, name: str, text: str = "", **attributes: str) -> Element:
    """Append an element; ``namespace`` is empty for RSS's own. Attributes without a value are left out."""
    tag = f"{{{namespace}}}{name}" if namespace else name
    child = etree.SubElement(parent, tag, {key: value for key, value in attributes.items() if value})
    child.text = text or None
    return child


def written(root: Element) -> bytes:
    """The document with the stylesheets a browser shows it by."""
    for sheet in (static("reader/css/reader.css"), "/paper.css", static("feeds/feed.css")):
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{sheet}"'))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")


def links_of(document: Document) -> Iterator[tuple[str, str, str]]:
    """``(relation, address, media type)`` of the documents and services beside this one (RFC 4287, 5005, WebSub)."""
    form = document.form
    yield "self", document.own, form.media_type
    if document.hub:
        yield "hub", iri_to_uri(document.hub), ""
    if document.is_archive:
        yield "current", document.current, form.media_type
    if document.older_url:
        yield "prev-archive", document.older_url, form.media_type
    if document.newer_url:
        yield "next-archive", document.newer_url, form.media_type
    if document.previous_url:
        yield "first", document.current, form.media_type
        yield "previous", document.previous_url, form.media_type
    if document.next_url:
        yield "next", document.next_url, form.media_type


def add_links(parent: Element, document: Document) -> None:
    """The same as Atom links, which RSS carries too (RFC 5005 appendix B)."""
    for relation, address, media_type in links_of(document):
        add(parent, ATOM, "link", rel=relation, href=address, type=media_type)
    if document.is_archive:
        add(parent, HISTORY, "archive")
    if document.is_complete:
        add(parent, HISTORY, "complete")


def add_person(parent: Element, part: str, name: str, address: str) -> None:
    """Somebody with name and address, as ``author`` or ``contributor`` (RFC 4287, section 3.2)."""
    person = add(parent, ATOM, part)
    add(person, ATOM, "name", name)
    add(person, ATOM, "uri", address)


def add_picture(parent: Element, picture: Picture) -> None:
    """The picture as Media RSS, with its alternative text as title, its caption and its credit."""
    size = {"width": str(picture.width), "height": str(picture.height)}
    content = add(parent, MEDIA, "content", url=picture.url, medium="image", type=picture.media_type, **size)
    for name, text in (("title", picture.alt), ("description", picture.caption)):
        if text:
            add(content, MEDIA, name, text, type="plain")
    if picture.credit:
        add(content, MEDIA, "credit", picture.credit, role="photographer", scheme="urn:ebu")


def scheme_of(what: str) -> str:
    """The identifier of a set of categories: ``sections``, ``topics`` or ``kinds``."""
    return complete(f"/feeds/#{what}")


# In a browser


def add_about(parent: Element, document: Document) -> None:
    """What a person sees before the entries: whose feed this is, what it is for, its address, and where to go on."""
    about = add(parent, XHTML, "div", **{"data-preset": document.paper.preset})
    _mark_language(about, document.language)
    _add_link(add(about, XHTML, "p", **{"class": "wordmark"}), complete("/"), document.paper.name)
    add(about, XHTML, "h1", document.channel.name or _("All stories"))
    what = _(
        "This is a feed. Give its address to a feed reader, and new stories come to you by themselves, without an "
        "account and without anybody watching what you read."
    )
    add(about, XHTML, "p", what)
    add(about, XHTML, "code", document.current)
    ways = add(about, XHTML, "p", **{"class": "ways"})
    _add_link(ways, document.home, _("Read these stories on the site"))
    for form in FORMATS:
        if form is not document.form:
            _add_link(ways, _in_format(document, form), form.name)
    _add_link(ways, complete("/feeds/"), _("All feeds"))


def _in_format(document: Document, form: FeedFormat) -> str:
    return complete(form.address(document.channel.address)) + document.query


def add_way_in(parent: Element, document: Document, entry: Entry) -> Element:
    """An entry's headline as a link a person can follow."""
    way = add(parent, XHTML, "div")
    if entry.language != document.language:
        _mark_language(way, entry.language)
    _add_link(way, entry.url, entry.title)
    return way


def _mark_language(element: Element, language: str) -> None:
    element.set(LANG, language)
    element.set("dir", text_direction(language.lower()))


def _add_link(parent: Element, address: str, text: str) -> None:
    add(parent, XHTML, "a", text, href=address)


def paper_element(document: Document) -> tuple[str, str]:
    """The paper as an author: its name and address."""
    return document.paper.name, settings.PAPER.address + "/"
