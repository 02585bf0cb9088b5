"""Walks through one large JSON text value by value (RFC 8259), in a memory that does not grow with the file.

Objects and arrays of the outer levels are walked; what lies in them is decoded one value at a time by the standard
library. Text that is cut, is no JSON, is nested without end or is not UTF-8 is refused with its place.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.packed import Readable

CHUNK = 256 * 1024
LARGEST_VALUE = 32_000_000
"""Characters of one decoded value: room for pictures pasted into a text, and still far from filling a machine."""
_SPACE = re.compile(r"[ \t\r\n]*")
_UNCERTAIN = 16  # characters at the end of the buffer within which an error may only mean that more is to come
_SELF_ENDING = '"]}'
_UNFINISHED = re.compile(r"[\w.+\\-]*\s*")


class JsonText:
    """A cursor in the text. Whoever gets a key from `members` or a turn from `elements` must take or skip its value."""

    def __init__(self, stream: Readable, file: str) -> None:
        self.file = file
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._json = json.JSONDecoder(parse_constant=lambda _name: None)
        self._text = ""
        self._at = 0
        self._offset = 0
        self._lines = 1
        self._counted = 0  # how much of the buffer `_lines` has been told of
        self._ended = False

    @property
    def line(self) -> int:
        """The line the cursor is in; most exports have only one."""
        self._lines += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._lines

    def refuse(self, message: str) -> ImportRefused:
        at = self._offset + self._at
        place = f" (at character {at:,})" if at else ""
        return ImportRefused(message + place, file=self.file, line=self.line)

    def peek(self) -> str:
        """The next character that is not white space, '' at the end of the text."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def value(self) -> Any:
        """The whole next value, decoded."""
        self.peek()
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise self._damaged() from error
                end = len(self._text)
            except RecursionError as error:
                raise self.refuse("the values are nested deeper than any export's") from error
            except ValueError as error:
                raise self.refuse("a number has more digits than any date or size") from error
            else:
                if self._is_whole(end):
                    self._at = end
                    return found
            if end - self._at > LARGEST_VALUE:
                raise self.refuse("one entry is far larger than any story; the file is refused")
            self._fill()

    def _is_whole(self, end: int) -> bool:
        """A number that ends with the buffer may have more digits to come."""
        if end - self._at > LARGEST_VALUE:
            return False
        return end < len(self._text) or self._ended or self._text[end - 1] in _SELF_ENDING

    def skip(self) -> None:
        """Passes over a value; over the members of an array one by one."""
        if self.peek() == "[":
            for _turn in self.elements():
                self.value()
        else:
            self.value()

    def members(self) -> Iterator[str]:
        """The keys of the object the cursor stands before."""
        self._expect("{")
        if self._take_if("}"):
            return
        while True:
            key = self.value() if self.peek() == '"' else None
            if not isinstance(key, str):
                raise self._damaged()
            self._expect(":")
            yield key
            if self._take_if("}"):
                return
            self._expect(",")

    def elements(self) -> Iterator[None]:
        """One turn for each element of the array the cursor stands before."""
        self._expect("[")
        if self._take_if("]"):
            return
        while True:
            yield
            if self._take_if("]"):
                return
            self._expect(",")

    def end(self) -> None:
        """Raises ImportRefused unless nothing but white space follows."""
        if self.peek():
            raise self.refuse("something follows after the end of the JSON")

    def _expect(self, character: str) -> None:
        if not self._take_if(character):
            raise self._damaged()

    def _take_if(self, character: str) -> bool:
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        if self._ended:
            return False
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _UNCERTAIN

    def _damaged(self) -> ImportRefused:
        if not self.peek() or (self._ended and self._is_cut()):
            return self.refuse("the file ends too early or is cut; please export it again")
        return self.refuse("the JSON is damaged")

    def _is_cut(self) -> bool:
        """Whether the rest of the text is the beginning of a value."""
        try:
            self._json.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            rest = self._text[error.pos :]
            return error.msg.startswith("Unterminated string") or _UNFINISHED.fullmatch(rest) is not None
        return False

    def _fill(self) -> bool:
        """Reads on, twice as much each time a value turns out not to fit; False at the end."""
        if self._ended:
            return False
        data = self._stream.read(max(CHUNK, len(self._text) - self._at))
        self._ended = not data
        try:
            more = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            self._at = len(self._text)
            line = self.line + data[: error.start].count(b"\n")
            raise ImportRefused("the file holds bytes that are not UTF-8 text", file=self.file, line=line) from error
        self._lines = self.line
        self._counted = 0
        self._offset += self._at
        self._text = self._text[self._at :] + more
        self._at = 0
        return True
