"""A body's blocks taken apart into paragraphs and lists, each a block of its own, and put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from broadsheet.ingest.records import Block

_TOP = re.compile(r"<(/?)(p|ul|ol)\b[^>]*>")
_BOLD_LINE = re.compile(r"^<p><b>((?:(?!</?b>|<br/>).)*)</b>\s*:?</p>$", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def pieces_of(block: Block) -> list[Block]:
    if block[0] != "text":
        return [block]
    found, depth, start = [], 0, 0
    for tag in _TOP.finditer(block[1]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(("text", block[1][start : tag.end()]))
            start = tag.end()
    return found if start == len(block[1]) else [block]


def all_pieces(blocks: Sequence[Block]) -> list[Block]:
    return [piece for block in blocks for piece in pieces_of(block)]


def joined(pieces: Sequence[Block]) -> list[Block]:
    blocks: list[Block] = []
    for name, value in pieces:
        if name == "text" and blocks and blocks[-1][0] == "text":
            blocks[-1] = ("text", blocks[-1][1] + value)
        else:
            blocks.append((name, value))
    return blocks


def plain(rich: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", rich.replace("<br/>", " "))).split())


def line_over(piece: Block) -> str:
    """The words of a heading, or of a paragraph that is bold from end to end and so does a heading's work."""
    name, value = piece
    if name == "heading":
        return str(value["text"]).strip()
    if name == "text" and (match := _BOLD_LINE.match(value)):
        return plain(match[1])
    return ""
