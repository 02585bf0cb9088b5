"""Receivers of the record: a version is written in the transaction of what is published."""

from typing import Any

from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver

from broadsheet.newsroom.changes import what_readers_have
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.press_keys import BOOKKEEPING, State, is_live
from broadsheet.newsroom.signals import page_saved, story_described
from broadsheet.record import keeping


@receiver(pre_save, sender=Story, dispatch_uid="record.before_the_record")
def remember_before_the_record(
    sender: Any, instance: Story, raw: bool = False, update_fields: Any = None, **_: Any
) -> None:
    """An import writes no versions: the first change of a story records what readers had until then."""
    instance.before_the_record = None
    is_bookkeeping = update_fields is not None and BOOKKEEPING.issuperset(update_fields)
    if raw or is_bookkeeping or not instance.pk or keeping.has_record(instance.translation_key):
        return
    live = what_readers_have(instance.pk)
    if live is not None:
        instance.before_the_record = keeping.before_the_record(live)


@receiver(page_saved, dispatch_uid="record.version")
def keep_version(sender: type, instance: Any, after: State, **_: Any) -> None:
    if issubclass(sender, Story) and is_live(after):
        keeping.keep_version(instance, getattr(instance, "before_the_record", None))


@receiver(post_delete, sender=Story, dispatch_uid="record.deleted")
def erase_with_its_story(sender: Any, instance: Story, **_: Any) -> None:
    keeping.erase_stories([instance.translation_key])


@receiver(story_described, dispatch_uid="record.described")
def say_the_head_of_the_chain(sender: Any, instance: Story, context: Any, **_: Any) -> dict[str, Any] | None:
    """The hash of what is published, for whoever keeps it; the page has asked for it already."""
    history = context.get("history")
    if history is None or not history.head:
        return None
    return {"identifier": [{"@type": "PropertyValue", "propertyID": "SHA-256", "value": history.head}]}
