"""The folder a static copy is written to: which file an address becomes, and how files are put and taken away."""

from __future__ import annotations

import filecmp
import gzip
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import IO

from broadsheet.paper import PaperError
from broadsheet.upkeep.static_copy.ledger import FILE_NAME, Ledger

INDEX = "index.html"
PART = ".broadsheet-part"
COMPRESSED = frozenset({".html", ".css", ".js", ".xml", ".svg", ".txt", ".json", ".webmanifest"})
"""Kinds of files that gzip makes smaller."""


def file_of(address: str) -> str | None:
    """The path of the file that answers for an address; None for an address no file can have.

    >>> file_of("/news/"), file_of("/paper.css"), file_of("/old")
    ('news/index.html', 'paper.css', 'old/index.html')
    """
    parts = address.removeprefix("/").split("/")
    is_folder = address.endswith("/") or "." not in parts[-1]
    names = [part for part in parts if part]
    if any(part in (".", "..") or "\0" in part or "\\" in part for part in names) or "//" in address:
        return None
    if names and names[0] == FILE_NAME:
        return None
    return "/".join([*names, INDEX]) if is_folder else "/".join(names)


def refuse_foreign(folder: Path) -> None:
    """Raise PaperError unless ``folder`` is empty, absent, or a copy made before."""
    if folder.exists() and not folder.is_dir():
        raise PaperError(f"{folder} is a file: give a folder for the copy.")
    if folder.is_dir() and not (folder / FILE_NAME).is_file() and any(folder.iterdir()):
        raise PaperError(f"{folder} holds something that is no static copy of a paper: give an empty or a new folder.")


class CopyFolder:
    """Puts files where they belong and leaves those alone that are as they should be."""

    def __init__(self, root: Path, ledger: Ledger, is_gzipped: bool) -> None:
        self.root = root
        self.ledger = ledger
        self.is_gzipped = is_gzipped
        self.kept = self.written = self.removed = 0

    def put(self, path: str, content: bytes) -> None:
        """Write one file, and its compressed twin where asked for. Raises OSError."""
        self._put(path, content)
        if self.is_gzipped and PurePosixPath(path).suffix in COMPRESSED:
            self._put(f"{path}.gz", gzip.compress(content, 9, mtime=0))

    def copy(self, path: str, source: IO[bytes]) -> None:
        """Write one file that may be large. Raises OSError."""
        self.ledger.keep(path)
        target = self._place(path)
        part = target.with_name(PART)
        with part.open("wb") as into:
            shutil.copyfileobj(source, into)
        self.kept += 1
        if target.is_file() and filecmp.cmp(part, target, shallow=False):
            part.unlink()
        else:
            part.replace(target)
            self.written += 1

    def leave(self, path: str) -> None:
        """Keep a file as an earlier run left it, if it is there."""
        for name in (path, f"{path}.gz"):
            if (self.root / name).is_file():
                self.ledger.keep(name)

    def sweep(self) -> None:
        """Take away the files of earlier runs that belong to the copy no longer, and folders left empty by that."""
        while paths := self.ledger.left_over():
            for path in paths:
                place = self.root / path
                if place.is_file():
                    place.unlink()
                    self.removed += 1
                self._remove_empty(place.parent)
            self.ledger.forget(paths)

    def _put(self, path: str, content: bytes) -> None:
        self.ledger.keep(path)
        target = self._place(path)
        self.kept += 1
        if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
            return
        part = target.with_name(PART)
        part.write_bytes(content)
        part.replace(target)
        self.written += 1

    def _place(self, path: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.root and folder.is_dir() and not any(os.scandir(folder)):
            folder.rmdir()
            folder = folder.parent
