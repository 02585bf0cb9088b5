"""The paper's own faces, as its pages have them: which file draws which letter, and how wide a text becomes.

A browser takes each letter from the first file that has it; so does a Face. Letters that join (Arabic) come from one
file that has the Latin ones too, since a line's letters can be put in order only within one font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import ImageDraw, ImageFont, features

from broadsheet.feeds.social_cards.colours import RGB

_JOINED_FILE = Path(__file__).with_name("fonts") / "newsreader-naskh.woff2"
_JAPANESE = (*(f"noto-serif-jp-{n}" for n in range(1, 9)), *(f"noto-serif-jp-rare-{n}" for n in range(1, 13)))
PROBE_SIZE = 24
NOWHERE = "\U0010fffd"
"""A code point of nobody's, drawn as the box a font shows for what it has not."""


@dataclass(frozen=True)
class Cut:
    """One font file of the reader site, at a place on its one axis (size or weight) where it has one."""

    name: str
    axis: int | None = None

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at a size in pixels."""
        return _opened(self, size)


JOINED = Cut(_JOINED_FILE.stem)


@dataclass(frozen=True)
class Face:
    """A face as a style sheet lists it: the first cut that has a letter draws it."""

    cuts: tuple[Cut, ...]

    def runs(self, text: str) -> Iterator[tuple[Cut, str]]:
        """``text`` in pieces, each drawn by one cut."""
        cuts = self.cuts_for(text)
        cut, piece = cuts[0], ""
        for letter in text:
            stays = letter.isspace() or unicodedata.combining(letter)
            own = cut if piece and stays else _first_with(letter, cuts) or cut
            if own is not cut and piece:
                yield cut, piece
                piece = ""
            cut, piece = own, piece + letter
        if piece:
            yield cut, piece

    def cuts_for(self, text: str) -> tuple[Cut, ...]:
        """The files that may draw ``text``."""
        return (JOINED,) if any(map(is_joined, text)) else self.cuts

    def width(self, text: str, size: int) -> float:
        """In pixels."""
        return sum(cut.at(size).getlength(piece, direction=_way(piece)) for cut, piece in self.runs(text))

    def draw(self, canvas: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, ink: RGB) -> None:
        """Write ``text``; ``place`` is where its baseline begins on the left."""
        left, baseline = place
        for cut, piece in self.runs(text):
            font = cut.at(size)
            canvas.text((left, baseline), piece, fill=ink, font=font, anchor="ls", direction=_way(piece))
            left += font.getlength(piece, direction=_way(piece))

    def shown(self, text: str) -> str:
        """``text`` as it can be drawn: without pictograms; empty where a letter of it is in no cut, since a word
        with holes is worse than none."""
        cuts = self.cuts_for(text)
        if cuts == (JOINED,) and not features.check("raqm"):  # which joins letters and orders lines
            return ""
        kept = []
        for letter in " ".join(unicodedata.normalize("NFC", text).split()):
            if _first_with(letter, cuts):
                kept.append(letter)
            elif unicodedata.category(letter)[0] in "LN":
                return ""
        return " ".join("".join(kept).split())


def _first_with(letter: str, cuts: tuple[Cut, ...]) -> Cut | None:
    return next((cut for cut in cuts if _has(cut, letter)), None)


def is_joined(letter: str) -> bool:
    """Whether it belongs to a script that runs from right to left."""
    return unicodedata.bidirectional(letter) in ("R", "AL")


def is_rtl(text: str) -> bool:
    """Which way a line runs: as its first letter does (Unicode Standard Annex 9, P2)."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)


def _way(text: str) -> str | None:
    """What Pillow has to be told for letters that join; nothing else needs it."""
    if not any(map(is_joined, text)):
        return None
    return "rtl" if is_rtl(text) else "ltr"


@lru_cache(maxsize=256)
def _opened(cut: Cut, size: int) -> ImageFont.FreeTypeFont:
    path = _JOINED_FILE if cut == JOINED else finders.find(f"reader/fonts/{cut.name}.woff2")
    font = ImageFont.truetype(str(path), size)
    if cut.axis is not None:
        font.set_variation_by_axes([cut.axis])
    return font


@lru_cache(maxsize=20_000)
def _has(cut: Cut, letter: str) -> bool:
    return bytes(cut.at(PROBE_SIZE).getmask(letter)) != _nothing(cut)


@lru_cache(maxsize=64)
def _nothing(cut: Cut) -> bytes:
    return bytes(cut.at(PROBE_SIZE).getmask(NOWHERE))


def _face(family: str, axis: int | None = None) -> Face:
    own = (Cut(f"{family}-latin", axis), Cut(f"{family}-latin-ext", axis))
    return Face((*own, *map(Cut, _JAPANESE)))


WORDMARK = _face("newsreader", 72)
SERIF = _face("newsreader", 60)
QUIET = _face("newsreader", 22)
ITALIC = _face("newsreader-italic")
SANS = _face("libre-franklin", 800)
LABEL = _face("libre-franklin", 600)
TEXT = _face("libre-franklin", 500)
