"""What stands in a page's head: its title, description, language, addresses and feeds."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from broadsheet.lib.languages import text_direction
from broadsheet.media.models import Photo
from broadsheet.newsroom.feed_addresses import FORMATS, RSS
from broadsheet.newsroom.plain_text import stream_to_text

_PROSE = ("text", "quote", "list", "info_box", "markup")
OPENING = 200
_SCRIPTS = {"ar": "arabic", "fa": "arabic", "ur": "arabic", "ckb": "arabic", "ja": "japanese"}


@dataclass
class Meta:
    """The head of one page. ``language`` is a BCP 47 tag; ``robots`` is empty where machines may do as they like.

    ``heading`` is the title without the paper's name; ``picture`` is the photo other sites show beside a link to it.
    """

    title: str
    heading: str = ""
    description: str = ""
    language: str = ""
    canonical_url: str = ""
    lite_url: str = ""
    full_url: str = ""
    robots: str = ""
    picture: Photo | None = None
    feeds: list[dict[str, str]] = field(default_factory=list)
    extra: str = ""

    def __post_init__(self) -> None:
        self.language = self.language or settings.PAPER.language

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return text_direction(self.language.lower())

    @property
    def script(self) -> str:
        """Which of the paper's faces the page needs."""
        return _SCRIPTS.get(self.language.split("-")[0].lower(), "latin")


def meta(title: str, address: str, paper: str, **fields: Any) -> Meta:
    """The head of the page at ``address``. ``paper`` is the paper's name, put after the title."""
    return Meta(
        title=f"{title} – {paper}" if title else paper,
        heading=fields.pop("heading", "") or title or paper,
        canonical_url=fields.pop("canonical_url", "") or settings.PAPER.address + address,
        lite_url=fields.pop("lite_url", "/lite" + address),
        full_url=address,
        feeds=_with_the_papers(fields.pop("feeds", []), paper),
        **fields,
    )


def opening_of(body: Any) -> str:
    """The first words of a body, for a page nobody has summed up; empty where it has none."""
    for block in body:
        said = stream_to_text([block]) if block.block_type in _PROSE else ""
        if said:
            return Truncator(said).chars(OPENING)
    return ""


def feeds_of(title: str, address: str, query: str = "") -> list[dict[str, str]]:
    """A list's own feed in each format, for the head of its page. ``query`` follows the address of a search."""
    return [
        {
            "title": title if form is RSS else f"{title} ({form.name})",
            "url": form.address(address) + query,
            "type": form.media_type,
        }
        for form in FORMATS
    ]


def _with_the_papers(own: list[dict[str, str]], paper: str) -> list[dict[str, str]]:
    """The paper's feed stands in every head; in each format only where there is no other, so that heads stay short."""
    return [*own, *feeds_of(paper, "/")[: 1 if own else None]]
