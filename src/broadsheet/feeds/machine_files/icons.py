"""The paper's icon in every size machines ask for: made from its logo, else drawn from the first letter of its name."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageColor, ImageDraw, ImageOps

from broadsheet.feeds.machine_files.faces import face_for, initial_of
from broadsheet.fronts.models import Masthead
from broadsheet.media.encoding import bare
from broadsheet.media.models import Photo
from broadsheet.media.uploads import OPENED

logger = logging.getLogger(__name__)

INK, PAPER = "#14191c", "#fbfbf8"
DRAWN = 512
"""Pixels of the picture that every smaller one is made from."""
WIDEST = 2.0
"""A logo more times as wide as it is high is a line of letters: nobody could read it 16 pixels wide."""
ROUNDED = 3 / 32
WHOLE, WITHIN_CIRCLE = 0.84, 0.56
"""How much of the side the mark takes: of an icon, and of one cut to a shape (the safe zone of W3C's manifest)."""
FAVICON_SIZES = (16, 32, 48)
_SHEET = ((6, 7, 26, 11), (6, 14, 15, 25), (18, 14, 26, 16), (18, 18.5, 26, 20.5), (18, 23, 26, 25))
"""A folded newspaper on a square of 32."""


@dataclass(frozen=True)
class Look:
    """What is drawn, on what."""

    mark: Image.Image
    ground: tuple[int, int, int]


def png(masthead: Masthead, size: int, is_cut: bool = False) -> bytes:
    """One icon of ``size`` pixels. ``is_cut`` where whoever shows it gives it a shape of their own."""
    return _saved(_icon(_look(masthead), size, is_cut), "PNG")


def ico(masthead: Masthead) -> bytes:
    """The small sizes in one file."""
    look = _look(masthead)
    *smaller, largest = (_icon(look, size, is_cut=False) for size in FAVICON_SIZES)
    file = io.BytesIO()
    largest.save(file, "ICO", sizes=[(size, size) for size in FAVICON_SIZES], append_images=smaller)
    return file.getvalue()


def tile(masthead: Masthead) -> bytes:
    """For a telephone's home screen, which rounds the corners itself and shows no transparency."""
    return _saved(_icon(_look(masthead), 180, is_cut=True, share=0.72).convert("RGB"), "PNG")


def _icon(look: Look, size: int, is_cut: bool, share: float = 0.0) -> Image.Image:
    whole = Image.new("RGBA", (DRAWN, DRAWN), (*look.ground, 255))
    side = round(DRAWN * (share or (WITHIN_CIRCLE if is_cut else WHOLE)))
    mark = ImageOps.contain(look.mark, (side, side), Image.Resampling.LANCZOS)
    whole.alpha_composite(mark, ((DRAWN - mark.width) // 2, (DRAWN - mark.height) // 2))
    if not is_cut:
        whole.putalpha(_rounded())
    return whole.resize((size, size), Image.Resampling.LANCZOS)


def _rounded() -> Image.Image:
    mask = Image.new("L", (DRAWN, DRAWN), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, DRAWN - 1, DRAWN - 1), round(DRAWN * ROUNDED), 255)
    return mask


def _look(masthead: Masthead) -> Look:
    return _from_logo(masthead) or _from_name(masthead)


# From the logo


def _from_logo(masthead: Masthead) -> Look | None:
    photo = masthead.logo_light
    if photo is None or photo.rights_ended:
        return None
    try:
        logo = _opened(photo)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        logger.warning("The icon is drawn from the paper's name, since the logo could not be opened: %s", error)
        return None
    if max(logo.size) > WIDEST * min(logo.size):
        return None
    return Look(logo, _ground_of(logo, masthead))


def _opened(photo: Photo) -> Image.Image:
    """The logo upright, no larger than needed, without an empty border."""
    with photo.file.storage.open(photo.file.name) as file, Image.open(file, formats=OPENED) as picture:
        picture.draft("RGB", (2 * DRAWN, 2 * DRAWN))
        upright = ImageOps.exif_transpose(picture)
        logo = ImageOps.contain(bare(upright).convert("RGBA"), (2 * DRAWN, 2 * DRAWN), Image.Resampling.LANCZOS)
    drawn = logo.getchannel("A").getbbox()
    if drawn is None:
        raise ValueError("nothing is drawn on it")
    return logo.crop(drawn)


def _ground_of(logo: Image.Image, masthead: Masthead) -> tuple[int, int, int]:
    """The paper's colour; of a logo that is a picture with edges, the colour of its corner."""
    if logo.getchannel("A").getextrema() == (255, 255):
        (_count, corner), *_rest = logo.convert("RGB").crop((0, 0, 1, 1)).getcolors() or [(1, _rgb(PAPER))]
        return corner  # type: ignore[return-value]  # of three numbers, in this mode
    return _rgb(masthead.paper_colour or PAPER)


# From the name


def _from_name(masthead: Masthead) -> Look:
    ground = _rgb(masthead.accent or INK)
    ink = max((_rgb(PAPER), _rgb(INK)), key=lambda colour: _contrast(colour, ground))
    letter = initial_of(masthead.name or settings.PAPER.name)
    shape = (_letter(letter, masthead) if letter else None) or _sheet()
    mark = Image.new("RGBA", shape.size, (*ink, 0))
    mark.putalpha(shape)
    return Look(mark, ground)


def _letter(letter: str, masthead: Masthead) -> Image.Image | None:
    face = face_for(letter, DRAWN, is_sans=masthead.headline_face == Masthead.Face.SANS)
    if face is None:
        return None
    canvas = Image.new("L", (3 * DRAWN, 3 * DRAWN), 0)
    ImageDraw.Draw(canvas).text((DRAWN, DRAWN), letter, fill=255, font=face)
    return _padded(canvas.crop(canvas.getbbox()))


def _padded(letter: Image.Image) -> Image.Image:
    """With room around it: a letter that reached the edges would look like part of a larger one."""
    side = round(max(letter.size) * 1.25)
    square = Image.new("L", (side, side), 0)
    square.paste(letter, ((side - letter.width) // 2, (side - letter.height) // 2))
    return square


def _sheet() -> Image.Image:
    """A folded newspaper, for a name without a letter that the paper's faces have."""
    shape = Image.new("L", (DRAWN, DRAWN), 0)
    for box in _SHEET:
        left, top, right, bottom = (round(DRAWN * place / 32) for place in box)
        ImageDraw.Draw(shape).rectangle((left, top, right - 1, bottom - 1), 255)
    return shape


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """As WCAG 2.2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Sequence[int]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _saved(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, optimize=True)
    return file.getvalue()
