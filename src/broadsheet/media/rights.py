"""Takes back renditions readers must not or need not get any more, down to the files a plain web server would give."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from broadsheet.media.models import Photo, PhotoRendition

logger = logging.getLogger(__name__)

BATCH = 500


def withdraw_ended_photos() -> int:
    """Delete what readers could still be given of photos whose rights have ended; returns of how many photos.

    One indexed look-up when there is nothing to do, so it may be called every few seconds. The original stays for
    the desk, and so do the desk's own small renditions, whose names nobody can guess. What cannot be deleted now is
    logged and tried again at the next call.
    """
    ended = Photo.objects.filter(expires_at__lte=timezone.now())
    renditions = PhotoRendition.objects.for_readers().filter(image__in=ended).select_related("image")
    return len({rendition.image_id for rendition in renditions if _withdraw(rendition)})


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
