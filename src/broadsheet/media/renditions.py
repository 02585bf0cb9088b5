"""The sizes, shapes and formats readers get a photo in, and the address of each.

An address is worked out from the photo alone, so a page with forty pictures costs no rendition look-up and
no encoding. The file behind it is made when it is first asked for (media/views.py) and from then on served
without Django. Only the shapes, widths and formats below exist: nobody can make the server encode others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING

from broadsheet.media.carried_words import CARRIED, words_of

if TYPE_CHECKING:
    from broadsheet.media.models import Photo

ADDRESS = "/media/images/"
WIDTHS = (96, 192, 320, 480, 640, 960, 1280, 1600)
SMALLEST = 320
"""Faces come smaller; nothing else does."""
SHAPES: dict[str, tuple[int, int] | None] = {
    "3x2": (3, 2),
    "16x9": (16, 9),
    "4x3": (4, 3),
    "4x5": (4, 5),
    "1x1": (1, 1),
    "whole": None,
}
"""Width to height; ``whole`` is the picture as it was taken."""
QUALITIES = {"avif": "avifquality-60", "webp": "webpquality-78", "jpg": "jpegquality-80", "png": ""}
_WILLOW_FORMATS = {"jpg": "jpeg"}
_NAME = re.compile(
    r"(?P<pk>\d{1,18})-(?P<version>[0-9a-f]{8})-(?P<shape>[0-9a-z]+)-(?P<width>\d{2,4})\.(?P<format>\w+)"
)


ADDRESS_FIELDS = (
    *("file", "file_hash", "width", "height"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    *CARRIED,
    "content_credentials",
)
"""Fields of a photo its addresses are worked out from: whoever loads fewer asks the database once more for each."""


@dataclass(frozen=True)
class Wanted:
    """One rendition somebody asks for by its file name."""

    pk: int
    version: str
    shape: str
    width: int
    format: str

    @property
    def spec(self) -> str:
        """How Wagtail writes this rendition down."""
        return filter_spec(self.shape, self.width, self.format)


def version_of(photo: Photo) -> str:
    """Eight hex digits that change with the picture's file, its focal point and the words its copies carry."""
    focus = (photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height)
    said = words_of(photo) or ""
    return sha1(f"{photo.file_hash}{photo.file.name}{focus}{said}".encode(), usedforsecurity=False).hexdigest()[:8]


def size_of(photo: Photo, shape: str, width: int) -> tuple[int, int]:
    """Width and height in pixels of a rendition."""
    ratio = SHAPES[shape] or (photo.width, photo.height)
    return width, max(1, round(width * ratio[1] / ratio[0]))


def largest_width(photo: Photo, shape: str) -> int:
    """The widest rendition of a shape the photo has pixels for."""
    ratio = SHAPES[shape]
    return photo.width if ratio is None else min(photo.width, photo.height * ratio[0] // ratio[1])


def widths_of(photo: Photo, shape: str) -> list[int]:
    """Widths a photo is offered in: never more than it has, save that the smallest always exists."""
    least, most = (0, 480) if shape == "1x1" else (SMALLEST, largest_width(photo, shape))
    most = min(most, largest_width(photo, shape))
    return [width for width in WIDTHS if least <= width <= most] or [WIDTHS[0]]


def addresses(photo: Photo, shape: str, format: str) -> dict[int, str]:  # noqa: A002  # the field's own word
    """``{width: address}`` of every width of one shape and format."""
    stem = f"{ADDRESS}{photo.pk}-{version_of(photo)}-{shape}-"
    return {width: f"{stem}{width}.{format}" for width in widths_of(photo, shape)}


def filter_spec(shape: str, width: int, format: str) -> str:  # noqa: A002  # the field's own word
    """Wagtail's name of a rendition's making, such as ``fill-640x427|format-avif|avifquality-60``."""
    ratio = SHAPES[shape]
    cut = f"width-{width}" if ratio is None else f"fill-{width}x{round(width * ratio[1] / ratio[0])}"
    parts = [cut, f"format-{_WILLOW_FORMATS.get(format, format)}", QUALITIES[format]]
    return "|".join(part for part in parts if part)


NAMES_BY_SPEC = {
    filter_spec(shape, width, kind): (shape, width, kind) for shape in SHAPES for width in WIDTHS for kind in QUALITIES
}


def parse_name(name: str) -> Wanted | None:
    """What a file name asks for, or None where it is not one of ours."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    wanted = Wanted(int(match["pk"]), match["version"], match["shape"], int(match["width"]), match["format"])
    known = wanted.shape in SHAPES and wanted.width in WIDTHS and wanted.format in QUALITIES
    return wanted if known else None


def file_name(photo: Photo, spec: str) -> str | None:
    """The file name under which a rendition of ours is kept, or None for one the desk made for itself."""
    found = NAMES_BY_SPEC.get(spec)
    if found is None:
        return None
    shape, width, extension = found
    return f"{photo.pk}-{version_of(photo)}-{shape}-{width}.{extension}"
