"""What the bodies of several stories refer to, loaded together: a query for each kind of thing, not for each body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import PageViewRestriction
from wagtail.rich_text import expand_db_html

from broadsheet.media.models import File, Photo
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import Story
from broadsheet.press.recording import note

Block = Mapping[str, Any]
"""A block of a stream as it is stored: ``{"type": …, "value": …}``."""

_BETWEEN = "<!--between two stories-->"


@dataclass(frozen=True)
class References:
    """Photos, files and related stories by their keys; of stories only those that every reader may open."""

    photos: Mapping[int, Photo]
    files: Mapping[int, File]
    stories: Mapping[int, Story]


def references_of(bodies: Iterable[Sequence[Block]]) -> References:
    """Look up whatever the blocks of ``bodies`` name. Four queries at most; none for what nothing names."""
    blocks = [block for body in bodies for block in body]
    photos = set(photo_ids(blocks))
    files = {block["value"].get("document") for block in blocks if block["type"] == "file"} - {None}
    stories = {block["value"].get("story") for block in blocks if block["type"] == "related_story"} - {None}
    return References(
        Photo.objects.in_bulk(photos) if photos else {},
        File.objects.in_bulk(files) if files else {},
        _open_stories(stories) if stories else {},
    )


def photo_ids(blocks: Iterable[Block]) -> Iterator[int]:
    """The photos that blocks show, in order."""
    for block in blocks:
        pictures = [block["value"]] if block["type"] == "picture" else []
        if block["type"] == "gallery":
            pictures = items_of(block["value"].get("pictures"))
        yield from (picture["photo"] for picture in pictures if picture.get("photo"))


def _open_stories(wanted: Iterable[int]) -> dict[int, Story]:
    """Whether one may be opened is asked afterwards: loading it notes what tells of a change, open or not."""
    note(*map(press_keys.card, wanted))
    fields = ("title", "short_headline", "url_path", "path", "live", "section_id")
    found = Story.objects.only(*fields).in_bulk(list(wanted))
    closed = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    return {pk: story for pk, story in found.items() if story.live and not story.path.startswith(closed)}


def items_of(stored: Any) -> list[Any]:
    """The values of a stored list; imports and older versions keep them bare, Wagtail each with an id."""
    items = stored or []
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in items]


def with_links(texts: Sequence[str]) -> list[str]:
    """Rich texts as stored, their links to pages and files made into addresses. Two queries for all of them."""
    expanded = expand_db_html(_BETWEEN.join(texts)).split(_BETWEEN)
    # A tag nobody closed runs on into the next text; then each is read by itself.
    return expanded if len(expanded) == len(texts) else [expand_db_html(text) for text in texts]
