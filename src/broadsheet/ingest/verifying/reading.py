"""Reads a report (see `proof.document`) row by row, without holding it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from broadsheet.ingest.errors import ImportRefused

FORMAT, VERSION = "broadsheet import report", 1
Row = dict[str, Any]


class ReportFile:
    """A report.json. Raises ImportRefused for anything else, with the line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.summary: Row = {}
        self._check_head()

    def _check_head(self) -> None:
        with self._opened() as file:
            head = self._object(file.readline().rstrip().removesuffix(",") + "}", 1)
            if head.get("format") != FORMAT:
                raise self._refused("is not a report of an import", 1)
            if head.get("version") != VERSION:
                raise self._refused(f"is a report of version {head.get('version')}, and this knows {VERSION}", 1)
            line = file.readline().rstrip().removesuffix(",")
            self.summary = self._object(line.removeprefix('"summary":'), 2)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of one of its lists: stories, addresses, pictures, warnings."""
        inside = False
        with self._opened() as file:
            for number, line in enumerate(file, 1):
                text = line.rstrip()
                if not inside:
                    inside = text == f'"{name}": ['
                elif text.startswith("]"):
                    return
                else:
                    yield self._object(text.removesuffix(","), number)
        raise self._refused(f"ends before its {name} do")

    def _opened(self) -> Any:
        try:
            return self.path.open(encoding="utf-8")
        except OSError as error:
            raise self._refused(f"cannot be read ({error.strerror or error})") from error

    def _object(self, text: str, line: int) -> Row:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._refused("is not a report as Broadsheet writes it", line) from error
        if not isinstance(found, dict):
            raise self._refused("is not a report as Broadsheet writes it", line)
        return found

    def _refused(self, message: str, line: int | None = None) -> ImportRefused:
        return ImportRefused(message, file=self.path, line=line)
