"""Who has taken which story: partners by their key, others by their word. For the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from broadsheet.newsroom.desk.period_reports import PeriodReportView, moments_of
from broadsheet.newsroom.models import Story
from broadsheet.partners.models import Declared, Given

MOST_STORIES = 100
MOST_NAMED = 20
"""Of one story, the latest."""


@dataclass(frozen=True)
class Taking:
    """Somebody took a story; ``url`` is where it appears, if that was said."""

    who: str
    at: datetime
    url: str = ""


@dataclass
class Taken:
    """A story with all who took it, the latest first. ``pk`` is None where it is no more."""

    headline: str = ""
    pk: int | None = None
    by_partners: int = 0
    by_others: int = 0
    takings: list[Taking] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often it was taken."""
        return self.by_partners + self.by_others


class RepublishedView(PeriodReportView):
    """``/desk/reports/republished/``: what was taken in a period."""

    template_name = "partners/report.html"
    page_title = _("Republished")
    header_icon = "copy"

    def report(self, since: date, until: date) -> dict[str, Any]:
        return {"stories": taken_between(since, until)}


def taken_between(since: date, until: date) -> list[Taken]:
    """The stories taken most often from one day to another, at most MOST_STORIES. Five queries."""
    begin, end = moments_of(since, until)
    given = Given.objects.filter(first_at__gte=begin, first_at__lt=end)
    said = Declared.objects.filter(at__gte=begin, at__lt=end)
    found: dict[UUID, Taken] = {}
    for key, count in _most(given, "first_at"):
        found.setdefault(key, Taken()).by_partners = count
    for key, count in _most(said, "at"):
        found.setdefault(key, Taken()).by_others = count
    most = dict(sorted(found.items(), key=lambda pair: pair[1].count, reverse=True)[:MOST_STORIES])
    _put_takings(most, given, said)
    _put_headlines(most)
    return list(most.values())


def _most(rows: QuerySet[Any], moment: str) -> Iterable[tuple[UUID, int]]:
    counted = rows.order_by().values("story_key").annotate(count=Count("pk"), last=Max(moment))
    return counted.order_by("-count", "-last").values_list("story_key", "count")[:MOST_STORIES]


def _put_takings(found: dict[UUID, Taken], given: QuerySet[Given], said: QuerySet[Declared]) -> None:
    partners = given.filter(story_key__in=found).values_list("story_key", "partner__name", "first_at")
    others = said.filter(story_key__in=found).values_list("story_key", "site", "at", "url", "headline")
    for key, name, at in partners:
        found[key].takings.append(Taking(name, at))
    for key, site, at, url, headline in others:
        found[key].takings.append(Taking(site, at, url))
        found[key].headline = headline
    for taken in found.values():
        taken.takings = sorted(taken.takings, key=lambda one: one.at, reverse=True)[:MOST_NAMED]


def _put_headlines(found: dict[UUID, Taken]) -> None:
    rows = Story.objects.filter(translation_key__in=found).values_list("translation_key", "pk", "title")
    for key, pk, title in rows:
        found[key].pk, found[key].headline = pk, title
