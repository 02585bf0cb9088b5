"""Bodies for Ghost's editor: each block a Lexical node or card of Ghost's, HTML only where it has neither.

The values of each card are those its class reads (TryGhost/Koenig, packages/kg-default-nodes/src/nodes).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from broadsheet.ingest.exporters.blocks import list_items
from broadsheet.ingest.exporters.ghost_nodes import (
    Node,
    card,
    element,
    heading,
    inline,
    line_break,
    lines,
    list_node,
    list_of,
    paragraph,
    words,
)
from broadsheet.ingest.exporters.media_book import Placed
from broadsheet.ingest.exporters.outside import Outside, shown
from broadsheet.ingest.exporters.rich_pieces import LISTS, inner_html, pieces
from broadsheet.ingest.exporters.whole_body import Row
from broadsheet.ingest.exporters.wordpress_blocks import table_html
from broadsheet.lib.embeds import Embed, embed_for

WIDTHS = {"wide": "wide", "full": "full"}
MOST_IN_A_GALLERY = 9
"""Of pictures; Ghost's editor takes no more, and lays them out in rows of three."""
IN_A_ROW = 3


class LexicalBodies:
    """Writes bodies; what they point at, `outside` knows."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside

    def body(self, rows: Iterable[Row]) -> str:
        """The whole text of a post, as JSON. A document without a paragraph is none to Lexical."""
        children = [node for kind, value in rows for node in self._nodes(kind, value)]
        document = {"root": element("root", children or [paragraph([])])}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    def _nodes(self, kind: str, value: Any) -> Iterator[Node]:
        make = getattr(self, f"_{kind}", None)
        if make and value:
            yield from make(value)

    # Text

    def _text(self, markup: str) -> Iterator[Node]:
        for piece in pieces(self.outside.rich(markup)):
            tag = str(piece.tag)
            if tag == "p":
                yield paragraph(inline(piece))
            elif tag in LISTS:
                yield list_node(piece)
            elif tag == "hr":
                yield card("horizontalrule")
            else:
                yield heading(int(tag[1]), inline(piece))

    def _heading(self, value: dict[str, str]) -> Iterator[Node]:
        yield heading(int(value.get("level") or 2), [words(value["text"])])

    def _quote(self, value: dict[str, str]) -> Iterator[Node]:
        """Ghost knows no source of a quote: it is the last line."""
        children = self._in_one(value["text"])
        if source := value.get("source"):
            children += [line_break(), words(f"— {source}")]
        yield element("extended-quote", children)

    def _pull_quote(self, value: dict[str, str]) -> Iterator[Node]:
        children = list(lines(value["text"]))
        if source := value.get("source"):
            children += [line_break(), words(f"— {source}")]
        yield element("aside", children)

    def _in_one(self, markup: str) -> list[Node]:
        """Rich text in a node that has no paragraphs: an empty line stands between them."""
        found: list[Node] = []
        for piece in pieces(self.outside.rich(markup)):
            found += [line_break(), line_break()] if found else []
            found += inline(piece)
        return found

    def _list(self, value: dict[str, Any]) -> Iterator[Node]:
        items = [self._in_one(item) for item in list_items(value.get("items", []))]
        yield list_of(items, value.get("style") == "numbered")

    def _info_box(self, value: dict[str, str]) -> Iterator[Node]:
        """A callout, which holds one run of text; what has lists in it follows under a heading."""
        title, text = value.get("title") or "", value.get("text") or ""
        found = list(pieces(self.outside.rich(text)))
        if any(piece.tag != "p" for piece in found):
            yield from [heading(3, [words(title)])] if title else []
            yield from self._text(text)
            return
        inner = "<br><br>".join(inner_html(piece) for piece in found)
        label = f"<strong>{escape(title, quote=False)}</strong>" if title else ""
        shown_text = "<br>".join(filter(None, [label, inner]))
        yield card("callout", calloutText=shown_text, calloutEmoji="", backgroundColor="grey")

    def _code(self, value: dict[str, str]) -> Iterator[Node]:
        yield card("codeblock", code=value["code"], language=value.get("language") or "", caption="")

    def _markup(self, value: dict[str, str]) -> Iterator[Node]:
        html = value["html"]
        yield card("horizontalrule") if html.strip() == "<hr>" else card("html", html=html)

    def _table(self, value: dict[str, Any]) -> Iterator[Node]:
        caption = value.get("table_caption") or ""
        below = f"<figcaption>{_html(caption)}</figcaption>" if caption else ""
        yield card("html", html=f'<figure class="kg-card kg-table-card">{table_html(value)}{below}</figure>')

    # Media and links

    def _picture(self, value: dict[str, Any]) -> Iterator[Node]:
        photo = self.outside.media.photo(value.get("photo"))
        if photo is None:
            return
        caption, alt = shown(value, photo)
        yield card(
            "image", src=photo.url, width=photo.width, height=photo.height, title="", alt=alt,
            caption=credited(caption, photo), cardWidth=WIDTHS.get(value.get("size", ""), "regular"), href="",
        )  # fmt: skip

    def _gallery(self, value: dict[str, Any]) -> Iterator[Node]:
        found = [(self.outside.media.photo(one.get("photo")), one) for one in list_items(value.get("pictures", []))]
        usable = [(photo, one) for photo, one in found if photo]
        title = escape(value.get("title") or "", quote=False)
        for start in range(0, len(usable), MOST_IN_A_GALLERY):
            part = usable[start : start + MOST_IN_A_GALLERY]
            captions = [credited(shown(one, photo)[0], photo) for photo, one in part]
            yield card(
                "gallery",
                images=[_gallery_image(photo, one, place) for place, (photo, one) in enumerate(part)],
                caption=_said_of_all("" if start else title, captions),
            )

    def _embed(self, value: dict[str, str]) -> Iterator[Node]:
        """A player where there is one; else a card that leads to the place."""
        found, title = embed_for(value["url"]), value.get("title") or ""
        caption = _html(value.get("caption") or "")
        if found.player_url:
            metadata = {"title": title, "provider_name": found.provider, "type": "video"}
            yield card(
                "embed", url=value["url"], embedType="video", html=_player(found, title), metadata=metadata,
                caption=" – ".join(filter(None, [escape(title, quote=False), caption])),
            )  # fmt: skip
        else:
            yield _bookmark(value["url"], title or value["url"], found.provider, caption)

    def _file(self, value: dict[str, Any]) -> Iterator[Node]:
        file = self.outside.media.file(value.get("document"))
        if file is not None:
            name = file.url.rpartition("/")[2]
            title = value.get("title") or file.title
            yield card("file", src=file.url, fileTitle=title, fileCaption="", fileName=name, fileSize=file.size)

    def _related_story(self, value: dict[str, Any]) -> Iterator[Node]:
        address, title = self.outside.page(value.get("story"))
        if address:
            yield _bookmark(address, title)


def credited(caption: str, photo: Placed) -> str:
    """What stands under a picture, as HTML: Ghost has no place of its own for a photo's credit."""
    credit = f"<em>{escape(photo.credit, quote=False)}</em>" if photo.credit else ""
    return " ".join(filter(None, [_html(caption), credit]))


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _gallery_image(photo: Placed, value: dict[str, Any], place: int) -> Node:
    return {
        "fileName": photo.url.rpartition("/")[2], "row": place // IN_A_ROW, "src": photo.url,
        "width": photo.width, "height": photo.height, "alt": shown(value, photo)[1],
    }  # fmt: skip


def _said_of_all(title: str, captions: list[str]) -> str:
    """Ghost shows one caption under a gallery: those of its pictures stand in it, numbered where they differ."""
    different = list(dict.fromkeys(filter(None, captions)))
    if len(different) > 1:
        different = [f"{place}. {caption}" for place, caption in enumerate(captions, 1) if caption]
    return "<br>".join(filter(None, [title, *different]))


def _player(embed: Embed, title: str) -> str:
    """Waits for the reader, as it does here."""
    address = embed.player_url.replace("?autoplay=1", "").replace("&autoplay=1", "")
    size = 'width="560" height="152"' if embed.ratio == "audio" else 'width="560" height="315"'
    named = f' title="{escape(title)}"' if title else ""
    return f'<iframe src="{escape(address)}" {size}{named} frameborder="0" loading="lazy" allowfullscreen></iframe>'


def _bookmark(address: str, title: str, publisher: str = "", caption: str = "") -> Node:
    metadata = {
        "icon": "", "title": title, "description": "", "author": "", "publisher": publisher, "thumbnail": "",
    }  # fmt: skip
    return card("bookmark", url=address, metadata=metadata, caption=caption)
