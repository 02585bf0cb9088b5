"""What descriptions are made of: people, pictures, lists, the way to a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from broadsheet.feeds.social_cards.cards import HEIGHT, WIDTH, Card
from broadsheet.feeds.structured_data.writing import Node, without_empty
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of
from broadsheet.newsroom.models import Author, Story
from broadsheet.newsroom.plain_text import html_to_text

SHAPES = ("1x1", "4x3", "16x9")
"""Search engines ask for each."""
WIDEST = 1280
MOST_LISTED = 30
PORTRAIT = "1x1"


def complete(address: str) -> str:
    """An address of the paper with its origin; one elsewhere as it is."""
    return settings.PAPER.address + address if address.startswith("/") else address


def moment(at: datetime | None) -> str:
    """Date and time where the paper is, with its distance from UTC (ISO 8601)."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def person(author: Author) -> Node:
    """Whoever stands in a byline; the author's page says more."""
    return {
        "@type": "Person",
        "@id": complete(author.address) + "#author",
        "name": author.name,
        "url": complete(author.address),
    }


def whole_person(author: Author, publisher: Node) -> Node:
    """An author as their own page shows them."""
    picture = None if author.picture is None or author.picture.rights_ended else author.picture
    return without_empty(
        {
            **person(author),
            "jobTitle": author.role,
            "description": html_to_text(author.biography),
            "image": picture_in(picture, PORTRAIT) if picture else "",
            "email": author.email,
            "sameAs": [*filter(None, [author.website]), *(link["url"] for link in elsewhere(author.profile_links))],
            "worksFor": None if author.is_guest else publisher,
        }
    )


def elsewhere(links: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Those of ``links`` that lead to other sites."""
    return [link for link in links if link["url"].startswith("http")]


def pictures_of(photo: Photo, alt: str = "", caption: str = "") -> list[Node]:
    """A photo in each of SHAPES; the words beside it once."""
    first, *rest = (picture_in(photo, shape) for shape in SHAPES)
    words = {"caption": caption or alt, "creditText": photo.credit}
    words |= {"copyrightNotice": photo.copyright_notice, "license": photo.licence_url}
    return [first | without_empty(words), *rest]


def picture_in(photo: Photo, shape: str) -> Node:
    """One rendition."""
    offered = addresses(photo, shape, "jpg")
    width = max((width for width in offered if width <= WIDEST), default=min(offered))
    return image(offered[width], *size_of(photo, shape, width))


def image(address: str, width: int, height: int) -> Node:
    """A picture at an address of the paper."""
    return {"@type": "ImageObject", "url": complete(address), "width": width, "height": height}


def card_image(card: Card) -> Node:
    """A generated card."""
    return image(card.address, WIDTH, HEIGHT)


def way(crumbs: Sequence[Mapping[str, str]]) -> list[Node]:
    """The way to the page, outermost first, unless it is the front itself: ``[BreadcrumbList]`` or nothing."""
    if len(crumbs) < 2:
        return []
    steps = [
        without_empty({"@type": "ListItem", "position": number, "name": crumb["title"], "item": _step(crumb["url"])})
        for number, crumb in enumerate(crumbs, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": steps}]


def _step(address: str) -> str:
    return complete(address) if address else ""


def story_list(stories: Iterable[Story]) -> Node | None:
    """The stories a page lists, in its order: headline and address. None where it lists none."""
    shown = [
        {"@type": "ListItem", "position": number, "name": story.card_headline, "url": complete(story.address)}
        for number, story in enumerate(list(stories)[:MOST_LISTED], start=1)
    ]
    return {"@type": "ItemList", "itemListElement": shown} if shown else None
