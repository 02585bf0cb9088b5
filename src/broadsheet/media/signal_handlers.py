"""What happens beside saving media: readers' pages are told. Receivers are connected when the app is ready."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from broadsheet.media import press_keys
from broadsheet.media.models import File, Photo
from broadsheet.media.rights import withdraw_outdated
from broadsheet.press import outbox


@receiver(post_save, sender=Photo, dispatch_uid="media.photo_changed")
def tell_of_changed_photo(sender: Any, instance: Photo, created: bool, **_: Any) -> None:
    if not created:
        is_down = press_keys.is_taken_down(instance.expires_at, timezone.now())
        outbox.changed([press_keys.photo(instance.pk)], takedown=is_down)
        transaction.on_commit(partial(withdraw_outdated, instance), robust=True)


@receiver(post_save, sender=File, dispatch_uid="media.file_changed")
def tell_of_changed_file(sender: Any, instance: File, created: bool, **_: Any) -> None:
    if not created:
        outbox.changed([press_keys.file(instance.pk)])


@receiver(post_delete, sender=Photo, dispatch_uid="media.photo_deleted")
@receiver(post_delete, sender=File, dispatch_uid="media.file_deleted")
def tell_of_deleted(sender: Any, instance: File | Photo, **_: Any) -> None:
    outbox.changed(instance.shown_keys(), takedown=True)
