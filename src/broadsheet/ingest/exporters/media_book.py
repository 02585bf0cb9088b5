"""Photos and files under the names and addresses they have in an export, looked up as they are met.

A photo whose rights have ended stays here: elsewhere nothing would keep it from readers.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.ingest.exporters.content import by_batches
from broadsheet.ingest.exporters.file_names import media_name
from broadsheet.media.models import File, Photo

MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Placed:
    """One photo or file. ``path`` is relative to the export's folder of media; files are 0 by 0 pixels, and ``size``
    is theirs in bytes."""

    id: int
    path: str
    url: str
    title: str
    caption: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    credit: str = ""
    size: int = 0


class MediaBook:
    """``photo_url`` and ``file_url`` give the address of a row whose path in the export they are told."""

    def __init__(self, photo_url: Callable[[Photo, str], str], file_url: Callable[[File, str], str]) -> None:
        self.photo_url, self.file_url = photo_url, file_url
        self._photos: dict[int, Placed] = {}
        self._files: dict[int, Placed] = {}

    def photo(self, pk: int | None) -> Placed | None:
        """None for one that is gone, or no longer ours to show."""
        return _remembered(self._photos, pk, Photo.objects.usable(), self.placed_photo)

    def file(self, pk: int | None) -> Placed | None:
        """None for one that is gone."""
        return _remembered(self._files, pk, File.objects.all(), self.placed_file)

    def placed_photo(self, photo: Photo) -> Placed:
        """Of a row that is at hand."""
        path = f"{photo.created_at:%Y/%m}/{media_name(photo.file.name)}"
        address = self.photo_url(photo, path)
        words = (photo.title, photo.caption, photo.default_alt_text)
        return Placed(photo.pk, path, address, *words, photo.width, photo.height, photo.credit)

    def placed_file(self, file: File) -> Placed:
        """Of a row that is at hand."""
        path = f"{file.created_at:%Y/%m}/files/{media_name(file.file.name)}"
        return Placed(file.pk, path, self.file_url(file, path), file.title, size=file.file_size or 0)


def copy_media(book: MediaBook, photos: Path, files: Path) -> Iterator[tuple[str, bool]]:
    """Copy every original below ``photos`` and ``files``; yields each path and whether its file was there."""
    for batch in by_batches(Photo.objects.usable()):
        for photo in batch:
            path = book.placed_photo(photo).path
            yield path, copy_stored(photo.file, photos / path)
    for some in by_batches(File.objects.all()):
        for file in some:
            path = book.placed_file(file).path
            yield path, copy_stored(file.file, files / path)


def copy_stored(stored: Any, target: Path) -> bool:
    """Copy a stored file there; whether there was one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with stored.storage.open(stored.name) as source, target.open("wb") as into:
            shutil.copyfileobj(source, into)
    except FileNotFoundError:
        return False
    return True


def _remembered(known: dict[int, Placed], pk: int | None, rows: Any, place: Callable[[Any], Placed]) -> Placed | None:
    if pk is None:
        return None
    if pk not in known:
        row = rows.filter(pk=pk).first()
        if row is None:
            return None
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[pk] = place(row)
    return known[pk]
