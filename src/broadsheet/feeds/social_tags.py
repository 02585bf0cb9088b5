"""What other sites show beside a link: Open Graph and Twitter cards, on every kind of page."""

from __future__ import annotations

import locale
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from broadsheet.feeds.social_cards.cards import HEIGHT, WIDTH, Card
from broadsheet.feeds.structured_data.pages import thing_of
from broadsheet.feeds.structured_data.things import WIDEST, complete, moment
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of
from broadsheet.newsroom.models import Author, Story

SHAPE = "16x9"
LONGEST_DESCRIPTION = 300


class Tag(NamedTuple):
    """One <meta>: Open Graph names things by ``property``, Twitter by ``name``."""

    attribute: str
    key: str
    content: str


class Picture(NamedTuple):
    """What stands beside the link."""

    address: str
    width: int
    height: int
    alt: str
    media_type: str


def social_tags(context: Mapping[str, Any], card: Card) -> list[Tag]:
    """Every tag of a page that has an address; none are empty."""
    tags = [*_open_graph(context, card), *_twitter(context, card)]
    return [tag for tag in tags if tag.content]


def picture_of(context: Mapping[str, Any], card: Card) -> Picture:
    """The page's own picture while its rights last, else its card."""
    photo: Photo | None = context["meta"].picture
    if photo is None or photo.rights_ended:
        return Picture(complete(card.address), WIDTH, HEIGHT, card.alt, "image/png")
    offered = addresses(photo, SHAPE, "jpg")
    width = max((width for width in offered if width <= WIDEST), default=min(offered))
    alt = photo.default_alt_text or context["meta"].heading
    return Picture(complete(offered[width]), *size_of(photo, SHAPE, width), alt, "image/jpeg")


def og_locale(language: str) -> str:
    """A BCP 47 tag as Open Graph wants it, ``de_AT``; a language alone is given the country it is named after."""
    name, _, country = language.replace("-", "_").partition("_")
    if len(country) == 2:
        return f"{name.lower()}_{country.upper()}"
    usual = locale.normalize(name.lower()).split(".")[0]
    return {"ar": "ar_AR"}.get(name.lower(), usual if "_" in usual else "")


def _open_graph(context: Mapping[str, Any], card: Card) -> Iterator[Tag]:
    meta, picture = context["meta"], picture_of(context, card)
    thing = thing_of(context)
    kind = "article" if isinstance(thing, Story) else "profile" if isinstance(thing, Author) else "website"
    values = {
        "og:type": kind,
        "og:title": meta.heading,
        "og:description": _description(meta),
        "og:url": meta.canonical_url,
        "og:site_name": context["chrome"].name,
        "og:locale": og_locale(meta.language),
        "og:image": picture.address,
        "og:image:width": str(picture.width),
        "og:image:height": str(picture.height),
        "og:image:type": picture.media_type,
        "og:image:alt": picture.alt,
    }
    yield from (Tag("property", key, content) for key, content in values.items())
    if isinstance(thing, Story):
        yield from _of_article(thing)
    if isinstance(thing, Author):
        yield Tag("property", "profile:username", thing.slug)


def _of_article(story: Story) -> Iterator[Tag]:
    yield Tag("property", "article:published_time", moment(story.published_at))
    yield Tag("property", "article:modified_time", moment(story.updated_at or story.published_at))
    yield Tag("property", "article:section", story.section.title if story.section else "")
    yield from (Tag("name", "author", author.name) for author in story.authors)
    yield from (Tag("property", "article:author", complete(author.address)) for author in story.authors)
    yield from (Tag("property", "article:tag", topic.name) for topic in story.topics_list)


def _twitter(context: Mapping[str, Any], card: Card) -> Iterator[Tag]:
    meta, picture = context["meta"], picture_of(context, card)
    own, thing = _handle(context["chrome"].paper.follow), thing_of(context)
    authors = thing.authors if isinstance(thing, Story) else [thing] if isinstance(thing, Author) else []
    values = {
        "twitter:card": "summary_large_image",
        "twitter:title": meta.heading,
        "twitter:description": _description(meta),
        "twitter:image": picture.address,
        "twitter:image:alt": picture.alt,
        "twitter:site": own,
        "twitter:creator": next(filter(None, (_handle(author.profile_links) for author in authors)), own),
    }
    yield from (Tag("name", key, content) for key, content in values.items())


def _description(meta: Any) -> str:
    said = meta.description or meta.heading
    return said if len(said) <= LONGEST_DESCRIPTION else said[:LONGEST_DESCRIPTION].rpartition(" ")[0] + "…"


def _handle(profiles: list[dict[str, str]]) -> str:
    """``@name`` on X, from the address of the profile there; empty where there is none."""
    address = next((profile["url"] for profile in profiles if profile["service"] == "x"), "")
    name = urlsplit(address).path.strip("/").partition("/")[0]
    return f"@{name}" if name.isascii() and name.replace("_", "").isalnum() else ""
