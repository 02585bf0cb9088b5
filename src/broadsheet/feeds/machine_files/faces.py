"""Which of the paper's own faces has a letter, for icons of papers without a logo."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from django.contrib.staticfiles import finders
from PIL import ImageFont

FOLDER = "reader/fonts/"
SERIF = ("newsreader-latin", "newsreader-latin-ext", "noto-naskh-arabic")
SANS = ("libre-franklin-latin", "libre-franklin-latin-ext", *SERIF)
EAST_ASIAN = (
    *(f"noto-serif-jp-{number}" for number in range(1, 9)),
    *(f"noto-serif-jp-rare-{number}" for number in range(1, 13)),
)
_EAST_ASIAN_NAMES = ("CJK ", "HIRAGANA ", "KATAKANA ")
_NOBODYS = "\U0010ffff"
"""A code point that stands for nothing, in place of which a face shows its mark for what is missing."""


def initial_of(name: str) -> str:
    """The first letter or digit of a name, as a capital where its script has any; empty where there is none."""
    composed = unicodedata.normalize("NFC", name)
    first = next((letter for letter in composed if letter.isalnum()), "")
    return first.upper()[:1]


def face_for(letter: str, size: int, is_sans: bool) -> ImageFont.FreeTypeFont | None:
    """The first of the paper's faces that has ``letter``, ``size`` pixels high; None where none has."""
    for path in _files(letter, is_sans):
        face = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        if _has(face, letter):
            return _as_headline(face)
    return None


def _files(letter: str, is_sans: bool) -> Iterator[str]:
    is_east_asian = unicodedata.name(letter, "").startswith(_EAST_ASIAN_NAMES)
    for name in EAST_ASIAN if is_east_asian else SANS if is_sans else SERIF:
        path = finders.find(f"{FOLDER}{name}.woff2")
        if path:
            yield str(path)


def _has(face: ImageFont.FreeTypeFont, letter: str) -> bool:
    drawn, missing = face.getmask(letter), face.getmask(_NOBODYS)
    return bool(drawn.getbbox()) and (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def _as_headline(face: ImageFont.FreeTypeFont) -> ImageFont.FreeTypeFont:
    """At the far end of its axis: the display cut of the serif, the boldest of the others. Some have no axis."""
    try:
        face.set_variation_by_axes([axis["maximum"] or 0 for axis in face.get_variation_axes()])
    except OSError:
        return face
    return face
