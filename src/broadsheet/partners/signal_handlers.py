"""Receivers of the partners app."""

from typing import Any

from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from broadsheet.partners.models import Partner


@receiver(m2m_changed, sender=Partner.sections.through, dispatch_uid="partners.sections_chosen")
def know_that_sections_are_chosen(sender: Any, instance: Any, action: str, reverse: bool, **_: Any) -> None:
    """Deleting a section takes it from its partners without this signal, and leaves them limited to what is left."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        Partner.objects.filter(pk=instance.pk).update(is_limited=instance.sections.exists())
