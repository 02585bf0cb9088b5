"""Which stories a partner is offered, in which order, and which of those it has are withdrawn.

Without ``since`` a partner is given the paper as lists have it, the newest first, back to the first story. With
``since`` it is given what was published, changed, withdrawn or brought back after that moment, the latest first.
What has been withdrawn is found when the partner asks: whatever took a story away, none is missed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ListEntry, Section, Story
from broadsheet.newsroom.models.stories import republishable_q
from broadsheet.partners.models import Given, Partner
from broadsheet.record.models import PublishedVersion

PAGE = 50
MOST_TURNED = 5000
"""Stories found withdrawn at once, as when a whole section is; the next request finds the rest."""
PUBLISHED, CHANGED, TURNED = range(3)


@dataclass(frozen=True)
class Place:
    """Where something stands in the order: by its moment, then by what happened, then by the number of its row."""

    moment: datetime
    what: int
    row: int

    @property
    def rank(self) -> tuple[datetime, int, int]:
        """Greater comes first."""
        return self.moment, -self.what, self.row

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}/{self.what}/{self.row}"


@dataclass(frozen=True)
class Happened:
    """Something a partner is told of: the story is known by its number or by its key."""

    place: Place
    story_id: int | None = None
    key: UUID | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Offer:
    """One page: each story's number or, of a withdrawn one, its key and since when; ``following`` is where the next
    page begins."""

    items: list[int | Happened]
    following: Place | None


def list_keys_of(partner: Partner, section: Section | None = None) -> list[str]:
    """The lists whose stories a partner may have; of ``section`` alone where one is asked for. One query at most."""
    if section is not None:
        return [section.list_key]
    if not partner.is_limited:
        return [lists.PAPER]
    return [one.list_key for one in partner.sections.only("pk")]


def may_have_section(partner: Partner, section: Section) -> bool:
    """Whether a section is one of the partner's, or lies below one. One query at most."""
    return not partner.is_limited or any(section.path.startswith(one.path) for one in partner.sections.only("path"))


def offered(list_keys: Iterable[str]) -> QuerySet[ListEntry]:
    """Entries of what may be had from these lists."""
    return ListEntry.objects.filter(republishable_q("story__"), list_key__in=list(list_keys))


def offer(partner: Partner, list_keys: list[str], since: datetime | None, after: Place | None) -> Offer:
    """The page that begins after ``after``. Six queries, and one for each list beyond the first."""
    if after is None:  # who walks through a long archive is told at the next beginning
        notice_what_turned(partner)
    sources = [*(_published(key, since, after) for key in list_keys), _turned(partner, since, after)]
    if since is not None:
        sources.append(_changed(since, after))
    walk = heapq.merge(*sources, key=lambda one: one.place.rank, reverse=True)
    taken = list(islice(walk, PAGE))
    following = taken[-1].place if next(walk, None) is not None else None
    return Offer(_without_repeats(taken, _ids_of(taken, list_keys)), following)


def notice_what_turned(partner: Partner, **which: Any) -> None:
    """Find what a partner was given and may not publish any more, and what may be published again; of all of it, or of
    ``which``. One query, and a second where there is any."""
    is_there = Exists(offered([lists.PAPER]).filter(story__translation_key=OuterRef("story_key")))
    given = Given.objects.filter(partner=partner, **which)
    turned = given.alias(is_there=is_there).filter(is_withdrawn=F("is_there"))
    rows = list(turned.values_list("pk", "is_withdrawn")[:MOST_TURNED])
    now = timezone.now()
    with transaction.atomic():
        for is_withdrawn in {was for _pk, was in rows}:
            changed = Given.objects.filter(pk__in=[pk for pk, was in rows if was == is_withdrawn])
            changed.update(is_withdrawn=not is_withdrawn, turned_at=now)


def note_given(partner: Partner, stories: Iterable[Story]) -> None:
    """Remember that a partner has been given these. Two queries where one of them is new, else one."""
    keys = {story.translation_key for story in stories}
    known = Given.objects.filter(partner=partner, story_key__in=keys).values_list("story_key", flat=True)
    new = keys.difference(known)
    Given.objects.bulk_create([Given(partner=partner, story_key=key) for key in new], ignore_conflicts=True)


def _published(list_key: str, since: datetime | None, after: Place | None) -> list[Happened]:
    found = _bounded(offered([list_key]), "published_at", "story_id", PUBLISHED, since, after)
    return [Happened(Place(at, PUBLISHED, pk), story_id=pk) for at, pk in found.values_list("published_at", "story_id")]


def _changed(since: datetime, after: Place | None) -> list[Happened]:
    found = _bounded(PublishedVersion.objects.all(), "published_at", "pk", CHANGED, since, after)
    rows = found.values_list("published_at", "pk", "story_key")
    return [Happened(Place(at, CHANGED, pk), key=key) for at, pk, key in rows]


def _turned(partner: Partner, since: datetime | None, after: Place | None) -> list[Happened]:
    """Who asks for everything is told of what was withdrawn; what came back stands in the lists."""
    rows = Given.objects.filter(partner=partner, turned_at__isnull=False)
    rows = rows if since is not None else rows.filter(is_withdrawn=True)
    found = _bounded(rows, "turned_at", "pk", TURNED, since, after)
    return [
        Happened(Place(at, TURNED, pk), key=key, is_withdrawn=gone)
        for at, pk, key, gone in found.values_list("turned_at", "pk", "story_key", "is_withdrawn")
    ]


def _bounded(
    rows: QuerySet[Any], moment: str, row: str, what: int, since: datetime | None, after: Place | None
) -> QuerySet[Any]:
    """The first of ``rows`` that come after ``after`` and are younger than ``since``: one more than a page."""
    if since is not None:
        rows = rows.filter(**{f"{moment}__gt": since})
    if after is not None:
        earlier = Q(**{f"{moment}__lt": after.moment})
        if what == after.what:
            earlier |= Q(**{moment: after.moment, f"{row}__lt": after.row})
        elif what > after.what:
            earlier |= Q(**{moment: after.moment})
        rows = rows.filter(earlier, **{f"{moment}__lte": after.moment})
    return rows.order_by(f"-{moment}", f"-{row}")[: PAGE + 1]


def _ids_of(taken: list[Happened], list_keys: list[str]) -> dict[UUID, int]:
    """Numbers of the stories known by their key, as far as they may be had. One query."""
    wanted = [one.key for one in taken if one.key is not None and not one.is_withdrawn]
    found = offered(list_keys).filter(story__translation_key__in=wanted)
    return dict(found.values_list("story__translation_key", "story_id"))


def _without_repeats(taken: list[Happened], ids: dict[UUID, int]) -> list[int | Happened]:
    """What may be had or is withdrawn, each once, where it stands first."""
    items: dict[Any, int | Happened] = {}
    for one in taken:
        if one.is_withdrawn:
            items.setdefault(one.key, one)
        elif (pk := one.story_id or ids.get(one.key)) is not None:  # type: ignore[arg-type]  # None is in no dict
            items.setdefault(pk, pk)
    return list(items.values())
