"""Draws a card: three looks from the same parts, as the paper's pages have them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from broadsheet.feeds.social_cards import faces
from broadsheet.feeds.social_cards.cards import HEIGHT, WIDTH, Card
from broadsheet.feeds.social_cards.colours import RGB, WHITE, ink_on, mixed, readable, rgb
from broadsheet.feeds.social_cards.faces import Face
from broadsheet.feeds.social_cards.lines import SetText, fitted, shortened

EDGE = 72
COLUMN = WIDTH - 2 * EDGE
SIZES = tuple(range(112, 43, -4))
NAME_SIZES = tuple(range(176, 59, -4))
LABEL_SIZE, FOOT_SIZE = 30, 28
COLOURS = 128
"""A card has a ground, an ink and an accent; what lies between is the edge of letters."""
LEADING, JOINED_LEADING, WIDE_LEADING = 1.08, 1.42, 1.26
PAPERS: dict[str, RGB] = {"broadsheet": (251, 251, 248), "tabloid": WHITE, "magazine": WHITE}
ACCENT: RGB = (0, 86, 107)
TABLOID_RED: RGB = (196, 18, 31)


def draw(card: Card) -> bytes:
    """The card as a PNG of 1200 by 630 pixels; the same bytes for the same card."""
    look = _LOOKS.get(card.look.preset, Broadsheet)(card)
    look.draw()
    out = BytesIO()
    look.image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


class Broadsheet:
    """Serif headline from the left, the name in the middle above a double rule. The others differ from it."""

    headline_face, label_face = faces.SERIF, faces.LABEL
    is_centred = False
    top, bottom = 140, 522

    def __init__(self, card: Card) -> None:
        self.card = card
        self.paper = rgb(card.look.paper_colour, PAPERS.get(card.look.preset, PAPERS["broadsheet"]))
        self.ink = ink_on(self.paper)
        self.soft = mixed(self.ink, self.paper, 0.3)
        self.accent = rgb(card.colour, rgb(card.look.accent, ACCENT))
        self.label_ink = readable(self.accent, self.paper)
        self.image = Image.new("RGB", (WIDTH, HEIGHT), self.paper)
        self.canvas = ImageDraw.Draw(self.image)
        self.name = self.name_face.shown(self.name_text)
        self.headline = self.face.shown(card.headline)
        self.is_rtl = faces.is_rtl(self.headline or self.name)

    @property
    def face(self) -> Face:
        """What the headline is set in: the masthead may have it otherwise than the preset."""
        return {"serif": faces.SERIF, "sans": faces.SANS}.get(self.card.look.headline_face, self.headline_face)

    @property
    def name_face(self) -> Face:
        """What the paper's name is set in."""
        return faces.WORDMARK

    @property
    def name_text(self) -> str:
        """The paper's name, in the case its masthead has it."""
        return self.card.look.name

    def draw(self) -> None:
        """The whole card. Without a headline that can be drawn it is the paper's own."""
        if not self.headline:
            self.draw_name_alone()
            return
        self.draw_masthead()
        self.draw_story()

    def draw_masthead(self) -> None:
        """The name over everything, small."""
        self.canvas.rectangle((0, 0, WIDTH, 13), fill=self.accent)
        size = 46
        name = shortened(self.name, self.name_face, size, COLUMN)
        self.write(name, self.name_face, size, 82, self.ink, centred=True)
        for y in (108, 113):
            self.canvas.rectangle((EDGE, y, WIDTH - EDGE, y + 1), fill=self.ink)

    def draw_story(self) -> None:
        """Label, headline and foot in the room between ``top`` and ``bottom``."""
        label = self.label_face.shown(self.card.label)
        set_text = self.set_headline(self.top + (LABEL_SIZE * 2 if label else 0))
        leading = set_text.size * self.leading(self.headline)
        used = leading * len(set_text.lines) + (LABEL_SIZE * 2 if label else 0)
        y = self.top + (self.bottom - self.top - used) / 2
        if label:
            self.draw_label(label, y + LABEL_SIZE)
            y += LABEL_SIZE * 2
        for number, line in enumerate(set_text.lines):
            baseline = y + leading * number + set_text.size * 0.86 + (leading - set_text.size) / 2
            self.write(line, self.face, set_text.size, baseline, self.ink)
        self.draw_foot()

    def set_headline(self, top: float) -> SetText:
        """The headline in lines that fit below ``top``."""
        room = int(self.bottom - top)
        return fitted(self.headline, self.face, COLUMN, room, SIZES, self.leading(self.headline))

    def draw_label(self, label: str, baseline: float) -> None:
        """A word or two over the headline, in the section's colour."""
        text = shortened(label, self.label_face, LABEL_SIZE, COLUMN)
        self.write(text, self.label_face, LABEL_SIZE, baseline, self.label_ink)

    def draw_foot(self) -> None:
        """Who wrote it."""
        foot = faces.TEXT.shown(self.card.foot)
        if foot:
            self.write(shortened(foot, faces.TEXT, FOOT_SIZE, COLUMN), faces.TEXT, FOOT_SIZE, HEIGHT - 52, self.soft)

    def draw_name_alone(self) -> None:
        """The paper's own card: its name, large, and the line under it."""
        self.canvas.rectangle((0, 0, WIDTH, 13), fill=self.accent)
        self.draw_large_name(self.ink, self.soft)

    def draw_large_name(self, ink: RGB, soft: RGB) -> None:
        """Name and tagline in the middle of the card, a double rule between them."""
        if not self.name:
            return
        set_text = fitted(self.name, self.name_face, COLUMN, 330, NAME_SIZES, 1.05)
        foot = faces.ITALIC.shown(self.card.look.tagline)
        leading = set_text.size * max(1.05, self.leading(self.name))
        y = (HEIGHT - leading * len(set_text.lines) - (90 if foot else 0)) / 2
        for number, line in enumerate(set_text.lines):
            self.write(
                line, self.name_face, set_text.size, y + leading * number + set_text.size * 0.84, ink, centred=True
            )
        if foot:
            y += leading * len(set_text.lines) + 18
            for rule in (0, 5):
                self.canvas.rectangle((WIDTH / 2 - 130, y + rule, WIDTH / 2 + 130, y + rule + 1), fill=soft)
            self.write(shortened(foot, faces.ITALIC, 38, COLUMN), faces.ITALIC, 38, y + 68, soft, centred=True)

    def write(self, text: str, face: Face, size: int, baseline: float, ink: RGB, centred: bool | None = None) -> None:
        """One line between the edges: from the side its script begins on, or in the middle."""
        width = face.width(text, size)
        left: float = EDGE
        if self.is_centred if centred is None else centred:
            left = (WIDTH - width) / 2
        elif self.is_rtl:
            left = WIDTH - EDGE - width
        face.draw(self.canvas, (left, baseline), text, size, ink)

    @staticmethod
    def leading(text: str) -> float:
        """From one baseline to the next, in sizes: scripts with high or deep letters want more."""
        if any(map(faces.is_joined, text)):
            return JOINED_LEADING
        return WIDE_LEADING if any(letter >= "\u2e80" for letter in text) else LEADING


