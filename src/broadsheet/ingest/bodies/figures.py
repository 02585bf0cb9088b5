"""Pictures, galleries, embeds, sound and film, and the captions that belong to them."""

from __future__ import annotations

import re
from html import escape

from lxml import etree

from broadsheet.ingest.bodies import faq, tables, text_blocks
from broadsheet.ingest.bodies.embeds import embed_of, embed_of_frame
from broadsheet.ingest.bodies.html_tree import has_class, text_content
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.bodies.walk import Walker, handles
from broadsheet.ingest.records import Block, MediaRef

_NUMBER = re.compile(r"(?:^|\s)wp-image-(\d+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
SIZES = (
    ("alignfull", "full"),
    ("kg-width-full", "full"),
    ("alignwide", "wide"),
    ("kg-width-wide", "wide"),
    ("alignleft", "side"),
    ("alignright", "side"),
)


@handles("img", "amp-img")
def image(walker: Walker, element: etree._Element) -> None:
    if block := picture(walker, element):
        walker.aside(block)


def picture(walker: Walker, element: etree._Element, caption: str = "") -> Block | None:
    """The picture block of an <img>; None where it shows nothing that could be kept (data: addresses, no source)."""
    address = next(
        filter(None, (safe_link(element.get(name)) for name in ("data-orig-file", "data-lazy-src", "data-src", "src"))),
        "",
    )
    if not address:
        if element.get("src"):
            walker.context.warn("a picture written into the text itself (data:) was left out")
        return None
    number = _NUMBER.search(element.get("class") or "")
    if not caption and walker.context.title_is_caption:
        caption = element.get("title") or ""
    value = {
        "photo": MediaRef(address, number.group(1) if number else element.get("data-id", "")),
        "caption": caption,
        "alt": (element.get("alt") or "").strip(),
        "size": _size(element),
    }
    return ("picture", value)


def _size(element: etree._Element) -> str:
    names: set[str] = set()
    current: etree._Element | None = element
    for _level in range(3):
        if current is not None:
            names.update((current.get("class") or "").split())
            current = current.getparent()
    return next((size for name, size in SIZES if name in names), "text")


@handles("figure")
def figure(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    if has_class(element, "wp-block-gallery") or len(list(element.iter("img"))) > 1:
        gallery(walker, element)
    elif has_class(element, "bs-gallery"):
        _gallery_by_number(walker, element)
    elif has_class(element, "bs-playlist"):
        _playlist(walker, element)
    elif (table := element.find(".//table")) is not None:
        tables.add_table(walker, table, _take_caption(element))
    elif has_class(element, "wp-block-embed") or any("embed" in name for name in (element.get("class") or "").split()):
        _embed(walker, element)
    elif (quoted := element.find(".//blockquote")) is not None:
        _quotation(walker, element, quoted)
    elif element.find(".//img") is not None:
        captioned(walker, element)
    elif element.find(".//audio") is not None or element.find(".//video") is not None:
        _captioned_film(walker, element)
    else:
        walker.container(element)


def _quotation(walker: Walker, element: etree._Element, quoted: etree._Element) -> None:
    if has_class(element, "wp-block-pullquote"):
        text_blocks.pull_quote(walker, quoted, text_blocks.take_source(element))
    else:
        walker.container(element)


def captioned(walker: Walker, element: etree._Element) -> None:
    """A picture with its caption; all other words in the frame are kept after it."""
    walker.flush()
    caption = _take_caption(element)
    found = next(element.iter("img", "amp-img"), None)
    block = picture(walker, found, caption) if found is not None else None
    if found is not None:
        tables.drop(found)
    if block:
        walker.add(block)
    elif caption:
        walker.add(("text", f"<p>{escape(caption, quote=False)}</p>"))
    walker.container(element)


def _take_caption(element: etree._Element) -> str:
    for node in [node for node in element.iter() if _is_caption(node)]:
        caption = text_content(node)
        tables.drop(node)
        if caption:
            return caption
    return ""


def _is_caption(node: etree._Element) -> bool:
    return node.tag == "figcaption" or has_class(node, "wp-caption-text", "wp-caption-dd")


def gallery(walker: Walker, element: etree._Element) -> None:
    walker.flush()
    title = _gallery_title(element)
    pictures = []
    for found in list(element.iter("img", "amp-img")):
        frame = _frame_of(found, element)
        block = picture(walker, found, _take_caption(frame) if frame is not None else "")
        if block:
            pictures.append({name: block[1][name] for name in ("photo", "caption", "alt")})
        tables.drop(found)
    _add_gallery(walker, title, pictures)
    walker.container(element)


def _gallery_title(element: etree._Element) -> str:
    for node in element.findall("figcaption"):
        title = text_content(node)
        tables.drop(node)
        return title
    return ""


def _frame_of(found: etree._Element, within: etree._Element) -> etree._Element | None:
    """The <figure>, <li> or <dl> around one picture of a gallery."""
    for parent in found.iterancestors("figure", "li", "dl"):
        return parent if parent is not within else None
    return None


def _add_gallery(walker: Walker, title: str, pictures: list[dict[str, object]]) -> None:
    if len(pictures) == 1:
        walker.add(("picture", {**pictures[0], "size": "text"}))
        if title:
            walker.add(("text", f"<p>{escape(title, quote=False)}</p>"))
    elif pictures:
        if len(title) > text_blocks.HEADING_LIMIT:
            walker.add(("text", f"<p>{escape(title, quote=False)}</p>"))
            title = ""
        walker.add(("gallery", {"title": title, "pictures": pictures}))


def _gallery_by_number(walker: Walker, element: etree._Element) -> None:
    """[gallery]: the pictures named, or all that hang under the story."""
    parent = element.get("data-parent") or walker.context.key
    excluded = set(_numbers(element, "data-except"))
    hanging = [one for one in walker.context.media.children_of(parent) if one.key not in excluded]
    wanted = [MediaRef(key=number) for number in _numbers(element, "data-ids")] or hanging
    if not wanted:
        walker.context.warn("a gallery names no pictures that the export holds")
    _add_gallery(walker, "", [{"photo": reference, "caption": "", "alt": ""} for reference in wanted])


def _playlist(walker: Walker, element: etree._Element) -> None:
    """[playlist]: a file for each sound or film named, or for those that hang under the story."""
    kind, most = element.get("data-kind") or "audio", element.get("data-most")
    wanted = [MediaRef(key=number) for number in _numbers(element, "data-ids")]
    wanted = wanted or list(walker.context.media.children_of(walker.context.key, kind))
    if not wanted:
        walker.context.warn("a player names no sound or film that the export holds")
    for reference in wanted[: 1 if most else None]:
        walker.add(("file", {"document": reference, "title": ""}))


def _numbers(element: etree._Element, name: str) -> list[str]:
    return [number.strip() for number in (element.get(name) or "").split(",") if number.strip().isdecimal()]


def _embed(walker: Walker, element: etree._Element) -> None:
    caption = _take_caption(element)
    frame = next(element.iter("iframe"), None)
    match = _ADDRESS.search(text_content(element))
    address = (embed_of_frame(frame.get("src")) if frame is not None else "") or (match.group(0) if match else "")
    if address and len(text_content(element).split()) <= 1:
        walker.add(("embed", {"url": embed_of(address) or address, "title": "", "caption": caption}))
        return
    walker.container(element)
    if caption:
        walker.add(("text", f"<p>{escape(caption, quote=False)}</p>"))


@handles("iframe", "amp-iframe", "amp-youtube")
def frame(walker: Walker, element: etree._Element) -> None:
    video = element.get("data-videoid")
    address = f"https://www.youtube.com/watch?v={video}" if video else embed_of_frame(element.get("src"))
    if address:
        walker.aside(("embed", {"url": address, "title": (element.get("title") or "")[:250], "caption": ""}))
    else:
        walker.context.warn(f"a frame was left out ({safe_link(element.get('src')) or 'no address'})")


@handles("audio", "video")
def film(walker: Walker, element: etree._Element) -> None:
    add_file(walker, film_address(element), "", element.get("src") or "")


def _captioned_film(walker: Walker, element: etree._Element) -> None:
    caption = _take_caption(element)
    found = next(element.iter("audio", "video"))
    address = film_address(found)
    tables.drop(found)
    if not add_file(walker, address, caption, found.get("src") or "") and caption:
        walker.add(("text", f"<p>{escape(caption, quote=False)}</p>"))
    walker.container(element)


def film_address(element: etree._Element) -> str:
    sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    return next(filter(None, map(safe_link, sources)), "")


def add_file(walker: Walker, address: str, title: str, written: str = "") -> bool:
    """A file, or the embed of a known host; False when there is no address to keep. `written` is what the source
    had in its place."""
    if not address:
        walker.context.warn(f"sound or film without a usable address was left out: {written[:200] or 'none'}")
        return False
    if known := embed_of(address):
        walker.aside(("embed", {"url": known, "title": "", "caption": title}))
    else:
        walker.aside(("file", {"document": MediaRef(address), "title": title}))
    walker.flush()
    return True


@handles("div", "section")
def division(walker: Walker, element: etree._Element) -> None:
    """Most are containers; some of WordPress's mean more."""
    names = set((element.get("class") or "").split())
    if "wp-block-file" in names:
        _file(walker, element)
    elif "wp-caption" in names and element.find(".//img") is not None:
        captioned(walker, element)
    elif "gallery" in names and len(list(element.iter("img"))) > 1:
        gallery(walker, element)
    elif names & faq.SECTIONS:
        faq.section(walker, element)
    else:
        if match := _BACKGROUND.search(element.get("style") or ""):
            _background(walker, match.group(1))
        walker.container(element)


def _file(walker: Walker, element: etree._Element) -> None:
    links = [link for link in element.iter("a") if safe_link(link.get("href"))]
    if not links:
        walker.container(element)
        return
    title = next((text_content(link) for link in links if not has_class(link, "wp-block-file__button")), "")
    walker.flush()
    walker.add(("file", {"document": MediaRef(safe_link(links[0].get("href"))), "title": title}))


def _background(walker: Walker, address: str) -> None:
    if address := safe_link(address):
        walker.flush()
        walker.add(("picture", {"photo": MediaRef(address), "caption": "", "alt": "", "size": "text"}))
