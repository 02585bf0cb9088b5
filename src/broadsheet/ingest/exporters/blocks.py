"""A stream of the paper as the symbolic blocks that importers make: the inverse of ingest/writer/references.py.

Photos are `MediaRef("harbour.jpg")`, files `MediaRef("files/report.pdf")` (their key is the id here), stories
`StoryRef("news/ferry")`, and links in rich text as `bodies/own_text.py` has them. What points at something that has
been deleted points at ''.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.file_names import media_name
from broadsheet.ingest.exporters.references import raw_rows
from broadsheet.ingest.records import Block, MediaRef, StoryRef

_ANCHOR = re.compile(r"<a\b([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_EDITORS = re.compile(r" data-block-key=\"[^\"]*\"")


def blocks_of(stream: Any, content: Content) -> list[Block]:
    """Every block of a stream, in order."""
    return [(row["type"], _value(row["type"], row["value"], content)) for row in raw_rows(stream)]


def rich_text(markup: str, content: Content) -> str:
    """Rich text with symbolic links, without the marks the editor leaves for itself."""
    return _ANCHOR.sub(lambda match: _anchor(match.group(1), content), _EDITORS.sub("", markup or ""))


def photo_reference(photo_id: int | None, content: Content) -> MediaRef:
    """By its name in the folder photos/."""
    stored = content.photo(photo_id)
    return MediaRef(media_name(stored.name), str(stored.id)) if stored else MediaRef()


def file_reference(file_id: int | None, content: Content) -> MediaRef:
    """By its path in the export, 'files/report.pdf'."""
    stored = content.file(file_id)
    return MediaRef(f"files/{media_name(stored.name)}", str(stored.id)) if stored else MediaRef()


def list_items(items: list[Any]) -> list[Any]:
    """Values of a list block, which older rows keep bare."""
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in items or []]


def _anchor(attributes: str, content: Content) -> str:
    found = dict(_ATTRIBUTE.findall(attributes))
    if found.get("linktype") == "page":
        page = content.page(_number(found))
        return f'<a href="{escape(page.address)}">' if page else "<a>"
    if found.get("linktype") == "document":
        reference = file_reference(_number(found), content)
        return f'<a href="{escape(reference.url)}">' if reference.url else "<a>"
    if "href" not in found:
        return "<a>"
    address = unescape(found["href"])
    mark = ' linktype="url"' if address.startswith(("/", "files/")) else ""
    return f'<a{mark} href="{escape(address)}">'


def _number(attributes: dict[str, str]) -> int | None:
    number = attributes.get("id", "")
    return int(number) if number.isdecimal() else None


def _value(name: str, value: Any, content: Content) -> Any:
    make = _MAKERS.get(name)
    return make(value, content) if make else value


def _in_struct(value: dict[str, Any], content: Content) -> dict[str, Any]:
    return {**value, "text": rich_text(value.get("text", ""), content)}


def _picture(value: dict[str, Any], content: Content) -> dict[str, Any]:
    return {**value, "photo": photo_reference(value.get("photo"), content)}


def _gallery(value: dict[str, Any], content: Content) -> dict[str, Any]:
    pictures = [_picture(picture, content) for picture in list_items(value.get("pictures", []))]
    return {"title": value.get("title", ""), "pictures": pictures}


def _list(value: dict[str, Any], content: Content) -> dict[str, Any]:
    return {**value, "items": [rich_text(item, content) for item in list_items(value.get("items", []))]}


def _file(value: dict[str, Any], content: Content) -> dict[str, Any]:
    return {**value, "document": file_reference(value.get("document"), content)}


def _related(value: dict[str, Any], content: Content) -> dict[str, Any]:
    page = content.page(value.get("story"))
    return {**value, "story": StoryRef(page.address.strip("/") if page else "")}


_MAKERS: dict[str, Callable[[Any, Content], Any]] = {
    "text": rich_text,
    "quote": _in_struct,
    "info_box": _in_struct,
    "picture": _picture,
    "gallery": _gallery,
    "list": _list,
    "file": _file,
    "related_story": _related,
}
