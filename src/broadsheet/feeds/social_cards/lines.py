"""Breaks a headline into lines: as large as the room allows, all lines about equally long, at most five of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.feeds.social_cards.faces import Face

MOST_LINES = 5
ELLIPSIS = "…"
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_NOT_FIRST = r"、。，．・：；？！）］｝」』】〉》〕ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…\)\]’”"
_NOT_LAST = r"「『（［｛【〈《〔\(\[‘“"
_PIECES = re.compile(
    rf"[{_NOT_LAST}]*[{_WIDE}][{_NOT_FIRST}]*\s*|[^\s{_WIDE}]+\s*|\S\s*",
)
"""Words; in scripts without spaces, letters, with what may begin or end no line kept to them."""


@dataclass(frozen=True)
class SetText:
    """Lines and the size they are set in."""

    lines: tuple[str, ...]
    size: int


def fitted(text: str, face: Face, width: int, height: int, sizes: Sequence[int], leading: float) -> SetText:
    """``text`` in the largest of ``sizes`` at which it fits into ``width`` by ``height`` pixels; at the smallest it is
    cut short."""
    pieces = _PIECES.findall(text)
    length = face.width(text, sizes[-1]) / sizes[-1]
    for size in sizes:
        most = min(MOST_LINES, int(height / (size * leading)))
        if length * size > width * most:
            continue
        lines = broken(pieces, face, size, width)
        if len(lines) <= most and max(face.width(line, size) for line in lines) <= width:
            return SetText(balanced(pieces, face, size, width, len(lines)), size)
    return SetText(_cut_short(broken(pieces, face, size, width), most, face, size, width), size)


def broken(pieces: Sequence[str], face: Face, size: int, width: float) -> list[str]:
    """Lines of at most ``width`` pixels; a piece longer than that has a line of its own."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and face.width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def balanced(pieces: Sequence[str], face: Face, size: int, width: int, count: int) -> tuple[str, ...]:
    """The same number of lines, in the narrowest measure that gives no more."""
    narrow, wide = width / 3, float(width)
    while wide - narrow > 4:
        middle = (narrow + wide) / 2
        lines = broken(pieces, face, size, middle)
        if len(lines) <= count and max(face.width(line, size) for line in lines) <= middle:
            wide = middle
        else:
            narrow = middle
    return tuple(broken(pieces, face, size, wide))


def shortened(text: str, face: Face, size: int, width: float) -> str:
    """``text`` on one line, its end left out where it is too long."""
    if face.width(text, size) <= width:
        return text
    short = text
    while short and face.width(short.rstrip() + ELLIPSIS, size) > width:
        short = short[:-1]
    words = short.rpartition(" ")[0]
    return (words if len(words) > len(short) / 2 else short).rstrip(" ,;:–—-") + ELLIPSIS


def _cut_short(lines: Sequence[str], most: int, face: Face, size: int, width: int) -> tuple[str, ...]:
    kept = [shortened(line, face, size, width) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = shortened(f"{lines[most - 1]} {lines[most]}", face, size, width)
        if not kept[-1].endswith(ELLIPSIS):
            kept[-1] += ELLIPSIS
    return tuple(kept)
