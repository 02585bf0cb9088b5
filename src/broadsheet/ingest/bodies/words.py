"""Words of a source body and of the blocks it became: how an import proves that nothing was lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from broadsheet.ingest.bodies.enclosed import COMMENT, closings_of, replaced
from broadsheet.ingest.bodies.html_tree import BLOCK_TAGS
from broadsheet.ingest.bodies.markdown import render
from broadsheet.ingest.bodies.shortcodes import without_codes
from broadsheet.ingest.records import Block, BodyFormat

_WORD = re.compile(r"\w+")
_UNSEEN = re.compile(
    r"<(script|style|template|svg|math|textarea|select)\b|<!--|<!\[CDATA\["
    r"|<a(?=\b[^<>]*wp-block-file__button)",  # the label of a download button, which a file block has too
    re.IGNORECASE,
)
_UNSEEN_ENDS = {
    **closings_of("script", "style", "template", "svg", "math", "textarea", "select"),
    **COMMENT,
    "<![cdata[": re.compile(r"\]\]>"),
    "<a": re.compile(r"</a>", re.IGNORECASE),
}
_DIRECTIVE = re.compile(r"^:::+\s*(?:(?:pullquote|info|gallery)\s+(.*)|related\s.*|[a-z]*)$", re.MULTILINE)
_EXACT_BLOCK = re.compile(r"^::: block .*?^:::$", re.MULTILINE | re.DOTALL)  # fields, which come over as they are
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS))})(?![\w-])[^<>]*>", re.IGNORECASE)
# What of a block is read by readers; alt texts, addresses and sizes are not words of the story.
READ = {
    "heading": ("text",),
    "picture": ("caption",),
    "quote": ("text", "source"),
    "pull_quote": ("text", "source"),
    "list": ("items",),
    "table": ("table_caption", "data"),
    "embed": ("title", "caption", "url"),
    "file": ("title",),
    "info_box": ("title", "text"),
    "code": ("code",),
    "markup": ("html",),
    "gallery": ("title", "pictures"),
}
PLAIN = {"heading", "picture", "pull_quote", "table", "embed", "file", "code", "gallery"}


def words_of_html(markup: str) -> Counter[str]:
    """Words a reader of the source saw."""
    return Counter(_WORD.findall(visible_text(markup).casefold()))


def words_of_source(text: str, body_format: BodyFormat) -> Counter[str]:
    """The same for any dialect: shortcodes and Markdown's own marks are not words."""
    if body_format is BodyFormat.MARKDOWN:
        return words_of_html(render(_DIRECTIVE.sub(r"\1", _EXACT_BLOCK.sub("", text))))
    return words_of_html(without_codes(text) if body_format is not BodyFormat.HTML else text)


def kept_count(source: Counter[str], kept: Counter[str]) -> int:
    """How many of the source's words, each as often as it stood there, are still there."""
    return (source & kept).total()


def words_of_blocks(blocks: Iterable[Block]) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(texts_of(blocks)).casefold()))


def kept_share(source: Counter[str], kept: Counter[str]) -> float:
    """`kept_count` as a share, between 0 and 1."""
    total = source.total()
    return kept_count(source, kept) / total if total else 1.0


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The readable texts of blocks, without markup."""
    for name, value in blocks:
        if name == "text":
            yield visible_text(value)
        elif name in READ and isinstance(value, dict):
            for field in READ[name]:
                yield from _texts(value.get(field), plain=name in PLAIN or field in ("source", "title"))


def _texts(value: Any, plain: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield value if plain else visible_text(value)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, plain)
    elif isinstance(value, dict):
        yield str(value.get("caption", ""))


def visible_text(markup: str) -> str:
    seen = replaced(markup, _UNSEEN, _UNSEEN_ENDS, lambda _: " ")
    return unescape(_TAG.sub("", _BLOCK_TAG.sub(" ", seen))).replace("\xad", "")
