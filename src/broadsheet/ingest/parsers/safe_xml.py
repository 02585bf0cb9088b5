"""Reads XML of unknown origin element by element, in flat memory, and refuses what may not be read.

A document type or entity declaration is refused before the parser sees it: no export or feed needs one, and they are
how XML files attack their readers. With those gone, the parser's own limit on the length of a text can be lifted, so
that one monstrous entry does not cost the whole archive; how long an entry may be is watched here instead. Control
characters, which programs let through although XML forbids them, are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.packed import PackedFile, Readable

PROLOG_LIMIT = 256 * 1024
ENTRY_LIMIT = 64 * 1024 * 1024
"""Bytes of one entry, beyond which the file is refused: it has to be held in memory while it is read."""
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_PROLOG_PART = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_EXPLANATIONS = (
    (("premature end", "endtag", "end of data", "not finished"), "ends too early or is cut; please export it again"),
    (("depth",), "is nested deeper than any export, so it is refused"),
    (("huge", "excessive", "too long"), "holds an entry far larger than any story, so it is refused"),
    (("encoding", "utf-8"), "holds bytes that are not UTF-8 text"),
)


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace ('post_id' of 'wp:post_id')."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: etree._Element) -> int | None:
    """The line the element ends its opening tag on."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def namespace(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0].lstrip("{")


class _Cleaned:
    """A document whose forbidden control characters are left out and counted; `since` counts an entry's bytes."""

    def __init__(self, head: bytes, document: Readable, name: str) -> None:
        self.head = head
        self.document = document
        self.name = name
        self.dropped = 0
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        while chunk := self._next(size):
            cleaned = chunk.translate(None, _CONTROLS)
            self.dropped += len(chunk) - len(cleaned)
            self.since += len(cleaned)
            if self.since > ENTRY_LIMIT:
                megabytes = ENTRY_LIMIT // 1024**2
                raise ImportRefused(
                    f"holds an entry of more than {megabytes} MB, far larger than any story", file=self.name
                )
            if cleaned:
                return cleaned
        return b""

    def _next(self, size: int) -> bytes:
        if not self.head:
            return self.document.read(size)
        end = len(self.head) if size < 0 else size
        chunk, self.head = self.head[:end], self.head[end:]
        return chunk


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a kind of XML file is called, which root it starts with, and which elements under which parents it is made
    of, all by their local names."""

    name: str
    roots: tuple[str, ...]
    parents: tuple[str, ...]
    watched: tuple[str, ...]
    article: str = "a"


class XmlStream:
    """One document. Iterating yields the dialect's elements, each complete and each forgotten afterwards."""

    def __init__(self, file: PackedFile, name: str, dialect: Dialect) -> None:
        self.file = file
        self.name = name
        self.dialect = dialect
        self.dropped_controls = 0
        self.entry_bytes = 0  # about how many the element just yielded took

    @property
    def _a_file(self) -> str:
        return f"{self.dialect.article} {self.dialect.name}"

    def refuse(self, message: str, line: int | None = None) -> ImportRefused:
        return ImportRefused(message, file=self.name, line=line)

    def elements(self) -> Iterator[etree._Element]:
        """Every watched child of the parents, in the order of the document. Raises ImportRefused."""
        with self.file.opened() as document:
            head = document.read(PROLOG_LIMIT)
            self._check_prolog(head)
            yield from self._parse(_Cleaned(head, document, self.name))

    def _check_prolog(self, head: bytes) -> None:
        if not head.strip():
            raise self.refuse("the file is empty")
        if head.startswith(b"PK\x03\x04"):
            raise self.refuse("the zip is damaged or cut; please fetch it again")
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:64]:
            raise self.refuse(f"the file is not text in UTF-8, as {self.dialect.name}s are", 1)
        at = 3 if head.startswith(b"\xef\xbb\xbf") else 0
        while part := _PROLOG_PART.match(head, at):
            at = part.end()
        line = head.count(b"\n", 0, at) + 1
        if head[at : at + 2] == b"<!":
            raise self.refuse(
                f"the file declares a document type or entities; {self._a_file} never does, so it is refused", line
            )
        if head[at : at + 1] != b"<":
            raise self.refuse(f"this is not XML, so it is not {self._a_file}", line)

    def _parse(self, stream: _Cleaned) -> Iterator[etree._Element]:
        events = etree.iterparse(
            stream,
            events=("end",),
            tag=["{*}" + name for name in (*self.dialect.watched, *self.dialect.roots, *self.dialect.parents)],
            huge_tree=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            recover=False,
            remove_pis=True,
            remove_comments=True,
        )
        started = False
        try:
            for _event, element in events:
                self.entry_bytes, stream.since = stream.since, 0
                parent = element.getparent()
                if not started:
                    self._check_root(element)
                    started = True
                if parent is not None and self._is_part(element, parent):
                    yield element
                    _forget(element, parent)
            if not started and events.root is not None:
                self._check_root(events.root)
        except etree.XMLSyntaxError as error:
            raise self._explain(error, started) from error
        finally:
            self.dropped_controls = stream.dropped

    def _check_root(self, element: etree._Element) -> None:
        tree = element.getroottree()
        if tree.docinfo.internalDTD is not None or tree.docinfo.externalDTD is not None:
            raise self.refuse(f"the file declares a document type; {self._a_file} never does, so it is refused")
        root = tree.getroot()
        if local_name(root) not in self.dialect.roots:
            wanted = " or ".join(f"<{name}>" for name in self.dialect.roots)
            raise self.refuse(f"{self._a_file} starts with {wanted}, this file with <{local_name(root)}>", 1)

    def _is_part(self, element: etree._Element, parent: etree._Element) -> bool:
        return local_name(parent) in self.dialect.parents and local_name(element) in self.dialect.watched

    def _explain(self, error: etree.XMLSyntaxError, started: bool) -> ImportRefused:
        line = error.lineno or None
        text = str(error.msg or error)
        for signs, message in _EXPLANATIONS:
            if any(sign in text.lower() for sign in signs):
                return self.refuse(f"the file {message}", line)
        if not started:
            return self.refuse(f"this is not XML, so it is not {self._a_file}", line)
        return self.refuse(f"the XML is damaged ({text.split(', line')[0]})", line)


def _forget(element: etree._Element, parent: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del parent[0]