class Tabloid(Broadsheet):
    """Heavy, close and loud: the name in a red band, the label in a box."""

    headline_face = faces.SANS
    top, bottom = 128, 532

    @property
    def name_face(self) -> Face:
        return faces.SANS

    @property
    def band(self) -> RGB:
        """The colour of the masthead."""
        return TABLOID_RED

    def draw_masthead(self) -> None:
        self.canvas.rectangle((0, 0, WIDTH, 100), fill=self.band)
        name = shortened(self.name, self.name_face, 52, COLUMN)
        self.write(name, self.name_face, 52, 69, WHITE)
        self.canvas.rectangle((0, HEIGHT - 14, WIDTH, HEIGHT), fill=self.accent)

    def draw_label(self, label: str, baseline: float) -> None:
        text = shortened(label.upper(), self.label_face, LABEL_SIZE, COLUMN)
        width = self.label_face.width(text, LABEL_SIZE)
        left = WIDTH - EDGE - width - 14 if self.is_rtl else EDGE - 14
        box = (left, baseline - LABEL_SIZE - 4, left + width + 28, baseline + 12)
        self.canvas.rectangle(box, fill=self.accent)
        self.write(text, self.label_face, LABEL_SIZE, baseline, ink_on(self.accent))

    def draw_name_alone(self) -> None:
        self.canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=self.band)
        self.draw_large_name(WHITE, mixed(WHITE, self.band, 0.2))


class Magazine(Broadsheet):
    """Light and centred, with much air; the name in small letters below."""

    headline_face, label_face = faces.QUIET, faces.ITALIC
    is_centred = True
    top, bottom = 54, 454

    @property
    def name_text(self) -> str:
        return self.card.look.name.lower()

    def draw_masthead(self) -> None:
        self.canvas.rectangle((WIDTH / 2 - 28, 0, WIDTH / 2 + 28, 13), fill=self.accent)
        self.canvas.rectangle((EDGE, 540, WIDTH - EDGE, 540), fill=mixed(self.ink, self.paper, 0.8))
        name = shortened(self.name, self.name_face, 44, COLUMN)
        self.write(name, self.name_face, 44, 600, self.ink)

    def draw_foot(self) -> None:
        foot = faces.TEXT.shown(self.card.foot)
        if foot:
            self.write(shortened(foot, faces.TEXT, FOOT_SIZE, COLUMN), faces.TEXT, FOOT_SIZE, 510, self.soft)


_LOOKS: dict[str, type[Broadsheet]] = {"broadsheet": Broadsheet, "tabloid": Tabloid, "magazine": Magazine}
