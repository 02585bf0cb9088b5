"""What changes for readers by itself, because time passes: told to the press once, by the clock."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import ClockMark
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.signals import time_passed
from broadsheet.newsroom.telling import tell


def tell_of_passing_time(now: datetime) -> None:
    """Tell of the day that has begun and of all that has ended since the clock last told of anything.

    Nothing is written while nothing has changed. The mark stands in the database, so what passed while the paper
    was down is told when it is up again.
    """
    day = timezone.localdate(now, timezone.get_default_timezone())
    mark, is_first = ClockMark.objects.get_or_create(pk=1, defaults={"day": day, "moment": now})
    if not is_first and _news_since(mark, day, now) != Dirty():
        _tell(day, now)


@transaction.atomic
def _tell(day: date, now: datetime) -> None:
    """Asked again once the mark is held: another clock may have told of it."""
    mark = ClockMark.objects.select_for_update().get(pk=1)
    tell(_news_since(mark, day, now))
    ClockMark.objects.filter(pk=1).update(day=day, moment=max(now, mark.moment))


def _news_since(mark: ClockMark, day: date, now: datetime) -> Dirty:
    day_over = {press_keys.DAY} if mark.day != day else set()
    month_over = {press_keys.MONTH} if (mark.day.year, mark.day.month) != (day.year, day.month) else set()
    year_over = {press_keys.YEAR} if mark.day.year != day.year else set()
    news = Dirty(frozenset(day_over | month_over | year_over))
    for _receiver, told in time_passed.send(ClockMark, since=mark.moment, until=now):
        news = news | told  # type: ignore[operator]  # each receiver returns one
    return news
