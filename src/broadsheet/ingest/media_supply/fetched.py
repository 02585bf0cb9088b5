"""Fetched files in the paper's own folder, each under the hash of its address, whole or not there at all."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

from broadsheet.ingest.fetching import Fetcher, FetchError
from broadsheet.lib.fetching.guard import target_of

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)


class FetchedFiles:
    """One folder for each site, so that a run that was interrupted goes on where it was."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder = folder / (_UNSAFE.sub("-", site).strip(".-")[:100] or "site")

    def path_of(self, url: str) -> Path:
        """Where the file of this address is kept, whether or not it is there."""
        name = sha256(url.encode()).hexdigest()
        return self.folder / name[:2] / name

    def find(self, url: str) -> Path | None:
        path = self.path_of(url)
        return path if url and path.is_file() else None

    def fetch(self, fetcher: Fetcher, url: str, most_bytes: int) -> None:
        """Raises FetchError, also where a web page came instead of a file; OSError of the disk."""
        path = self.path_of(url)
        fetcher.fetch_to(path, url, most_bytes)
        with path.open("rb") as stream:
            is_page = _PAGE.match(stream.read(1024)) is not None
        if is_page:
            path.unlink()
            raise FetchError("a web page came instead of a file")

    def drop(self, url: str) -> None:
        """For a file that is of no use: another run asks for it again."""
        self.path_of(url).unlink(missing_ok=True)

    def drop_all(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def discard_parts(self) -> None:
        """What a killed run had begun to fetch."""
        for part in self.folder.glob("*/part-*"):
            part.unlink(missing_ok=True)


def is_fetchable(url: str) -> bool:
    """Whether the address is one that could be asked at all."""
    try:
        target_of(url, allow_private=True)
    except FetchError:
        return False
    return True
