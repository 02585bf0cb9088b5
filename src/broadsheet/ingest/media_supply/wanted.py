"""The list of what a source shows: media it has records of, and those only its stories speak of. Kept on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from broadsheet.ingest.addresses import file_address, original_upload, upload_path
from broadsheet.ingest.records import Medium, Origin

LONGEST_KEY = 200
_TABLE = """
CREATE TABLE wanted (
    number INTEGER PRIMARY KEY, key TEXT UNIQUE, path TEXT, url TEXT, other TEXT, title TEXT, file TEXT, line INTEGER,
    is_listed INTEGER, trouble TEXT DEFAULT ''
);
"""
_COLUMNS = "number, key, path, url, other, title, file, line"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One medium: its address and the `other` that is tried when nothing usable is there, both absolute."""

    number: int
    key: str
    path: str
    url: str
    other: str
    title: str
    file: str
    line: int | None

    @property
    def name(self) -> str:
        """What the address calls the file."""
        return PurePosixPath(unquote(urlsplit(self.url).path)).name or "picture"


class WantedList:
    """Closed at the end of a run, and gone then."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # as the catalogue's: SQLite keeps it on disk and removes it
        self._db.executescript(_TABLE)

    def close(self) -> None:
        self._db.close()

    def add(self, medium: Medium, site: str, *, is_listed: bool) -> None:
        """The first record of a key stands."""
        url = urljoin(f"https://{site}/", medium.url) if medium.url else ""
        other = original_of(url)
        place = (medium.origin.file, medium.origin.line)
        if not is_listed:
            url, other = other, url  # a story names the copy that fitted its column; the whole picture is better
        self._db.execute(
            "INSERT OR IGNORE INTO wanted (key, path, url, other, title, file, line, is_listed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (medium.origin.key, medium.path, url, other, medium.title, *place, is_listed),
        )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM wanted").fetchone()[0])

    def __iter__(self) -> Iterator[Wanted]:
        """In the order they were added; troubles may be noted meanwhile."""
        yield from self._read("TRUE")

    def unlisted(self) -> Iterator[Medium]:
        """Records for what the source itself has none of."""
        for wanted in self._read("NOT is_listed"):
            yield Medium(Origin(wanted.key, wanted.file, wanted.line), wanted.path, wanted.url)

    def get(self, key: str) -> Wanted | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM wanted WHERE key = ?", (key,)).fetchone()  # noqa: S608  (ours)
        return Wanted(*row) if row else None

    def note_trouble(self, number: int, message: str) -> None:
        self._db.execute("UPDATE wanted SET trouble = ? WHERE number = ?", (message, number))

    def trouble(self, key: str) -> str:
        row = self._db.execute("SELECT trouble FROM wanted WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def _read(self, condition: str, size: int = 500) -> Iterator[Wanted]:
        after = 0
        while rows := self._db.execute(
            f"SELECT {_COLUMNS} FROM wanted WHERE number > ? AND {condition} ORDER BY number LIMIT ?",  # noqa: S608  (ours)
            (after, size),
        ).fetchall():
            yield from (Wanted(*row) for row in rows)
            after = rows[-1][0]


def original_of(url: str) -> str:
    """Where the unresized original of an upload lies; any other address unchanged."""
    if not upload_path(url):
        return url
    parts = urlsplit(url)
    return parts._replace(path=original_upload(parts.path), query="", fragment="").geturl()


def medium_of_reference(url: str, site: str, origin: Origin) -> Medium:
    """A record for what a story shows at an address: keyed by it, so that another run knows it again."""
    url = urljoin(f"https://{site}/", url)
    address = file_address(original_of(url))
    if len(address) > LONGEST_KEY:
        address = f"{address[: LONGEST_KEY - 33]}#{blake2b(address.encode(), digest_size=16).hexdigest()}"
    return Medium(Origin(address, origin.file, origin.line), upload_path(original_of(url)), url)
