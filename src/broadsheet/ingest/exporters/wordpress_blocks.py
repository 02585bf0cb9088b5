"""Blocks of the paper in the block editor's markup: HTML between comments that name each block.

The markup of each block is the one WordPress's own `save` functions write (WordPress/gutenberg,
packages/block-library), so that the editor opens it without finding fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from lxml import etree

from broadsheet.ingest.exporters.blocks import list_items
from broadsheet.ingest.exporters.media_book import Placed
from broadsheet.ingest.exporters.outside import Outside, shown
from broadsheet.ingest.exporters.rich_pieces import LISTS, inline_html, inner_html, pieces
from broadsheet.ingest.exporters.whole_body import Row
from broadsheet.lib.embeds import embed_for

ALIGNMENTS = {"wide": "wide", "full": "full", "side": "right"}
_BRACKET = re.compile(r"<!--.*?-->|<[^>]*>|\[", re.DOTALL)


class BlockMarkup:
    """Writes bodies; what they point at, `outside` knows by the numbers that `number` gives a photo or file."""

    def __init__(self, outside: Outside, photo_number: Callable[[int], int], file_number: Callable[[int], int]) -> None:
        self.outside, self.photo_number, self.file_number = outside, photo_number, file_number

    def body(self, rows: Iterable[Row]) -> str:
        """The whole text of an entry. No bracket in it can be taken for a shortcode."""
        made = "\n\n".join(filter(None, (self._block(kind, value) for kind, value in rows)))
        return _BRACKET.sub(lambda found: "&#91;" if found[0] == "[" else found[0], made)

    def _block(self, kind: str, value: Any) -> str:
        make = getattr(self, f"_{kind}", None)
        return make(value) if make and value else ""

    # Text

    def _text(self, markup: str) -> str:
        return "\n\n".join(self._piece(piece) for piece in pieces(self.outside.rich(markup)))

    def _piece(self, piece: etree._Element) -> str:
        tag = str(piece.tag)
        if tag == "p":
            return block("paragraph", f"<p>{inner_html(piece)}</p>")
        if tag in LISTS:
            return _list_block(piece)
        if tag == "hr":
            return SEPARATOR
        return _heading_block(int(tag[1]), inner_html(piece))

    def _heading(self, value: dict[str, str]) -> str:
        return _heading_block(int(value.get("level") or 2), escape(value["text"], quote=False))

    def _quote(self, value: dict[str, str]) -> str:
        source = _cite(value.get("source", ""))
        return block("quote", f'<blockquote class="wp-block-quote">{self._text(value["text"])}{source}</blockquote>')

    def _pull_quote(self, value: dict[str, str]) -> str:
        text = escape(value["text"], quote=False).replace("\n", "<br>")
        inner = f"<blockquote><p>{text}</p>{_cite(value.get('source', ''))}</blockquote>"
        return block("pullquote", f'<figure class="wp-block-pullquote">{inner}</figure>')

    def _list(self, value: dict[str, Any]) -> str:
        items = [inline_html(self.outside.rich(item)) for item in list_items(value.get("items", []))]
        inner = "".join(block("list-item", f"<li>{item}</li>") for item in items)
        return _list_markup(inner, value.get("style") == "numbered")

    def _info_box(self, value: dict[str, str]) -> str:
        title = _heading_block(3, escape(value.get("title") or "", quote=False)) if value.get("title") else ""
        inner = "\n\n".join(filter(None, [title, self._text(value.get("text", ""))]))
        layout = {"type": "constrained"}
        return block("group", f'<div class="wp-block-group">{inner}</div>', layout=layout)

    def _code(self, value: dict[str, str]) -> str:
        language = re.sub(r"[^\w+#-]", "", value.get("language") or "")
        name = f" language-{language}" if language else ""
        inner = f'<pre class="wp-block-code{name}"><code>{escape(value["code"], quote=False)}</code></pre>'
        return block("code", inner, className=name.strip() or None)

    def _markup(self, value: dict[str, str]) -> str:
        return SEPARATOR if value["html"].strip() == "<hr>" else block("html", value["html"])

    def _table(self, value: dict[str, Any]) -> str:
        caption = _caption(value.get("table_caption") or "")
        inner = f'<figure class="wp-block-table">{table_html(value)}{caption}</figure>'
        return block("table", inner)

    # Links and media

    def _picture(self, value: dict[str, Any]) -> str:
        photo = self.outside.media.photo(value.get("photo"))
        return self._image(photo, value, ALIGNMENTS.get(value.get("size", ""))) if photo else ""

    def _image(self, photo: Placed, value: dict[str, Any], align: str | None = None) -> str:
        caption, alt = shown(value, photo)
        number = self.photo_number(photo.id)
        classes = f"wp-block-image{f' align{align}' if align else ''} size-full"
        image = f'<img src="{escape(photo.url)}" alt="{escape(alt)}" class="wp-image-{number}"/>'
        inner = f'<figure class="{classes}">{image}{_caption(caption)}</figure>'
        return block("image", inner, id=number, sizeSlug="full", linkDestination="none", align=align)

    def _gallery(self, value: dict[str, Any]) -> str:
        found = [(self.outside.media.photo(one.get("photo")), one) for one in list_items(value.get("pictures", []))]
        images = "\n\n".join(self._image(photo, one) for photo, one in found if photo)
        title = value.get("title") or ""
        below = (
            f'<figcaption class="blocks-gallery-caption wp-element-caption">{escape(title, quote=False)}</figcaption>'
        )
        classes = "wp-block-gallery has-nested-images columns-default is-cropped"
        inner = f'<figure class="{classes}">{images}{below if title else ""}</figure>'
        return block("gallery", inner, linkTo="none") if images else ""

    def _embed(self, value: dict[str, str]) -> str:
        title, said = value.get("title") or "", value.get("caption") or ""
        caption = _caption(" – ".join(filter(None, dict.fromkeys([title, said]))))
        provider = embed_for(value["url"]).provider.lower()
        slug = provider if re.fullmatch(r"[a-z]+", provider) else None
        address = escape(value["url"], quote=False)
        inner = (
            f'<figure class="wp-block-embed{f" is-provider-{slug} wp-block-embed-{slug}" if slug else ""}">'
            f'<div class="wp-block-embed__wrapper">\n{address}\n</div>{caption}</figure>'
        )
        return block("embed", inner, url=value["url"], providerNameSlug=slug)

    def _file(self, value: dict[str, Any]) -> str:
        file = self.outside.media.file(value.get("document"))
        if file is None:
            return ""
        number, address = self.file_number(file.id), escape(file.url)
        title = escape(value.get("title") or file.title, quote=False)
        inner = f'<div class="wp-block-file"><a href="{address}">{title}</a></div>'
        return block("file", inner, id=number, href=file.url, showDownloadButton=False)

    def _related_story(self, value: dict[str, Any]) -> str:
        address, title = self.outside.page(value.get("story"))
        link = f'<a href="{escape(address)}">{escape(title, quote=False)}</a>'
        return block("paragraph", f"<p>{link}</p>") if address else ""


def block(name: str, inner: str, **attributes: Any) -> str:
    """One block; attributes that are None are left out. In a comment JSON must hold no ``--``, ``<``, ``>``, ``&``."""
    given = {key: value for key, value in attributes.items() if value is not None}
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""
    for sign, escaped in (("--", "\\u002d\\u002d"), ("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escaped)
    return f"<!-- wp:{name} {text + ' ' if text else ''}-->\n{inner}\n<!-- /wp:{name} -->"


SEPARATOR = block("separator", '<hr class="wp-block-separator has-alpha-channel-opacity"/>')


def table_html(value: dict[str, Any]) -> str:
    """A table block's rows as a ``<table>``, its heading row and column as such."""
    choice = value.get("table_header_choice") or ""
    has_row = choice in ("row", "both") or bool(value.get("first_row_is_table_header"))
    has_column = choice in ("column", "both") or bool(value.get("first_col_is_header"))
    rows = [["" if cell is None else str(cell) for cell in row] for row in value.get("data") or []]
    head = f"<thead>{_row(rows[0], len(rows[0]))}</thead>" if has_row and rows else ""
    body = "".join(_row(row, int(has_column)) for row in (rows[1:] if head else rows))
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _row(cells: list[str], headings: int) -> str:
    tags = ["th" if number < headings else "td" for number in range(len(cells))]
    texts = (escape(cell, quote=False).replace("\n", "<br>") for cell in cells)
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(tags, texts, strict=True)) + "</tr>"


def _heading_block(level: int, text: str) -> str:
    inner = f'<h{level} class="wp-block-heading">{text}</h{level}>'
    return block("heading", inner, level=None if level == 2 else level)


def _list_block(element: etree._Element) -> str:
    items = [item for item in element if item.tag == "li"]
    inner = "".join(block("list-item", f"<li>{_item(item)}</li>") for item in items)
    return _list_markup(inner, element.tag == "ol")


def _item(element: etree._Element) -> str:
    """An item's words, then the lists under it as blocks of their own."""
    below = [child for child in element if child.tag in LISTS]
    for child in below:
        element.remove(child)
    return inner_html(element) + "".join(_list_block(child) for child in below)


def _list_markup(inner: str, is_numbered: bool) -> str:
    tag = "ol" if is_numbered else "ul"
    markup = f'<{tag} class="wp-block-list">{inner}</{tag}>'
    return block("list", markup, ordered=True if is_numbered else None)


def _cite(source: str) -> str:
    return f"<cite>{escape(source, quote=False)}</cite>" if source else ""


def _caption(text: str) -> str:
    shown_text = escape(text, quote=False).replace("\n", "<br>")
    return f'<figcaption class="wp-element-caption">{shown_text}</figcaption>' if text else ""
