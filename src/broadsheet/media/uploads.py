"""Judges uploads by what they are, not by what they call themselves.

``check_photo`` and ``check_file`` serve the desk's forms and imports alike. A photo that passes has been decoded
from its first pixel to its last. Bytes hidden behind a real picture do no harm: readers get renditions, which are
encoded afresh, and never the original.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

PHOTO_FORMATS = {
    "avif": "AVIF",
    "gif": "GIF",
    "jpeg": "JPEG",
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
}
"""Pillow's format of each extension a photo may have. SVG is a program as much as a picture, and is none of them."""

OPENED = sorted(set(PHOTO_FORMATS.values()))
_SAME = {"MPO": "JPEG"}  # several JPEGs in one file, as some telephones write
_HEAD_BYTES = 65_536


def check_photo(file: IO[bytes], name: str | None = None) -> None:
    """Raise ValidationError, in words for the person uploading, unless ``file`` is a whole picture we can use.

    ``file`` is open for reading in binary and is left at its beginning; ``name`` is its own unless given.
    """
    name = name or getattr(file, "name", "") or ""
    extension = _extension(name)
    if extension not in PHOTO_FORMATS:
        raise ValidationError(_not_a_photo_kind(extension), code="kind")
    _check_size(file, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    with _rewound(file):
        found = _format_of(file)
        if found != PHOTO_FORMATS[extension]:
            message = _("This file is called .%(extension)s but is a %(format)s picture. Rename it and try again.")
            raise ValidationError(message % {"extension": extension, "format": found}, code="mismatch")
        _decode(file)


def _not_a_photo_kind(extension: str) -> str:
    if extension in ("svg", "svgz"):
        return _("SVG drawings can carry programs, so they are not taken. Save it as PNG and upload that.")
    kinds = ", ".join(sorted(kind.upper() for kind in set(PHOTO_FORMATS) - {"jpeg"}))
    return _("This is not a kind of picture we can use. Use one of: %(kinds)s.") % {"kinds": kinds}


def _format_of(file: IO[bytes]) -> str:
    """What the file is, and whether its dimensions are bearable; its pixels are not touched."""
    try:
        with Image.open(file, formats=OPENED) as picture:
            _check_pixels(picture)
            return _SAME.get(picture.format or "", picture.format or "")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(
            _("This file is not a picture, or is damaged. Open it on your computer, save it again and try that."),
            code="not_a_picture",
        ) from None


def _check_pixels(picture: Image.Image) -> None:
    frames = getattr(picture, "n_frames", 1) if picture.format == "GIF" else 1
    if picture.width * picture.height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    message = _("This picture has more than %(most)d million pixels. Make it smaller and try again.")
    return ValidationError(message % {"most": most}, code="pixels")


def _decode(file: IO[bytes]) -> None:
    """Decode every pixel: a file that breaks off half-way is found now, not when readers ask for it."""
    try:
        file.seek(0)
        with Image.open(file, formats=OPENED) as picture:
            picture.verify()
        file.seek(0)
        with Image.open(file, formats=OPENED) as picture:
            picture.load()
    except Exception:  # decoders raise whatever they like at a damaged file
        raise ValidationError(
            _("This picture is damaged: it breaks off or cannot be read. Save it again and try that."),
            code="damaged",
        ) from None


# Files


def check_file(file: IO[bytes], name: str | None = None) -> None:
    """Raise ValidationError, in words for the person uploading, unless ``file`` is what its name says and is taken.

    ``file`` is open for reading in binary and is left at its beginning; ``name`` is its own unless given.
    """
    name = name or getattr(file, "name", "") or ""
    extension = _extension(name)
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        kinds = ", ".join(kind.upper() for kind in settings.WAGTAILDOCS_EXTENSIONS)
        raise ValidationError(_("Files of this kind are not taken. Use one of: %(kinds)s.") % {"kinds": kinds}, "kind")
    _check_size(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    with _rewound(file):
        head = file.read(_HEAD_BYTES)
        if not _LOOKS_RIGHT[extension](head, file):
            message = _("This file is called .%(extension)s but is something else. Save it as what it is.")
            raise ValidationError(message % {"extension": extension}, code="mismatch")


def _begins(*marks: bytes) -> Callable[[bytes, IO[bytes]], bool]:
    return lambda head, _file: head.startswith(marks)


def _is_pdf(head: bytes, _file: IO[bytes]) -> bool:
    return b"%PDF-" in head[:1024]  # readers of PDF allow as much before it (ISO 32000-1, annex H)


def _is_mp4(head: bytes, _file: IO[bytes]) -> bool:
    return head[4:8] == b"ftyp"


def _is_mp3(head: bytes, _file: IO[bytes]) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _is_text(head: bytes, _file: IO[bytes]) -> bool:
    """Whether it is text, and not a page or a script that calls itself text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    disguised = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?", b"#!", b"mz\x90")
    return b"\x00" not in head and not start.startswith(disguised)


def _is_json(head: bytes, file: IO[bytes]) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return _is_text(head, file) and start[:1] in (b"{", b"[")


def _is_calendar(head: bytes, file: IO[bytes]) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR")


def _holds(*parts: str) -> Callable[[bytes, IO[bytes]], bool]:
    """A ZIP archive whose table of contents has one of ``parts``; nothing is unpacked, so nothing can swell."""

    def looks(head: bytes, file: IO[bytes]) -> bool:
        if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
        try:
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False
        return not parts or not names.isdisjoint(parts)

    return looks


_OLD_OFFICE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_LOOKS_RIGHT: dict[str, Callable[[bytes, IO[bytes]], bool]] = {
    "csv": _is_text,
    "doc": _OLD_OFFICE,
    "docx": _holds("word/document.xml"),
    "epub": _holds("META-INF/container.xml"),
    "geojson": _is_json,
    "ics": _is_calendar,
    "json": _is_json,
    "mp3": _is_mp3,
    "mp4": _is_mp4,
    "odp": _holds("content.xml"),
    "ods": _holds("content.xml"),
    "odt": _holds("content.xml"),
    "pdf": _is_pdf,
    "ppt": _OLD_OFFICE,
    "pptx": _holds("ppt/presentation.xml"),
    "rtf": _begins(b"{\\rtf"),
    "tsv": _is_text,
    "txt": _is_text,
    "xls": _OLD_OFFICE,
    "xlsx": _holds("xl/workbook.xml", "xl/workbook.bin"),
    "zip": _holds(),
}


# Both


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _check_size(file: Any, most: int) -> None:
    size = getattr(file, "size", None)
    if size is None:
        size = file.seek(0, 2)
        file.seek(0)
    if size > most:
        message = _("This file is too large: %(size)s. At most %(most)s can be uploaded.")
        raise ValidationError(message % {"size": filesizeformat(size), "most": filesizeformat(most)}, code="size")
    if size == 0:
        raise ValidationError(_("This file is empty."), code="empty")


@contextmanager
def _rewound(file: IO[bytes]) -> Iterator[None]:
    file.seek(0)
    try:
        yield
    finally:
        file.seek(0)
