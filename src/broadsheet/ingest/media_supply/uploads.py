"""Uploads of a source: where they are found, and what they are, judged by their content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.media_supply.folder import UploadFolder
from broadsheet.ingest.media_supply.names import Located
from broadsheet.ingest.media_supply.zipped import UploadZip
from broadsheet.media.uploads import check_file, check_photo

PICTURE_FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif", "MPO": "jpg"}
OPENED = [name for name in PICTURE_FORMATS if name != "MPO"]  # Pillow opens those as JPEG and finds out
ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)
"""Values of the EXIF orientation tag (Exif 2.32, 4.6.4) that swap width and height."""

BEGINNINGS = {b"%PDF-": "pdf", b"ID3": "mp3", b"{\\rtf": "rtf"}


class NotUsableError(Exception):
    """The file is there but is not one the paper may keep; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A usable file: a picture with its size in pixels, or another file."""

    path: Path
    name: str  # with the extension of its content
    is_picture: bool
    width: int = 0
    height: int = 0

    @property
    def title(self) -> str:
        """What to call it for want of a title."""
        return PurePosixPath(self.name).stem


class Uploads(Protocol):
    """Files under their old paths. `refused` are names that were left out from the start, and why."""

    @property
    def refused(self) -> Sequence[tuple[str, str]]: ...

    def has(self, path: str) -> bool: ...

    def find(self, path: str) -> Located | None:
        """Raises UnpackError for a file that is there and cannot be read."""
        ...

    def close(self) -> None: ...


def open_uploads(path: Path) -> Uploads:
    """A folder or a zip. Raises ImportRefused."""
    if path.is_dir():
        return UploadFolder(path)
    if not path.is_file():
        raise ImportRefused("there is no such folder or zip of uploads", file=path)
    return UploadZip(path, most_bytes())


def most_bytes() -> int:
    """What one picture or file of this paper may hold."""
    return int(max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE))


def examine(located: Located) -> Found:
    """What the file is, judged by its content as the desk judges uploads. Raises NotUsableError."""
    if not located.path.stat().st_size:
        raise NotUsableError("the file is empty")
    with located.path.open("rb") as stream:
        picture = _picture(stream, located)
        if picture is not None:
            return picture
        name = _named_for_content(located.name, stream)
        try:
            check_file(stream, name)
        except ValidationError as error:
            raise NotUsableError(" ".join(error.messages)) from error
    return Found(located.path, name, is_picture=False)


def _named_for_content(name: str, stream: IO[bytes]) -> str:
    """Addresses on the web need no extension; what the file begins with gives it one."""
    if PurePosixPath(name).suffix.lower().lstrip(".") in settings.WAGTAILDOCS_EXTENSIONS:
        return name
    stream.seek(0)
    head = stream.read(16)
    return next((f"{name}.{extension}" for start, extension in BEGINNINGS.items() if head.startswith(start)), name)


def _picture(stream: IO[bytes], located: Located) -> Found | None:
    """The picture in ``stream``, whatever its name says, or None where it is not one."""
    try:
        with Image.open(stream, formats=OPENED) as image:
            extension = PICTURE_FORMATS[image.format or ""]
            turned = image.getexif().get(ORIENTATION, 1) in SIDEWAYS
            width, height = image.size[::-1] if turned else image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotUsableError("the picture has more pixels than this paper allows") from error
    except Exception:  # decoders raise whatever they like at a file that is no picture
        return None
    if width * height <= 1:
        raise NotUsableError("the picture is a single pixel, which shows nothing and counts readers")
    name = f"{PurePosixPath(located.name).stem}.{extension}"
    try:
        check_photo(stream, name)
    except ValidationError as error:
        raise NotUsableError(" ".join(error.messages)) from error
    return Found(located.path, name, is_picture=True, width=width, height=height)
