"""Takes back renditions readers must not or need not get any more, down to the files a plain web server would give."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from broadsheet.media.models import Photo, PhotoQuerySet, PhotoRendition

logger = logging.getLogger(__name__)

BATCH = 500
LOOK_AT_ALL = timedelta(seconds=20)
JUST_ENDED = timedelta(minutes=10)
"""Long enough for a rendition that was being made when the rights ended."""


_looked_at_all: datetime | None = None
"""When this process last looked at every photo whose rights have ended, be it years ago."""


def withdraw_ended_photos() -> int:
    """Delete what readers could still be given of photos whose rights have ended; returns of how many photos.

    One indexed look-up, so it may be called every few seconds: mostly at what has just ended, and every LOOK_AT_ALL
    at everything, for the archive may hold many thousands of ended photos. The original stays for the desk, and so do
    the desk's own small renditions, whose names nobody can guess. What cannot be deleted now is logged and tried again.
    """
    ended = _ended(timezone.now())
    renditions = PhotoRendition.objects.for_readers().filter(image__in=ended).select_related("image")
    return len({rendition.image_id for rendition in renditions if _withdraw(rendition)})


def look_at_all_next() -> None:
    """Forget when everything was last looked at."""
    global _looked_at_all
    _looked_at_all = None


def _ended(now: datetime) -> PhotoQuerySet:
    global _looked_at_all
    ended = Photo.objects.filter(expires_at__lte=now)
    if _looked_at_all is None or not timedelta(0) <= now - _looked_at_all < LOOK_AT_ALL:
        _looked_at_all = now
        return ended
    return ended.filter(expires_at__gt=_looked_at_all - JUST_ENDED)


def _withdraw(rendition: PhotoRendition) -> bool:
    try:
        rendition.withdraw()
    except Exception:  # a storage may fail in any way of its own
        logger.exception("Could not delete %s, whose rights have ended; trying again.", rendition.file.name)
        return False
    logger.info("Deleted %s: the rights in “%s” have ended.", rendition.file.name, rendition.image.title)
    return True


def withdraw_outdated(photo: Photo) -> int:
    """Delete what was made of a photo before its words, file or focal point changed; returns how many renditions.

    Their addresses lead to the new ones, which are made when asked for.
    """
    outdated = [one for one in photo.renditions.for_readers().select_related("image") if one.is_outdated]
    for rendition in outdated:
        rendition.withdraw()
    return len(outdated)


@task()
def withdraw_all_renditions(after: int = 0) -> None:
    """Have every rendition readers get made anew when next asked for.

    BATCH at a time, in the order of their keys, so that other work gets a turn.
    """
    batch = list(PhotoRendition.objects.for_readers().filter(pk__gt=after).order_by("pk")[:BATCH])
    for rendition in batch:
        rendition.withdraw()
    if len(batch) == BATCH:
        withdraw_all_renditions.enqueue(batch[-1].pk)
