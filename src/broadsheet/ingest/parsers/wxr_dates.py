"""Dates of a WordPress export: GMT first, then local time, then the feed's own date; '0000-00-00' means none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

EARLIEST_YEAR = 1000  # older years cannot be moved between time zones, and no archive means them
LATEST_YEAR = 9998


def mysql_date(text: str, zone: tzinfo) -> datetime | None:
    """'2010-07-26 02:40:01' read in `zone`, or None for '0000-00-00 00:00:00' and whatever is no date."""
    try:
        return _in_utc(datetime.fromisoformat(text.strip()), zone)
    except ValueError:
        return None


def feed_date(text: str) -> datetime | None:
    """RFC 822 date of the <pubDate> element, or None. WordPress writes "-0001" for the year of a zero date."""
    if " -0001 " in text:
        return None
    try:
        return _in_utc(parsedate_to_datetime(text.strip()), UTC)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def published_at(item: Mapping[str, str], zone: tzinfo) -> datetime | None:
    """When the item was, or will be, published; `zone` is the paper's, for items that give local time only."""
    return (
        mysql_date(item.get("post_date_gmt", ""), UTC)
        or mysql_date(item.get("post_date", ""), zone)
        or feed_date(item.get("pubDate", ""))
    )


def modified_at(item: Mapping[str, str], zone: tzinfo) -> datetime | None:
    return mysql_date(item.get("post_modified_gmt", ""), UTC) or mysql_date(item.get("post_modified", ""), zone)
