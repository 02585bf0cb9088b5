"""What changes for readers by itself, because time passes: told to the press once, by the clock."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import ClockMark
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.signals import time_passed
from broadsheet.newsroom.telling import tell
from broadsheet.press.changes import EVERYTHING

SMALL_STEP = timedelta(minutes=1)
"""Clocks are put right by so much at once, and those of two machines differ by less."""
ANYTHING = Dirty(taken_down=frozenset({EVERYTHING}))
"""What may have changed where nobody knows from which moment pages are; some may show what has ended."""


def begin_time(now: datetime) -> None:
    """Tell from ``now`` on: no page is older. Does nothing where the clock has told of anything yet."""
    ClockMark.objects.get_or_create(pk=1, defaults={"day": _day_of(now), "moment": now})


def tell_of_passing_time(now: datetime) -> None:
    """Tell of the day that has begun and of all that has ended since the clock last told of anything.

    Nothing is written while nothing has changed. The mark stands in the database, so what passed while the paper
    was down is told when it is up again. A clock that has been set back has pages from a moment yet to come.
    """
    mark = ClockMark.objects.filter(pk=1).first()
    if mark is None or _news_since(mark, now) != Dirty():
        _tell(now)


@transaction.atomic
def _tell(now: datetime) -> None:
    """Asked again once the mark is held: another clock may have told of it."""
    mark = ClockMark.objects.select_for_update().filter(pk=1).first()
    tell(_news_since(mark, now) if mark else ANYTHING)
    ClockMark.objects.update_or_create(pk=1, defaults={"day": _day_of(now), "moment": now})


def _news_since(mark: ClockMark, now: datetime) -> Dirty:
    """What is otherwise now than it was at the mark, be that a moment before or, by a small step, after."""
    if now < mark.moment - SMALL_STEP:
        return ANYTHING
    day = _day_of(now)
    day_over = {press_keys.DAY} if mark.day != day else set()
    month_over = {press_keys.MONTH} if (mark.day.year, mark.day.month) != (day.year, day.month) else set()
    year_over = {press_keys.YEAR} if mark.day.year != day.year else set()
    news = Dirty(frozenset(day_over | month_over | year_over))
    since, until = sorted((mark.moment, now))
    for _receiver, told in time_passed.send(ClockMark, since=since, until=until):
        news = news | told  # type: ignore[operator]  # each receiver returns one
    return news


def _day_of(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
