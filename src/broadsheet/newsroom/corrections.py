"""The paper's corrections, newest first: those of stories that stand in its lists."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.models import ListEntry, StoryCorrection
from broadsheet.press.recording import note

HEAD_SIZE = 30
MONTH_LIMIT = 1000
"""Corrections shown of one month."""


def newest(limit: int = HEAD_SIZE) -> list[StoryCorrection]:
    """The newest corrections, each with its story as a card shows it. A fixed number of queries."""
    note(press_keys.CORRECTIONS)
    return _with_stories(_listed()[:limit])


def of_month(first: date) -> list[StoryCorrection]:
    """The corrections of the month that begins with ``first``, newest first, each with its story."""
    return _with_stories(rows_of_month(first))


def rows_of_month(first: date) -> list[StoryCorrection]:
    """As of_month, without their stories. One query."""
    note(press_keys.corrections_of(first))
    return list(_listed().filter(date__gte=_start_of(first), date__lt=_start_of(_next_month(first)))[:MONTH_LIMIT])


def month_before(first: date) -> date | None:
    """The first day of the newest month before ``first`` that has corrections; None where there is none. One query."""
    moment = _listed().filter(date__lt=_start_of(first)).values_list("date", flat=True).first()
    if moment is None:
        note(press_keys.CORRECTIONS)
        return None
    found = month = timezone.localtime(moment).date().replace(day=1)
    while month < first:  # one that has none today may have some tomorrow
        note(press_keys.corrections_of(month))
        month = _next_month(month)
    return found


def months() -> list[date]:
    """The first days of the months that have corrections, newest first. One query over the corrections alone."""
    note(press_keys.CORRECTIONS)
    found = _listed().order_by().annotate(month=TruncMonth("date")).values_list("month", flat=True).distinct()
    return sorted((timezone.localtime(moment).date() for moment in found), reverse=True)


def keys_of(*rows: StoryCorrection | None) -> frozenset[str]:
    """The keys of the pages that show ``rows``, which are one correction before and after a change; none where its
    story stands in no list: entering one tells by itself."""
    present = [row for row in rows if row is not None]
    entries = ListEntry.objects.filter(list_key=lists.PAPER, story_id=present[0].story_id)
    if not entries.exists():
        return frozenset()
    return press_keys.corrections_changed(timezone.localtime(row.date).date() for row in present)


def _listed() -> QuerySet[StoryCorrection]:
    rows = StoryCorrection.objects.filter(story__list_entries__list_key=lists.PAPER)
    return rows.order_by("-date", "-pk")


def _with_stories(rows: Iterable[StoryCorrection]) -> list[StoryCorrection]:
    found = list(rows)
    stories = {story.pk: story for story in lists.cards(list(dict.fromkeys(row.story_id for row in found)))}
    present = [row for row in found if row.story_id in stories]
    for row in present:
        row.story = stories[row.story_id]
    return present


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
