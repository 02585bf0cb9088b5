"""The files of a Ghost export: JSON plain, gzipped or in a zip, with the redirects and routes that lie beside it.

Read row by row: an export is `{"db": [{"meta": …, "data": {table: [row, …]}}]}`, or the same without "db".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.front_matter import read_yaml
from broadsheet.ingest.parsers.json_text import JsonText
from broadsheet.ingest.parsers.packed import PackedFile, packed_files

Row = dict[str, Any]
KNOWN_VERSIONS = ("1", "2", "3", "4", "5", "6")
LARGEST_SETTINGS_FILE = 5 * 1024 * 1024
TABLE = "(table)"
"""The table that tells which tables there are, for one may be empty."""
NOT_AN_EXPORT = "this is not a Ghost export: there is no list of posts in it"


@dataclass(frozen=True, slots=True)
class TableRow:
    table: str
    row: Row
    file: str
    line: int


class GhostFiles:
    """All files of one export. `routes` and `redirects` are the parsed files of those names, where a zip has them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.exports: list[PackedFile] = []
        self.routes: Any = None
        self.redirects: Any = None
        self.holds_media: Path | None = None
        for path in paths:
            self._add(path)
        if not self.exports:
            raise ImportRefused("the zip holds no JSON file, so it is not a Ghost export", file=paths[0])

    def rows(self) -> Iterator[TableRow]:
        """Every row of every table, and the export's "meta" as a table of one row. Raises ImportRefused."""
        for export in self.exports:
            with export.opened() as stream:
                text = JsonText(stream, export.label)
                yield from _rows(text)
                text.end()

    def _add(self, path: Path) -> None:
        for file in packed_files(path):
            base = PurePosixPath(file.name).name.lower()
            if not file.member:
                self.exports.append(file)
                continue
            if base in ("redirects.json", "redirects.yaml", "redirects.yml"):
                self.redirects = _small_file(file)
            elif base in ("routes.yaml", "routes.yml"):
                self.routes = _small_file(file)
            elif base.endswith(".json") and _is_export(file):
                self.exports.append(file)
            elif "content/images/" in file.name or file.name.startswith("images/"):
                self.holds_media = path


def _is_export(file: PackedFile) -> bool:
    """Whether a JSON file of a zip begins as an export does; members and themes have JSON files of their own."""
    with file.opened() as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and start[1:].lstrip().startswith((b'"db"', b'"meta"', b'"data"'))


def _small_file(file: PackedFile) -> Any:
    """A settings file as plain values; None when it cannot be read, for the archive does not depend on it."""
    with file.opened() as stream:
        data = stream.read(LARGEST_SETTINGS_FILE)
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if file.name.lower().endswith(".json") else read_yaml(text, file.path)[0]
    except (ValueError, RecursionError, ImportRefused):
        return None


def _rows(text: JsonText) -> Iterator[TableRow]:
    if text.peek() != "{":
        raise text.refuse(NOT_AN_EXPORT if text.peek() else "the file is empty")
    for key in text.members():
        if key == "db" and text.peek() == "[":
            for _turn in text.elements():
                if text.peek() != "{":
                    raise text.refuse(NOT_AN_EXPORT)
                for inner in text.members():
                    yield from _part(text, inner)
        else:
            yield from _part(text, key)


def _part(text: JsonText, key: str) -> Iterator[TableRow]:
    if key == "meta":
        meta = text.value()
        yield TableRow("meta", meta if isinstance(meta, dict) else {}, text.file, text.line)
    elif key == "data" and text.peek() == "{":
        for table in text.members():
            yield from _table(text, table)
    else:
        text.skip()


def _table(text: JsonText, table: str) -> Iterator[TableRow]:
    yield TableRow(TABLE, {"name": table}, text.file, text.line)
    if text.peek() != "[":
        if text.value() is not None:
            raise text.refuse(f"the table “{table[:60]}” is no list")
        return
    for _turn in text.elements():
        text.peek()
        line = text.line
        row = text.value()
        if not isinstance(row, dict):
            raise text.refuse(f"a row of the table “{table[:60]}” is not a set of named values")
        yield TableRow(table, row, text.file, line)
