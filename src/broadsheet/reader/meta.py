"""What stands in a page's head: its title, description, language, addresses and feeds."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from broadsheet.lib.languages import text_direction
from broadsheet.media.models import Photo
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
        feeds=[*fields.pop("feeds", []), {"title": paper, "url": "/feed/", "type": "application/rss+xml"}],
        **fields,
    )


def opening_of(body: Any) -> str:
    """The first words of a body, for a page nobody has summed up; empty where it has none."""
    for block in body:
        said = stream_to_text([block]) if block.block_type in _PROSE else ""
        if said:
            return Truncator(said).chars(OPENING)
    return ""


def feed_of(title: str, address: str) -> dict[str, str]:
    """A list's own feed, for the head of its page."""
    return {"title": title, "url": address + "feed/", "type": "application/rss+xml"}
