"""Writes a feed as Atom 1.0 (RFC 4287) with archived pages (RFC 5005) and Media RSS."""

from django.templatetags.static import static
from lxml import etree

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.documents import Document
from broadsheet.feeds.entries import Entry, exact
from broadsheet.feeds.markup import (
    ATOM,
    GENERATOR,
    LANG,
    NAMESPACES,
    Element,
    add,
    add_about,
    add_links,
    add_person,
    add_picture,
    add_way_in,
    paper_element,
    scheme_of,
    written,
)


def write_atom(document: Document) -> bytes:
    """The document as Atom 1.0."""
    root = etree.Element(f"{{{ATOM}}}feed", {LANG: document.language}, nsmap=dict([*NAMESPACES.items(), (None, ATOM)]))  # type: ignore[list-item] # lxml: None is no prefix
    add(root, ATOM, "id", document.channel.urn)
    add(root, ATOM, "title", document.title)
    add(root, ATOM, "subtitle", document.description)
    add(root, ATOM, "updated", exact(document.updated))
    add(root, ATOM, "link", rel="alternate", type="text/html", href=document.home)
    add_links(root, document)
    add_person(root, "author", *paper_element(document))
    add(root, ATOM, "icon", complete(static("reader/icon.svg")))
    add(root, ATOM, "rights", document.paper.copyright)
    add(root, ATOM, "generator", GENERATOR)
    add_about(root, document)
    for entry in document.entries:
        _add_entry(root, document, entry)
    return written(root)


def _add_entry(root: Element, document: Document, entry: Entry) -> None:
    element = add(root, ATOM, "entry")
    element.set(LANG, entry.language)
    add_way_in(element, document, entry)
    add(element, ATOM, "id", f"urn:uuid:{entry.key}")
    add(element, ATOM, "title", entry.title)
    add(element, ATOM, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.original_url:
        add(element, ATOM, "link", rel="canonical", href=entry.original_url)
    add(element, ATOM, "published", exact(entry.published))
    add(element, ATOM, "updated", exact(entry.updated))
    for author in entry.authors:
        add_person(element, "author", author.name, author.url)
    _add_categories(element, entry)
    if entry.summary:
        add(element, ATOM, "summary", entry.summary)
    if entry.html:
        add(element, ATOM, "content", entry.html, type="html")
    if entry.picture:
        add(element, ATOM, "link", rel="enclosure", type=entry.picture.media_type, href=entry.picture.url)
        add_picture(element, entry.picture)


def _add_categories(element: Element, entry: Entry) -> None:
    if entry.section:
        add(element, ATOM, "category", term=entry.section.name, scheme=scheme_of("sections"))
    for topic in entry.topics:
        add(element, ATOM, "category", term=topic.name, scheme=scheme_of("topics"))
    if entry.kind:
        add(element, ATOM, "category", term=entry.kind, scheme=scheme_of("kinds"), label=entry.kind_label)
