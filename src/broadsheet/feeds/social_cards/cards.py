"""What a card shows, and its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.newsroom.models import Author, Section, Story, Topic

ADDRESS = "/cards/"
WIDTH, HEIGHT = 1200, 630
EDITION = 1
"""Goes up when cards are drawn in another way, so that every address changes with them."""
FRONT = "front"


@dataclass(frozen=True)
class Look:
    """What all cards of the paper share. Colours are ``#8a1f11`` or empty."""

    name: str
    tagline: str
    preset: str
    headline_face: str
    accent: str
    paper_colour: str

    @classmethod
    def of(cls, masthead: Any) -> Look:
        """The look that a masthead, or a page's ``chrome.paper``, describes."""
        return cls(
            masthead.name or settings.PAPER.name,
            masthead.tagline or settings.PAPER.tagline,
            masthead.preset,
            masthead.headline_face,
            masthead.accent,
            masthead.paper_colour,
        )


@dataclass(frozen=True)
class Card:
    """One picture. ``kind`` and ``pk`` say whose; ``language`` is a BCP 47 tag; the rest is what is seen."""

    kind: str
    pk: int
    headline: str
    look: Look
    label: str = ""
    foot: str = ""
    colour: str = ""
    language: str = ""

    @property
    def digest(self) -> str:
        """Ten hex digits that change with whatever the card shows."""
        return blake2b(repr((EDITION, self)).encode(), digest_size=5).hexdigest()

    @property
    def address(self) -> str:
        """From ``/``: the same for as long as it shows the same."""
        return f"{ADDRESS}{self.kind}-{self.pk}-{self.digest}.png"

    @property
    def alt(self) -> str:
        """What is written on it, for those who do not see it."""
        said = dict.fromkeys(text for text in (self.headline, self.look.name) if text)
        return " – ".join(said)


def card_of(thing: Any, look: Look, sections: Iterable[Section]) -> Card:
    """The card of a story, section, topic or author; of anything else, the front's. Asks nothing of the database
    if the thing has its section and authors. ``sections`` are the live ones."""
    make = _MAKERS.get(type(thing))
    return make(thing, look, colours_of(sections)) if make else front_card(look)


def front_card(look: Look) -> Card:
    """The paper's own: its name and the line under it."""
    return Card(FRONT, 1, "", look, foot=look.tagline, language=settings.PAPER.language)


def colours_of(sections: Iterable[Section]) -> dict[int, str]:
    """The colour of each section: its own, or that of the nearest one above it that has one."""
    found: dict[int, str] = {}
    by_path: dict[str, str] = {}
    for section in sorted(sections, key=lambda section: section.path):
        colour = section.accent or by_path.get(section.path[: -section.steplen], "")
        found[section.pk] = by_path[section.path] = colour
    return found


def _of_story(story: Story, look: Look, colours: Mapping[int, str]) -> Card:
    section = story.section.title if story.section else ""
    return Card(
        "story",
        story.pk,
        story.title,
        look,
        label=story.kind_label if story.is_sponsored else story.kicker or section,
        foot=story.author_names,
        colour=colours.get(story.section_id or 0, ""),
        language=story.language_tag,
    )


def _of_section(section: Section, look: Look, colours: Mapping[int, str]) -> Card:
    colour, language = colours.get(section.pk, ""), settings.PAPER.language
    return Card("section", section.pk, section.title, look, foot=section.standfirst, colour=colour, language=language)


def _of_topic(topic: Topic, look: Look, colours: Mapping[int, str]) -> Card:
    return Card("topic", topic.pk, topic.name, look, label=_("Topic"), language=settings.PAPER.language)


def _of_author(author: Author, look: Look, colours: Mapping[int, str]) -> Card:
    return Card("author", author.pk, author.name, look, foot=author.role, language=settings.PAPER.language)


_MAKERS: Mapping[type, Any] = {Story: _of_story, Section: _of_section, Topic: _of_topic, Author: _of_author}
