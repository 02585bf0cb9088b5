"""The paper's corrections, newest first: those of stories that stand in its lists."""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, time

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.models import ListEntry, StoryCorrection
from broadsheet.press.recording import note

HEAD_SIZE = 30
MONTH_LIMIT = 1000
"""Corrections shown of one month."""
MONTHS_NOTED = 24
"""Where a longer time passed without any, a month waits for any change of the corrections."""


def first_day(year: int, month: int) -> date:
    """The first day of a month. Raises ValueError where there is none with a month before and after it."""
    if not MINYEAR < year < MAXYEAR:
        raise ValueError(f"{year} is no year of a newspaper")
    return date(year, month, 1)


def newest(limit: int = HEAD_SIZE) -> list[StoryCorrection]:
    """The newest corrections, each with its story as a card shows it. A fixed number of queries."""
    note(press_keys.CORRECTIONS)
    return _with_stories(_listed()[:limit])


def newest_rows(limit: int) -> tuple[list[StoryCorrection], date | None]:
    """The newest corrections without their stories, and the first day of the month the next one is of, if there is one.

    Those of this month are all there, however many: a month is read to its end once it is over. Three queries at most.
    """
    note(press_keys.CORRECTIONS)
    rows = list(_listed()[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    left, this_month = _month_of(rows[limit]), timezone.localdate().replace(day=1)
    if left < this_month:
        return rows[:limit], left
    note(press_keys.MONTH)
    return list(_listed().filter(date__gte=_start_of(this_month))[:MONTH_LIMIT]), month_before(this_month)


def of_month(first: date) -> list[StoryCorrection]:
    """The corrections of the month that begins with ``first``, newest first, each with its story."""
    return _with_stories(rows_of_month(first))


def rows_of_month(first: date) -> list[StoryCorrection]:
    """As of_month, without their stories. One query."""
    note(press_keys.corrections_of(first))
    return list(_listed().filter(date__gte=_start_of(first), date__lt=_start_of(_next_month(first)))[:MONTH_LIMIT])


def month_before(first: date) -> date | None:
    """The first day of the newest month before ``first`` that has corrections; None where there is none. One query."""
    row = _listed().filter(date__lt=_start_of(first)).only("date").first()
    month = found = _month_of(row) if row else None
    if month is None or 12 * (first.year - month.year) + first.month - month.month > MONTHS_NOTED:
        note(press_keys.CORRECTIONS)
        return found
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
    """A walk along the index of dates, whatever the planner knows of the tables: most corrections are of listed
    stories, and stories are many more than corrections."""
    entries = ListEntry.objects.filter(list_key=lists.PAPER, story_id=OuterRef("story_id"))
    return StoryCorrection.objects.filter(Exists(entries)).order_by("-date", "-pk")


def _with_stories(rows: Iterable[StoryCorrection]) -> list[StoryCorrection]:
    found = list(rows)
    stories = {story.pk: story for story in lists.cards(list(dict.fromkeys(row.story_id for row in found)))}
    present = [row for row in found if row.story_id in stories]
    for row in present:
        row.story = stories[row.story_id]
    return present


def _month_of(row: StoryCorrection) -> date:
    return timezone.localtime(row.date).date().replace(day=1)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
