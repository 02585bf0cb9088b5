"""Each block as the Markdown a person would write for it, and as the directive that holds any block whatever."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from broadsheet.ingest.bodies.own_text import own_text
from broadsheet.ingest.exporters.markdown_inline import escaped, inline, paragraphs
from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.ingest.records import Block, MediaRef, StoryRef

_FENCE = re.compile(r"`{3,}")


def markdown_of(block: Block) -> str | None:
    """As a person would write it; None where Markdown has no words for it. May be misread: read it back."""
    name, value = block
    make = _MAKERS.get(name)
    try:
        return make(value) if make else None
    except (KeyError, TypeError, AttributeError):
        return None  # a value older than the block's present shape


def directive_of(block: Block) -> str:
    """A form nothing can be read into: for rich text its HTML, for everything else its fields."""
    name, value = block
    if name == "text" and own_text(value) is not None and value.startswith("<") and "\n" not in value:
        return f"::: text\n{_by_paragraph(value)}\n:::"
    return exact_directive(block)


def exact_directive(block: Block) -> str:
    """The fields, letter for letter."""
    name, value = block
    fields = plain_value(value)
    return f"::: block {name}\n{yaml_text(fields if isinstance(fields, dict) else {'value': fields})}:::"


def plain_value(value: Any) -> Any:
    """A block's value with references as the texts they are written as."""
    if isinstance(value, MediaRef):
        return value.url
    if isinstance(value, StoryRef):
        return value.address
    if isinstance(value, dict):
        return {key: plain_value(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(part) for part in value]
    return value


def _by_paragraph(rich: str) -> str:
    """A line for each paragraph and list, so that a changed one is a changed line; the reader joins them again."""
    return re.sub(r"(</p>|</ul>|</ol>)(?=<(?:p|ul|ol)>)", r"\1\n", rich)


def _text(rich: str) -> str | None:
    found = paragraphs(rich)
    return "\n\n".join(found) if found else None


def _heading(value: dict[str, Any]) -> str:
    return f"{'#' * int(value['level'])} {escaped(value['text'])}"


def _code(value: dict[str, Any]) -> str:
    ticks = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(value["code"]))])
    return f"{ticks}{value['language']}\n{value['code']}\n{ticks}"


def _quote(value: dict[str, Any]) -> str | None:
    found = paragraphs(value["text"])
    if not found:
        return None
    parts = [*found, f"— {escaped(value['source'])}"] if value["source"] else found
    return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in parts)


def _pull_quote(value: dict[str, Any]) -> str:
    head = f"::: pullquote {value['source']}".rstrip()
    return f"{head}\n{value['text']}\n:::"


def _list(value: dict[str, Any]) -> str | None:
    """Items the desk typed are paragraphs, items from elsewhere are bare; a directive says which."""
    items = value["items"]
    are_paragraphs = all(item.startswith("<p>") and item.endswith("</p>") and item.count("<p>") == 1 for item in items)
    found = [inline(item[3:-4] if are_paragraphs else item) for item in items]
    if not found or not all(found):
        return None
    signs = [f"{number}." if value["style"] == "numbered" else "-" for number in range(1, len(found) + 1)]
    indented = [str(text).replace("\n", "\n   ") for text in found]
    lines = "\n".join(f"{sign} {text}" for sign, text in zip(signs, indented, strict=True))
    return f"::: list\n{lines}\n:::" if are_paragraphs else lines


def _table(value: dict[str, Any]) -> str | None:
    rows = value["data"]
    if value["table_header_choice"] != "row" or value.get("table_caption") or not rows or not rows[0]:
        return None
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _cell(cell: str) -> str:
    return escaped(cell).replace("|", "\\|").replace("\n", "<br>")


def _embed(value: dict[str, Any]) -> str | None:
    return value["url"] if value["url"] and not value["title"] and not value["caption"] else None


def _picture(value: dict[str, Any]) -> str | None:
    if not value["photo"].url:
        return None
    caption = value["caption"] + ("" if value["size"] == "text" else f" {{{value['size']}}}")
    return _image(value["photo"].url, value["alt"], caption.strip())


def _image(name: str, alt: str, caption: str) -> str:
    title = caption.replace("\\", "\\\\").replace('"', '\\"')
    return f"![{escaped(alt)}]({name}" + (f' "{title}")' if title else ")")


def _gallery(value: dict[str, Any]) -> str:
    """Read line by line and not as Markdown: nothing is escaped here."""
    lines = []
    for picture in value["pictures"]:
        caption = f' "{picture["caption"]}"' if picture["caption"] else ""
        lines.append(f"![{picture['alt']}]({picture['photo'].url}{caption})")
    return "\n".join([f"::: gallery {value['title']}".rstrip(), *lines, ":::"])


def _file(value: dict[str, Any]) -> str | None:
    reference = value["document"].url
    return f"[{escaped(value['title'])}]({reference})" if reference and value["title"] else None


def _related(value: dict[str, Any]) -> str | None:
    return f"::: related {value['story'].address}\n:::" if value["story"].address else None


def _info(value: dict[str, Any]) -> str | None:
    found = _text(value["text"])
    head = f"::: info {value['title']}".rstrip()
    return f"{head}\n{found}\n:::" if found else None


def _markup(value: dict[str, Any]) -> str:
    return f"::: markup\n{value['html']}\n:::"


_MAKERS: dict[str, Callable[[Any], str | None]] = {
    "text": _text,
    "heading": _heading,
    "code": _code,
    "quote": _quote,
    "pull_quote": _pull_quote,
    "list": _list,
    "table": _table,
    "embed": _embed,
    "picture": _picture,
    "gallery": _gallery,
    "file": _file,
    "related_story": _related,
    "info_box": _info,
    "markup": _markup,
}
