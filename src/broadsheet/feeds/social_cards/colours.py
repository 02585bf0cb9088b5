"""Colours of a card: those of the paper and its sections, made dark or light enough to be read."""

from __future__ import annotations

RGB = tuple[int, int, int]

INK: RGB = (20, 25, 28)
WHITE: RGB = (255, 255, 255)
LEAST_CONTRAST = 4.5
"""Of text on its ground (WCAG 2.2, 1.4.3)."""
STEP = 0.06


def rgb(colour: str, otherwise: RGB) -> RGB:
    """``#8a1f11`` as numbers; ``otherwise`` for anything that is no colour."""
    try:
        value = int(colour.removeprefix("#"), 16) if len(colour) == 7 else -1
    except ValueError:
        value = -1
    return (value >> 16, value >> 8 & 255, value & 255) if value >= 0 else otherwise


def mixed(colour: RGB, with_: RGB, share: float) -> RGB:
    """``colour`` with a ``share`` (0 to 1) of another."""
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(colour, with_, strict=True))
    return red, green, blue


def ink_on(ground: RGB) -> RGB:
    """Dark or light, whichever is read more easily on ``ground``."""
    return INK if contrast(INK, ground) >= contrast(WHITE, ground) else WHITE


def readable(colour: RGB, ground: RGB) -> RGB:
    """``colour``, taken towards ink as far as it must be to be read on ``ground``."""
    share, ink = 0.0, ink_on(ground)
    while share < 1 and contrast(mixed(colour, ink, share), ground) < LEAST_CONTRAST:
        share += STEP
    return mixed(colour, ink, min(share, 1))


def contrast(one: RGB, other: RGB) -> float:
    """From 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGB) -> float:
    linear = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
