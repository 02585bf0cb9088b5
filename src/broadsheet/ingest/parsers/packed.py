"""Export files as they come: plain, gzipped, or in a zip. Read as streams; a bomb is refused, nothing is unpacked.

What a file is, its first bytes say, not its name. Names inside a zip are shown and sorted by, and lead nowhere.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from broadsheet.ingest.errors import ImportRefused

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
HIGHEST_RATIO = 200
"""Text of real exports shrinks to a tenth or a thirtieth; a bomb to a thousandth."""
RATIO_COUNTS_FROM = 64 * 1024 * 1024
MOST_MEMBERS = 200_000
LARGEST_READ = 1024 * 1024
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What the standard library raises for a damaged, cut or encrypted archive."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One readable file: itself, or a member of a zip. `name` is its path in the zip, else the file's name."""

    path: Path
    name: str
    member: str = ""

    @property
    def label(self) -> str:
        """What a report calls it: 'archive.zip/posts.json'."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @contextmanager
    def opened(self) -> Iterator[Readable]:
        """The plain bytes as a stream. Raises ImportRefused when they cannot be read, then or while reading."""
        try:
            with self._raw() as (stream, packed_size):
                yield _Bounded(stream, packed_size, self.label) if packed_size else stream
        except UNREADABLE as error:
            raise ImportRefused(_explain(error), file=self.label) from error

    @contextmanager
    def _raw(self) -> Iterator[tuple[Readable, int]]:
        """The stream and the size of what it is unpacked from, 0 for a plain file."""
        if self.member:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream, max(archive.getinfo(self.member).compress_size, 1)
            return
        with self.path.open("rb") as file:
            if _first_bytes(file).startswith(GZIP):
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield unpacked, max(self.path.stat().st_size, 1)
            else:
                yield file, 0


class _Bounded:
    """Reads on, and refuses once far more came out than any text could have been packed into."""

    def __init__(self, stream: Readable, packed_size: int, label: str) -> None:
        self.stream = stream
        self.left = max(RATIO_COUNTS_FROM, packed_size * HIGHEST_RATIO)
        self.label = label

    def read(self, size: int = -1, /) -> bytes:
        found = self.stream.read(min(size, LARGEST_READ) if size >= 0 else LARGEST_READ)
        self.left -= len(found)
        if self.left < 0:
            message = f"it unpacks to more than {HIGHEST_RATIO} times its size, as no export does, and is refused"
            raise ImportRefused(message, file=self.label)
        return found


def packed_files(path: Path) -> list[PackedFile]:
    """The file itself, or every file in it when it is a zip. Raises ImportRefused."""
    if not path.is_file():
        raise ImportRefused("there is no such file", file=path)
    try:
        with path.open("rb") as file:
            if not _first_bytes(file).startswith(ZIP):
                return [PackedFile(path, path.name)]
            with zipfile.ZipFile(file) as archive:
                names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except UNREADABLE as error:
        raise ImportRefused(_explain(error), file=path) from error
    if len(names) > MOST_MEMBERS:
        raise ImportRefused(f"the zip holds more than {MOST_MEMBERS} files and is refused", file=path)
    return [PackedFile(path, name, name) for name in dict.fromkeys(names) if not _is_system_file(name)]


def _first_bytes(file: IO[bytes]) -> bytes:
    head = file.read(4)
    file.seek(0)
    return head


def _is_system_file(name: str) -> bool:
    """What macOS and Windows put into zips by themselves."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] in (".DS_Store", "Thumbs.db")


def _explain(error: BaseException) -> str:
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "the zip is protected by a password; please unpack it first"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return "is damaged or cut and cannot be unpacked; please fetch it again"
