"""A zip of an uploads folder, read in place: nothing is unpacked but the one file being looked at.

Names in a zip are only ever compared, never used as a place to write to. Those that try to climb out, links, and
files that swell beyond all measure are left out, each with a line.
"""

from __future__ import annotations

import re
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.media_supply.names import Located, NameIndex

MOST_MEMBERS = 500_000
HIGHEST_RATIO = 200
"""Text packs to a thirtieth, pictures hardly at all; a bomb packs to a thousandth."""
RATIO_COUNTS_FROM = 16 * 1024 * 1024
PIECE = 256 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_DRIVE = re.compile(r"[A-Za-z]:")


class UnpackError(Exception):
    """A file in the zip that cannot be had; the message says why."""


class UploadZip:
    """`most_bytes` is what one file may hold. Raises ImportRefused where the zip itself cannot be read."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path = path
        self.most_bytes = most_bytes
        self.refused: list[tuple[str, str]] = []
        self._index = NameIndex()
        try:
            self._archive = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise ImportRefused("the zip is damaged or cut and cannot be read", file=path) from error
        self._read_contents()
        self._folder = tempfile.TemporaryDirectory(prefix="broadsheet-upload-")
        self._unpacked = Path(self._folder.name, "file")

    def has(self, path: str) -> bool:
        return self._index.find(path) is not None

    def find(self, path: str) -> Located | None:
        """The file at a path, unpacked for as long as no other is looked for. Raises UnpackError."""
        name = self._index.find(path)
        if name is None:
            return None
        self._unpack(self._archive.getinfo(name))
        return Located(self._unpacked, PurePosixPath(name.replace("\\", "/")).name)

    def close(self) -> None:
        self._archive.close()
        self._folder.cleanup()

    # The table of contents

    def _read_contents(self) -> None:
        infos = self._archive.infolist()
        if len(infos) > MOST_MEMBERS:
            raise ImportRefused(f"the zip holds more than {MOST_MEMBERS} files", file=self.path)
        for info in infos:
            name = info.filename.replace("\\", "/")
            if info.is_dir() or _is_system_file(name):
                continue
            if trouble := _trouble(name, info):
                self.refused.append((info.filename, trouble))
            else:
                self._index.add(name, info.filename)

    # One file

    def _unpack(self, info: zipfile.ZipInfo) -> None:
        most = min(self.most_bytes, max(RATIO_COUNTS_FROM, info.compress_size * HIGHEST_RATIO))
        if info.file_size > most:
            raise UnpackError(_too_much(info.file_size, self.most_bytes))
        try:
            with self._archive.open(info) as packed, self._unpacked.open("wb") as plain:
                _copy(packed, plain, most)
        except DAMAGED as error:
            raise UnpackError("is damaged in the zip") from error


def _copy(packed: IO[bytes], plain: IO[bytes], most: int) -> None:
    """Counts what comes out: the size a zip claims for a file may be a lie."""
    count = 0
    while piece := packed.read(PIECE):
        count += len(piece)
        if count > most:
            raise UnpackError(_too_much(count, most))
        plain.write(piece)


def _too_much(size: int, most_bytes: int) -> str:
    if size > most_bytes:
        return f"is larger than {most_bytes / 1_048_576:.3g} MB, the most this paper takes"
    return f"swells to more than {HIGHEST_RATIO} times its size in the zip, as no upload does"


def _trouble(name: str, info: zipfile.ZipInfo) -> str:
    """Why a member is left out, or ''."""
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/") or "\0" in name:
        return "its name leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link and not a file"
    if info.flag_bits & 1:
        return "is locked with a password"
    return ""


def _is_system_file(name: str) -> bool:
    """What macOS and Windows put into zips by themselves."""
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] in (".DS_Store", "Thumbs.db")
