"""A body as Markdown that comes back as the very same blocks.

What was written is read again by the importer's own reader before it is kept. A body that does not come back equal
has its doubtful blocks written as directives, which hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.fragments import rich_fragment
from broadsheet.ingest.bodies.markdown import blocks_of_markdown, render
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.exporters.markdown_blocks import directive_of, exact_directive, markdown_of, plain_value
from broadsheet.ingest.exporters.markdown_inline import paragraphs
from broadsheet.ingest.records import Block

_OWN_ADDRESS = re.compile(r'href="(/[^"]*)"')
_MERGING = frozenset({"text", "list", "quote"})
"""Blocks that Markdown takes for one when two of them follow each other."""


def markdown_body(blocks: Sequence[Block]) -> str:
    """The body, with a line end after its last line; '' for an empty one."""
    for form in (_natural, _careful, exact_directive):
        text = _text_of(blocks, form)
        if comes_back(text, blocks):
            break
    return text


def markdown_field(rich: str) -> str:
    """A field of rich text as Markdown where that comes back, else as it is, which begins with '<'."""
    found = paragraphs(rich)
    if found:
        text = "\n\n".join(found)
        if not text.startswith("<") and text == text.strip() and _comparable(field_of(text)) == _comparable(rich):
            return text
    return rich


def field_of(text: str) -> str:
    """The rich text that the importer makes of a field's Markdown."""
    return rich_fragment(render(text))


def comes_back(text: str, blocks: Sequence[Block]) -> bool:
    """Whether reading the text makes these blocks again."""
    try:
        found = blocks_of_markdown(text, Context())
    except ImportRefused:
        return False
    return bool(_comparable(found) == _comparable(blocks))


def _text_of(blocks: Sequence[Block], form: Callable[[Block], str]) -> str:
    pieces: list[str] = []
    for number, block in enumerate(blocks):
        follows = number and block[0] in _MERGING and block[0] == blocks[number - 1][0]
        pieces.append(_directive(block) if follows and form is not exact_directive else form(block))
    return "\n\n".join(pieces) + "\n" if pieces else ""


def _natural(block: Block) -> str:
    return markdown_of(block) or directive_of(block)


def _careful(block: Block) -> str:
    text = markdown_of(block)
    return text if text and comes_back(text, [block]) else _directive(block)


def _directive(block: Block) -> str:
    text = directive_of(block)
    return text if comes_back(text, [block]) else exact_directive(block)


def _comparable(value: Any) -> Any:
    """Symbolic references by their texts, the paper's own addresses without escapes."""
    value = plain_value(value)
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_comparable(part) for part in value]
    if isinstance(value, str) and 'href="/' in value:
        return _OWN_ADDRESS.sub(lambda match: f'href="{unquote(match.group(1))}"', value)
    return value
