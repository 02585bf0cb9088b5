"""The directives that hold blocks as the paper itself keeps them; its export writes them where Markdown has no words.

::: text   rich text as HTML, a paragraph or list a line
::: list   a Markdown list whose items are paragraphs
::: block <kind>   any block, its fields as YAML

Whoever wrote the file, nothing in it is trusted: fields have their shapes, HTML is cleaned, addresses are judged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.bodies.own_text import own_text
from broadsheet.ingest.bodies.walk import rich_of
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.front_matter import LARGEST_FILE, read_yaml
from broadsheet.ingest.records import Block, MediaRef, StoryRef
from broadsheet.lib.sanitising import clean_markup

TEXTS: dict[str, tuple[str, ...]] = {
    "text": ("value",),
    "heading": ("text", "level"),
    "picture": ("photo", "caption", "alt", "size"),
    "gallery": ("title",),
    "quote": ("text", "source"),
    "pull_quote": ("text", "source"),
    "list": ("style",),
    "table": ("table_header_choice", "table_caption"),
    "embed": ("url", "title", "caption"),
    "file": ("document", "title"),
    "related_story": ("story",),
    "info_box": ("title", "text"),
    "code": ("language", "code"),
    "markup": ("html",),
    "shortcode": ("code",),
}
"""Of each kind of block, the fields that hold text."""
LISTS = {"gallery": "pictures", "list": "items", "table": "data"}


def text_block(text: str, context: Context) -> list[Block]:
    """What stands in a ::: text."""
    joined = text.replace("\n", "")
    return [("text", found)] if (found := rich(joined, context)) else []


def paragraph_list(blocks: list[Block]) -> Block | None:
    """The one list among these blocks, its items made paragraphs; None where there is anything else."""
    if len(blocks) != 1 or blocks[0][0] != "list":
        return None
    value = blocks[0][1]
    return ("list", {**value, "items": [f"<p>{item}</p>" for item in value["items"]]})


def any_block(kind: str, text: str, line: int, context: Context) -> Block:
    """What stands in a ::: block. Raises ImportRefused, with the line, for a kind or a field that does not exist."""
    if kind not in TEXTS:
        raise ImportRefused(f"there is no block “{kind}”; known are {', '.join(TEXTS)}", line=line)
    values, _lines = read_yaml(text, Path(), line + 1, LARGEST_FILE)
    for name in TEXTS[kind]:
        if not isinstance(values.get(name, ""), (str, type(None))):
            raise ImportRefused(f"“{name}” of a {kind} should be text", line=line)
    if kind in LISTS and not isinstance(values.get(LISTS[kind], []), list):
        raise ImportRefused(f"“{LISTS[kind]}” of a {kind} should be a list", line=line)
    make = _MAKERS.get(kind)
    try:
        return (kind, make(values, context) if make else values)
    except (TypeError, AttributeError, KeyError) as error:
        raise ImportRefused(f"the fields of this {kind} are not what they should be", line=line) from error


def rich(markup: str, context: Context) -> str:
    """Rich text as it stands if it is our own; else whatever of it can be rich text."""
    from broadsheet.ingest.bodies.conversion import blocks_of_html

    if found := own_text(markup):
        return found
    return rich_of(blocks_of_html(markup, context))[0]


def _rich_line(markup: Any, context: Context) -> str:
    """Of a list's item: a line without a paragraph around it may be rich text too."""
    if not isinstance(markup, str):
        raise TypeError
    return own_text(markup) or rich(markup, context)


def _text(values: dict[str, Any], context: Context) -> str:
    return rich(values["value"], context)


def _in_struct(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "text": rich(values["text"], context)}


def _heading(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "level": values["level"] if values["level"] in ("2", "3") else "3"}


def _picture(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "photo": MediaRef(values.get("photo") or "")}


def _gallery(values: dict[str, Any], context: Context) -> dict[str, Any]:
    pictures = [_picture({**picture}, context) for picture in values["pictures"]]
    if any(not isinstance(picture.get(name, ""), str) for picture in pictures for name in ("caption", "alt")):
        raise TypeError
    return {**values, "pictures": pictures}


def _list(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "items": [_rich_line(item, context) for item in values["items"]]}


def _table(values: dict[str, Any], context: Context) -> dict[str, Any]:
    if any(not isinstance(row, list) or any(isinstance(cell, (dict, list)) for cell in row) for row in values["data"]):
        raise TypeError
    return values


def _embed(values: dict[str, Any], context: Context) -> dict[str, Any]:
    address = safe_link(values["url"])
    return {**values, "url": values["url"] if address.startswith(("https://", "http://")) else ""}


def _file(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "document": MediaRef(values.get("document") or "")}


def _related(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "story": StoryRef(values.get("story") or "")}


def _markup(values: dict[str, Any], context: Context) -> dict[str, Any]:
    return {**values, "html": clean_markup(values["html"])}


_MAKERS: dict[str, Callable[[dict[str, Any], Context], Any]] = {
    "text": _text,
    "quote": _in_struct,
    "info_box": _in_struct,
    "heading": _heading,
    "picture": _picture,
    "gallery": _gallery,
    "list": _list,
    "table": _table,
    "embed": _embed,
    "file": _file,
    "related_story": _related,
    "markup": _markup,
}
