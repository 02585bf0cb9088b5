"""A file of members (CSV), as Ghost and others export it: checked line by line, and not read any further than that."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from broadsheet.ingest.errors import ImportRefused

EMAIL_COLUMNS = ("email", "e-mail", "email address", "e-mail address", "mail")
LARGEST_FILE = 512 * 1024 * 1024
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")


def count_members(path: Path) -> int:
    """How many members the file lists. Raises ImportRefused, with the line, where it is not such a file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportRefused("the file of members is larger than any", file=path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _count(stream, path)
    except UnicodeDecodeError as error:
        raise ImportRefused("the file of members is not UTF-8 text", file=path) from error
    except OSError as error:
        raise ImportRefused(f"cannot be read ({error.strerror or error})", file=path) from error


def _count(stream: IO[str], path: Path) -> int:
    rows = csv.reader(_without_nulls(stream, path), strict=True)
    line = 1
    seen: set[str] = set()
    try:
        column = _email_column(next(rows, []), path)
        for row in rows:
            line = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            address = row[column].strip() if column < len(row) else ""
            if not _ADDRESS.fullmatch(address):
                raise ImportRefused("there is no e-mail address in this line", file=path, line=line)
            seen.add(address.casefold())
    except csv.Error as error:
        raise ImportRefused(f"the file of members is damaged ({error})", file=path, line=rows.line_num) from error
    return len(seen)


def _email_column(header: list[str], path: Path) -> int:
    names = [name.strip().casefold() for name in header]
    found = next((names.index(name) for name in EMAIL_COLUMNS if name in names), None)
    if found is None:
        raise ImportRefused("the first line names no column “email”, so this is no file of members", file=path, line=1)
    return found


def _without_nulls(stream: IO[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        if "\0" in line:
            raise ImportRefused("the file of members is not text", file=path, line=number)
        yield line
