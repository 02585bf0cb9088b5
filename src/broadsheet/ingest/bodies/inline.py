"""A run of text and inline elements, written as the rich text we allow: b i a sub sup s code br, in paragraphs.

Only what is listed here can come out, so nothing has to be cleaned away afterwards. In `classic` runs an empty
line starts a paragraph and a line end is a <br/>, as WordPress shows its older texts; the paragraph may end inside
an element, which is then closed and opened again.
"""

from __future__ import annotations

import re
from html import escape

INLINE = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "var": "i", "dfn": "i",
    "sub": "sub", "sup": "sup", "s": "s", "strike": "s", "del": "s",
    "code": "code", "kbd": "code", "tt": "code", "samp": "code", "a": "a",
}  # fmt: skip
# Each begins at the first of a run of spaces: tried at every one of them, a long run takes the square of its length.
_BLANK_LINE = re.compile(r"(?<![ \t])[ \t]*\r?\n[ \t\r]*\n\s*")
_LINE_END = re.compile(r"(?<![ \t])[ \t]*\r?\n[ \t]*")
_OWN_LINE_END = re.compile(r"[ \t]*\r?\n(?![ \t\r]*\n)")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WHITE = " \t\r\n\f"
_EDGE_BREAKS = re.compile(r"^(?:\s|<br/>)+|(?<!\s)(?<!<br/>)(?:\s|<br/>)+$")
_TAG = re.compile(r"<[^>]*>")


class InlineRun:
    """Collects paragraphs. `finished` holds ('p', html) and, in their places, whatever `aside` was given."""

    def __init__(self, classic: bool = False) -> None:
        self.classic = classic
        self.finished: list[tuple[str, object]] = []
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._after: list[object] = []
        self._has_broken = False

    def text(self, text: str | None) -> None:
        if not text:
            return
        if not self.classic:
            if self._parts or text.strip(_WHITE):
                self._append_text(_SPACE.sub(" ", text))
            return
        if self._has_broken:
            text = _LINE_END.sub("", text, count=1) if _OWN_LINE_END.match(text) else text
            self._has_broken = not text.strip()
        for number, paragraph in enumerate(_BLANK_LINE.split(text)):
            if number:
                self.end_paragraph()
            self._append_lines(paragraph)

    def _append_lines(self, paragraph: str) -> None:
        for number, line in enumerate(_LINE_END.split(paragraph)):
            if number:
                self.line_break()
            self._append_text(_SPACE.sub(" ", line))

    def _append_text(self, text: str) -> None:
        if text.startswith(" ") and (not self._parts or self._parts[-1].endswith((" ", "<br/>"))):
            text = text[1:]
        if text:
            self._parts.append(escape(text, quote=False))

    def line_break(self) -> None:
        self._parts.append("<br/>")

    def written_break(self) -> None:
        """A <br>. In classic text the line end after it is the same break, and two of them end the paragraph."""
        if self.classic and self._has_broken:
            self.end_paragraph()
            self._has_broken = False
            return
        self.line_break()
        self._has_broken = self.classic

    def open(self, tag: str, attributes: str = "") -> None:
        self._has_broken = False
        self._open.append((tag, attributes))
        self._parts.append(f"<{tag}{attributes}>")

    def close(self) -> None:
        tag, attributes = self._open.pop()
        if self._parts and self._parts[-1] == f"<{tag}{attributes}>":
            self._parts.pop()
        else:
            self._parts.append(f"</{tag}>")

    def is_inside(self, tag: str) -> bool:
        return any(name == tag for name, _attributes in self._open)

    def aside(self, thing: object) -> None:
        """Puts a block next to the paragraph: before it when no text has come yet, else after it."""
        if is_blank("".join(self._parts)):
            self.finished.append(("block", thing))
        else:
            self._after.append(thing)

    def end_paragraph(self) -> None:
        if not self._parts and not self._after:
            return
        closing = "".join(f"</{tag}>" for tag, _attributes in reversed(self._open))
        paragraph = tidy("".join(self._parts) + closing)
        if paragraph:
            self.finished.append(("p", paragraph))
        self.finished.extend(("block", thing) for thing in self._after)
        self._after.clear()
        self._parts = [f"<{tag}{attributes}>" for tag, attributes in self._open]

    def take(self) -> list[tuple[str, object]]:
        self.end_paragraph()
        finished, self.finished = self.finished, []
        return finished


_EMPTY_PAIR = re.compile(r"<(b|i|s|sub|sup|code)></\1>|<a href=\"[^\"]*\"></a>")


def tidy(paragraph: str) -> str:
    """Without empty elements and line ends at the edges; '' when nothing is left to read."""
    before = ""
    while before != paragraph and "></" in paragraph:
        before, paragraph = paragraph, _EMPTY_PAIR.sub("", paragraph)
    if any(edge in "<>" or edge.isspace() for edge in (paragraph[:1], paragraph[-1:])):
        paragraph = _EDGE_BREAKS.sub("", paragraph)
    return "" if is_blank(paragraph) else paragraph


def is_blank(rich: str) -> bool:
    if rich[:1].isalnum():
        return False
    return not _TAG.sub("", rich).replace("&nbsp;", "").replace("\xa0", "").strip(" \t\n\u200b\ufeff")
