"""Writes a feed as RSS 2.0, after the RSS Advisory Board's profile, with Atom links, Dublin Core and Media RSS."""

from datetime import datetime
from email.utils import format_datetime

from django.utils.html import escape
from lxml import etree

from broadsheet.feeds.documents import Document
from broadsheet.feeds.entries import Entry, exact
from broadsheet.feeds.markup import (
    ATOM,
    CONTENT,
    DC,
    GENERATOR,
    NAMESPACES,
    XHTML,
    Element,
    add,
    add_about,
    add_links,
    add_person,
    add_picture,
    add_way_in,
    scheme_of,
    written,
)

UNKNOWN_LENGTH = "0"
"""Of a file that is only made when somebody asks for it, as the profile has it; validators accept no other word for it.

Told once the file is there, it would change every feed that shows the picture, and have all subscribers sent the same
stories again.
"""


def write_rss(document: Document) -> bytes:
    """The document as RSS 2.0."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={**NAMESPACES, "atom": ATOM, "content": CONTENT})
    channel = add(root, "", "channel")
    add(channel, "", "title", document.title)
    add(channel, "", "link", document.home)
    add(channel, "", "description", escape(document.description))
    add(channel, "", "language", document.language)
    add(channel, "", "copyright", document.paper.copyright)
    add(channel, "", "lastBuildDate", _date(document.updated))
    add(channel, "", "generator", GENERATOR)
    add(channel, "", "docs", "https://www.rssboard.org/rss-specification")
    add_links(channel, document)
    add_about(channel, document)
    for entry in document.entries:
        _add_item(channel, document, entry)
    return written(root)


def _add_item(channel: Element, document: Document, entry: Entry) -> None:
    item = add(channel, "", "item")
    way, description = add_way_in(item, document, entry), escape(entry.summary)
    if description != entry.summary:
        add(way, XHTML, "p", entry.summary)  # a browser would show the description's own escapes
    add(item, "", "title", entry.title)
    add(item, "", "link", entry.url)
    add(item, "", "guid", entry.key, isPermaLink="false")
    add(item, "", "pubDate", _date(entry.published))
    add(item, ATOM, "updated", exact(entry.updated))
    _add_authors(item, entry)
    _add_categories(item, entry)
    add(item, DC, "language", entry.language)
    if entry.summary or not entry.html:
        add(item, "", "description", description)
    if entry.html:
        add(item, CONTENT, "encoded", entry.html)
    if entry.picture:
        add(
            item,
            "",
            "enclosure",
            url=entry.picture.url,
            length=UNKNOWN_LENGTH,
            type=entry.picture.media_type,
        )
        add_picture(item, entry.picture)


def _add_authors(item: Element, entry: Entry) -> None:
    """Their names as all feed readers look for them, which have no room for an address; then name and address.

    An atom:author would say it in one, but validators allow an item one alone, and feed readers that know both would
    name everybody twice.
    """
    for author in entry.authors:
        add(item, DC, "creator", author.name)
    for author in entry.authors:
        add_person(item, "contributor", author.name, author.url)


def _add_categories(item: Element, entry: Entry) -> None:
    if entry.section:
        add(item, "", "category", entry.section.name, domain=scheme_of("sections"))
    for topic in entry.topics:
        add(item, "", "category", topic.name, domain=scheme_of("topics"))
    if entry.kind_label:
        add(item, "", "category", entry.kind_label, domain=scheme_of("kinds"))


def _date(moment: datetime) -> str:
    """RFC 822 with four digits of the year."""
    return format_datetime(moment)
