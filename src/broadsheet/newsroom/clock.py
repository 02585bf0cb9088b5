"""Publishes what is due and takes down what has expired. Called twice a second; keeps no time of its own."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from broadsheet.media.rights import withdraw_ended_photos
from broadsheet.newsroom.passing_time import tell_of_passing_time

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 300.0
"""Seconds between attempts on a page that keeps failing; the pause begins at two and doubles."""


@dataclass
class Setback:
    """A page that failed: how often, and when (monotonic seconds) to try it again."""

    failures: int
    retry_at: float


_setbacks: dict[tuple[str, int], Setback] = {}
"""By what was attempted. Of this process only: a second clock finds out for itself."""


def tick() -> int:
    """Publish and take down everything that is due, photos included; returns how many pages changed.

    What has ended goes first: after a night of downtime there may be much to publish, which takes its time. A page
    with a new version due is left until that is out, since taking it down would call off what it is to become. Six
    indexed look-ups when nothing is due. Each page is its own transaction, in the order of its time, so one that fails
    holds up no other: it is logged with its title and tried again later. Two clocks may tick at once: each page is
    looked at again once it is held.
    """
    now = timezone.now()
    due = _due_revisions(now)
    expired, replaced = _expired_pages(now), {page for _revision, page in due}
    changed = sum(_attempt("expire", pk, _expire, now) for pk in expired if str(pk) not in replaced)
    tell_of_passing_time(now)
    withdraw_ended_photos()
    changed += sum(_attempt("publish", pk, _publish, now) for pk, _page in due)
    return changed + sum(_attempt("expire", pk, _expire, now) for pk in expired if str(pk) in replaced)


def _due_revisions(now: datetime) -> list[tuple[int, str]]:
    """Each with the key of the page it is of, as revisions keep it."""
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    return list(due.values_list("pk", "object_id"))


def _expired_pages(now: datetime) -> list[int]:
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")
    return list(expired.values_list("pk", flat=True))


def _attempt(what: str, pk: int, action: Callable[[int, datetime], bool], now: datetime) -> int:
    setback = _setbacks.get((what, pk))
    if setback is not None and setback.retry_at > time.monotonic():
        return 0
    try:
        with transaction.atomic():
            done = action(pk, now)
    except Exception:
        _note_setback(what, pk)
        return 0
    _setbacks.pop((what, pk), None)
    return int(done)


def _publish(pk: int, now: datetime) -> bool:
    """Publish one scheduled revision, if it is still due once held."""
    held = Revision.objects.select_for_update(skip_locked=True).filter(pk=pk, approved_go_live_at__lte=now)
    revision = held.first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    if _expires_by(revision, now):  # both moments passed while the paper was down: readers never see it
        _take_down(Page.objects.get(pk=revision.object_id))
    return True


def _expire(pk: int, now: datetime) -> bool:
    """Take one page down, if its time is still over once held."""
    held = Page.objects.select_for_update(skip_locked=True).filter(pk=pk, live=True, expire_at__lte=now)
    page = held.first()
    if page is None:
        return False
    _take_down(page)
    return True


def _take_down(page: Page) -> None:
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _expires_by(revision: Revision, now: datetime) -> bool:
    expire_at = parse_datetime(revision.content.get("expire_at") or "")
    return expire_at is not None and expire_at <= now


def _note_setback(what: str, pk: int) -> None:
    failures = _setbacks[what, pk].failures + 1 if (what, pk) in _setbacks else 1
    pause = min(2.0**failures, LONGEST_PAUSE)
    _setbacks[what, pk] = Setback(failures, time.monotonic() + pause)
    logger.exception("Could not %s “%s” at its time; trying again in %d seconds.", what, _title_of(what, pk), pause)


def _title_of(what: str, pk: int) -> str:
    if what == "publish":
        return Revision.objects.filter(pk=pk).values_list("object_str", flat=True).first() or f"revision {pk}"
    return Page.objects.filter(pk=pk).values_list("title", flat=True).first() or f"page {pk}"
