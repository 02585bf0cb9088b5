"""Dates as the active language writes them, where Django has no setting for how long they may be.

They are made of the formats of the locale: "29 Nov" in London, "Nov 29" in New York, "29. Nov" in Berlin.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language

_BY_24_HOURS = ("en-gb", "en-ie")
"""Locales in which Django keeps to twelve hours and newspapers do not."""


def time_of_day(moment: datetime) -> str:
    """``21:55``, or ``9:55 p.m.`` where that is how time is told."""
    return date_format(moment, "H:i" if get_language() in _BY_24_HOURS else "TIME_FORMAT")


def short_day(day: date) -> str:
    """Day and abbreviated month."""
    return date_format(day, get_format("MONTH_DAY_FORMAT").replace("F", "M"))


def day_of_week(day: date) -> str:
    """Day of the week, day and month."""
    return f"{date_format(day, 'l')} {date_format(day, 'MONTH_DAY_FORMAT')}"


def whole_day(day: date) -> str:
    """Day of the week and date, the month in full."""
    return f"{date_format(day, 'l')} {date_format(day, get_format('DATE_FORMAT').replace('M', 'F').replace('N', 'F'))}"


def month_of_year(day: date) -> str:
    """Month and year."""
    return date_format(day, "YEAR_MONTH_FORMAT")
