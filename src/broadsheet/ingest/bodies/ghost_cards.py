"""Cards that Ghost's editors write (classes kg-…), from an export or from the feed of a Ghost site."""

from __future__ import annotations

from html import escape

from lxml import etree

from broadsheet.ingest.bodies import figures, tables, text_blocks
from broadsheet.ingest.bodies.embeds import embed_of, embed_of_frame
from broadsheet.ingest.bodies.html_tree import has_class, text_content
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.bodies.walk import HANDLERS, Handler, Walker, handles, rich_of

TITLE_LIMIT = 600
"""Characters of a post from elsewhere that stand as its embed's title; a longer one is kept as text."""


def embed(walker: Walker, element: etree._Element) -> None:
    """An embed of a known host; else what its site's own markup says, and a link to it."""
    walker.flush()
    caption = _taken_text(element, "figcaption")
    address = _embedded(element)
    title = " ".join(filter(None, (element.get("data-title"), text_content(element))))
    if address and len(title) <= TITLE_LIMIT:
        walker.add(("embed", {"url": address, "title": title, "caption": caption}))
        return
    walker.container(element)
    link = safe_link(element.get("data-url"))
    if link and link not in walker.context.links:
        _add_link(walker, link, element.get("data-title") or link)
    if caption:
        _add_words(walker, caption)


def _embedded(element: etree._Element) -> str:
    frame = next(element.iter("iframe"), None)
    framed = embed_of_frame(frame.get("src")) if frame is not None else ""
    named = element.get("data-url") or ""
    links = (link.get("href") or "" for link in element.iter("a") if "/status/" in (link.get("href") or ""))
    return framed or embed_of_frame(named) or embed_of(named) or next(filter(None, map(embed_of, links)), "")


def bookmark(walker: Walker, element: etree._Element) -> None:
    """A link under the title of what it leads to, with what was said of it."""
    walker.flush()
    caption = _taken_text(element, "figcaption")
    link = next(element.iter("a"), None)
    address = safe_link(link.get("href")) if link is not None else ""
    parts = [_part(element, f"kg-bookmark-{name}") for name in ("title", "description", "author", "publisher")]
    title, description, *credit = parts
    if not title and not description:
        walker.container(element)
    else:
        rich = f"<b>{_linked(walker, address, title or address)}</b>"
        lines = [rich, escape(description, quote=False), escape(" · ".join(filter(None, credit)), quote=False)]
        walker.add(("text", f"<p>{'<br/>'.join(filter(None, lines))}</p>"))
    if caption:
        _add_words(walker, caption)


def _part(element: etree._Element, name: str) -> str:
    return next((text_content(node) for node in element.iter("div", "span") if has_class(node, name)), "")


def callout(walker: Walker, element: etree._Element) -> None:
    """An info box that begins with its emoji; where its text holds what a box cannot, its parts follow one another."""
    walker.flush()
    emoji = _part(element, "kg-callout-emoji")
    for node in [node for node in element.iter("div") if has_class(node, "kg-callout-emoji")]:
        tables.drop(node)
    _add_box(walker, "", element, emoji)


def product(walker: Walker, element: etree._Element) -> None:
    """Its picture, and an info box with its name, its stars and what is said of it."""
    walker.flush()
    _take_pictures(walker, element)
    title = ""
    for node in [node for node in element.iter("h2", "h3", "h4") if has_class(node, "kg-product-card-title")]:
        title = text_content(node)
        tables.drop(node)
    _add_box(walker, title, element)


def call_to_action(walker: Walker, element: etree._Element) -> None:
    """An appeal with its button; the label of an advertisement is its title."""
    walker.flush()
    _take_pictures(walker, element)
    label = _part(element, "kg-cta-sponsor-label")
    for node in [node for node in element.iter("div") if has_class(node, "kg-cta-sponsor-label")]:
        tables.drop(node)
    _add_box(walker, label, element)


def _add_box(walker: Walker, title: str, element: etree._Element, emoji: str = "") -> None:
    blocks = walker.blocks_of(element)
    rich, others = rich_of(blocks)
    if emoji and rich.startswith("<p>"):
        rich = f"<p>{escape(emoji, quote=False)} {rich.removeprefix('<p>')}"
    if rich and not others and len(title) <= text_blocks.HEADING_LIMIT:
        walker.add(("info_box", {"title": title, "text": rich}))
        return
    if title:
        walker.add(("text", f"<p><b>{escape(title, quote=False)}</b></p>"))
    for block in blocks:
        walker.add(block)


def _take_pictures(walker: Walker, element: etree._Element) -> None:
    for node in list(element.iter("img")):
        if block := figures.picture(walker, node):
            walker.add(block)
        tables.drop(node)


def toggle(walker: Walker, element: etree._Element) -> None:
    """What the reader had to open, as <details> has it."""
    heading = next((node for node in element.iter() if has_class(node, "kg-toggle-heading-text")), None)
    content = next((node for node in element.iter("div") if has_class(node, "kg-toggle-content")), None)
    if heading is None or content is None:
        walker.container(element)
        return
    details = etree.Element("details")
    summary = etree.SubElement(details, "summary")
    summary.text = text_content(heading)
    details.append(content)
    text_blocks.details(walker, details)


def file(walker: Walker, element: etree._Element) -> None:
    """A file under its title, then its caption."""
    walker.flush()
    link = next((node for node in element.iter("a") if safe_link(node.get("href"))), None)
    title, caption = _part(element, "kg-file-card-title"), _part(element, "kg-file-card-caption")
    if link is None:
        walker.container(element)
        return
    figures.add_file(walker, safe_link(link.get("href")), title or text_content(link))
    if caption:
        _add_words(walker, caption)


def sound(walker: Walker, element: etree._Element) -> None:
    """Sound or film; its title or caption is the file's."""
    walker.flush()
    title = _part(element, "kg-audio-title") or _taken_text(element, "figcaption")
    found = next(element.iter("audio", "video"), None)
    address = figures.film_address(found) if found is not None else ""
    if not figures.add_file(walker, address, title) and title:
        _add_words(walker, title)


def _taken_text(element: etree._Element, tag: str) -> str:
    for node in list(element.iter(tag)):
        text = text_content(node)
        tables.drop(node)
        if text:
            return text
    return ""


def _linked(walker: Walker, address: str, label: str) -> str:
    text = escape(label, quote=False)
    if not address:
        return text
    walker.context.links.add(address)
    return f'<a href="{escape(address)}">{text}</a>'


def _add_link(walker: Walker, address: str, label: str) -> None:
    walker.add(("text", f"<p>{_linked(walker, address, label)}</p>"))


def _add_words(walker: Walker, text: str) -> None:
    walker.add(("text", f"<p>{escape(text, quote=False)}</p>"))


CARDS: dict[str, Handler] = {
    "kg-embed-card": embed,
    "kg-bookmark-card": bookmark,
    "kg-gallery-card": figures.gallery,
    "kg-callout-card": callout,
    "kg-product-card": product,
    "kg-cta-card": call_to_action,
    "kg-toggle-card": toggle,
    "kg-file-card": file,
    "kg-audio-card": sound,
    "kg-video-card": sound,
}


def _with_cards(otherwise: Handler) -> Handler:
    def handler(walker: Walker, element: etree._Element) -> None:
        names = (element.get("class") or "").split()
        card = next((CARDS[name] for name in names if name in CARDS), otherwise)
        card(walker, element)

    return handler


for _tag in ("div", "section", "figure"):
    handles(_tag)(_with_cards(HANDLERS[_tag]))
