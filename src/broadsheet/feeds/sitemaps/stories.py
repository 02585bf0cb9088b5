"""The stories of one shelf, with their pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Coalesce

from broadsheet.feeds.sitemaps.documents import Entry
from broadsheet.lib.addresses import address_of_path
from broadsheet.lib.page_indexes import SHELF
from broadsheet.media.models import Photo
from broadsheet.media.renditions import ADDRESS_FIELDS, addresses
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.models.stories import StoryQuerySet
from broadsheet.press.recording import note

MOST_PICTURES = 100
"""Of one story. A thousand stories with as many, and the longest addresses there can be, stay below 50 MB."""
PHOTOS_AT_ONCE = 10_000
_PICTURED = (*ADDRESS_FIELDS, "expires_at")


@dataclass(frozen=True)
class _Row:
    url_path: str
    changed: datetime | None
    photo_ids: Sequence[int]


def named(**entry: Any) -> StoryQuerySet:
    """Stories a sitemap may name: listed, and not said to have first appeared elsewhere.

    ``entry`` says more of their places in the paper's own list; said later, it would be said of any of their places.
    """
    own = Q(canonical_url="") | Q(canonical_url__startswith=f"{settings.PAPER.address}/")
    return Story.objects.filter(own, list_entries__list_key=lists.PAPER, **entry)


def stories_of(number: int) -> list[Entry]:
    """The stories of the shelf ``number``, in the order of their keys. Two queries, whatever the archive."""
    note(press_keys.shelf(number))
    rows = list(_rows(number))
    pictures = _pictures({pk for row in rows for pk in row.photo_ids})
    return [
        Entry(address_of_path(row.url_path), row.changed, [pictures[pk] for pk in row.photo_ids if pk in pictures])
        for row in rows
    ]


def _rows(number: int) -> Iterator[_Row]:
    """Read a few at a time, since each brings its whole body."""
    found = (
        named()
        .filter(pk__gte=number * SHELF, pk__lt=(number + 1) * SHELF)
        .annotate(changed=Coalesce("last_published_at", "published_at"), raw_body=Cast("body", TextField()))
        .order_by("pk")
        .values_list("url_path", "changed", "section_id", "lead_picture_id", "raw_body")
    )
    sections = set()
    for url_path, changed, section_id, lead_id, body in found.iterator(chunk_size=200):
        sections.add(section_id)
        ids = dict.fromkeys([*([lead_id] if lead_id else []), *photos_in(body)])
        yield _Row(url_path, changed, list(ids)[:MOST_PICTURES])
    note(*map(press_keys.section, sections - {None}))  # a section that moves takes its stories' addresses along


def photos_in(body: str) -> Iterator[int]:
    """Keys of the photos a body shows, in order; it is given as stored, since making blocks of it costs queries."""
    if '"photo"' in body:
        yield from _photos_below(json.loads(body))


def _photos_below(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        photo = value.get("photo")
        if isinstance(photo, int):
            yield photo
        for part in value.values():
            yield from _photos_below(part)
    elif isinstance(value, list):
        for part in value:
            yield from _photos_below(part)


def _pictures(ids: Iterable[int]) -> dict[int, str]:
    """``{key: address}`` of the widest JPEG of each photo that may still be shown. Loading a photo notes its key."""
    wanted = sorted(ids)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), PHOTOS_AT_ONCE):
        photos = Photo.objects.only(*_PICTURED).filter(pk__in=wanted[start : start + PHOTOS_AT_ONCE]).order_by()
        found |= {photo.pk: _widest(photo) for photo in photos if not photo.rights_ended}
    return found


def _widest(photo: Photo) -> str:
    offered = addresses(photo, "whole", "jpg")
    return offered[max(offered)]
