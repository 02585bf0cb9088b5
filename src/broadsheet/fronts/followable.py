"""Everything in the paper that a reader can follow by a feed: whatever is a list of stories and for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Package
from broadsheet.fronts.press_keys import PACKAGES
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.feed_addresses import CORRECTIONS
from broadsheet.newsroom.models import Author, ListEntry, Section, Topic
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.press.recording import note, recording


@dataclass(frozen=True)
class Followable:
    """A list of stories: what it is called, where it is, and how deep it lies among its like, from 0."""

    title: str
    address: str
    depth: int = 0


@dataclass(frozen=True)
class FollowableGroup:
    """Lists of one sort. ``name`` is an identifier: ``paper``, ``sections``, ``packages``, ``authors``, ``topics``."""

    name: str
    title: str
    lists: list[Followable]


def lists_to_follow(paper: str) -> list[FollowableGroup]:
    """Every list, in groups; ``paper`` is the paper's name. Six queries.

    A handful of keys tells of all of them: there may be thousands.
    """
    note(press_keys.SECTIONS, press_keys.RESTRICTIONS, PACKAGES, press_keys.AUTHORS, press_keys.TOPICS)
    whole = [Followable(paper, "/"), Followable(_("Corrections"), CORRECTIONS)]
    with recording():
        groups = [
            FollowableGroup("paper", _("The whole paper"), whole),
            FollowableGroup("sections", _("Sections"), _open_sections()),
            FollowableGroup("packages", _("Special reports"), _named(Package.objects.running())),
            FollowableGroup("authors", _("Authors"), _named(_authors())),
            FollowableGroup("topics", _("Topics"), _named(_topics_with_stories())),
        ]
    return [group for group in groups if group.lists]


def _named(rows: Iterable[Any]) -> list[Followable]:
    return [Followable(str(row), row.address) for row in rows]


def _open_sections() -> list[Followable]:
    closed = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    sections: list[Section] = [section for section in live_sections() if not section.path.startswith(closed)]
    top = min((section.depth for section in sections), default=0)
    return [Followable(section.title, section.address, section.depth - top) for section in sections]


def _authors() -> QuerySet[Author]:
    return Author.objects.only("name", "slug").order_by("name", "pk")


def _topics_with_stories() -> list[Topic]:
    """By name. Whether a topic has any is one look into an index."""
    own = Concat(Value("topic-"), Cast(OuterRef("pk"), CharField()))
    found = Topic.objects.only("name", "slug").filter(Exists(ListEntry.objects.filter(list_key=own)))
    return sorted(found, key=lambda topic: (topic.name.casefold(), topic.pk))
