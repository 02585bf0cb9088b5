"""Receivers of the fronts app: they tell the press what has changed, in the transaction of the change."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction

from broadsheet.fronts import press_keys
from broadsheet.fronts.links import places_of
from broadsheet.fronts.models import (
    EditorsPick,
    EditorsPicks,
    Front,
    Machines,
    Masthead,
    Menu,
    Package,
    PackageStory,
    Republishing,
    Trust,
)
from broadsheet.fronts.models.singletons import OneOfAKind
from broadsheet.media.rights import withdraw_all_renditions
from broadsheet.media.signals import asked_to_sign
from broadsheet.newsroom import press_keys as newsroom_keys
from broadsheet.newsroom.models import Topic
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.signal_handlers import tell_of_page_to_be_deleted, turn_edition
from broadsheet.newsroom.signals import page_saved, time_passed, topics_merged
from broadsheet.newsroom.telling import tell

for _kind in (
    EditorsPick, EditorsPicks, Front, Machines, Masthead, Menu, Package, PackageStory, Republishing, Trust,
):  # fmt: skip
    for _signal in (post_save, post_delete):
        _signal.connect(turn_edition, sender=_kind, dispatch_uid=f"fronts.turn_edition.{_kind.__name__}")
for _page in (Front, Package):
    pre_delete.connect(tell_of_page_to_be_deleted, sender=_page, dispatch_uid=f"fronts.page_deleted.{_page.__name__}")


@receiver(page_saved, sender=Package, dispatch_uid="fronts.package_changed")
def tell_of_changed_package(sender: Any, instance: Package, before: Any, after: Any, **_: Any) -> None:
    tell(press_keys.package_changed(instance.pk, before, after))


@receiver(pre_delete, sender=Package, dispatch_uid="fronts.package_deleted")
def tell_of_package_to_be_deleted(sender: Any, instance: Package, **_: Any) -> None:
    tell(press_keys.package_changed(instance.pk, Package.listed_state(instance.pk), None))


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="fronts.package_restricted")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="fronts.package_unrestricted")
def tell_of_restricted_package(sender: Any, instance: PageViewRestriction, **_: Any) -> None:
    if instance.page.specific_class is Package:
        tell(press_keys.package_changed(instance.page_id, Package.listed_state(instance.page_id), None))


@receiver(pre_delete, sender=Topic, dispatch_uid="fronts.topic_deleted")
def tell_of_packages_left(sender: Any, instance: Topic, **_: Any) -> None:
    tell(press_keys.topic_left(Package.objects.filter(topic=instance).values_list("pk", flat=True)))


@receiver(topics_merged, dispatch_uid="fronts.topics_merged")
def take_packages_along(sender: Any, into: Topic, gone: set[int], **_: Any) -> None:
    Package.objects.all().follow(into.pk, gone)


@receiver(post_save, sender=PackageStory, dispatch_uid="fronts.chosen")
@receiver(post_delete, sender=PackageStory, dispatch_uid="fronts.chosen_no_more")
def tell_of_chosen(sender: Any, instance: PackageStory, **_: Any) -> None:
    tell(Dirty(frozenset({newsroom_keys.page(instance.package_id)})))


@receiver(page_saved, sender=Front, dispatch_uid="fronts.front_changed")
def tell_of_changed_front(sender: Any, **_: Any) -> None:
    tell(Dirty(frozenset({press_keys.FRONT})))


@receiver(post_save, sender=EditorsPick, dispatch_uid="fronts.picked")
@receiver(post_delete, sender=EditorsPick, dispatch_uid="fronts.picked_no_more")
def tell_of_picks(sender: Any, **_: Any) -> None:
    tell(Dirty(frozenset({press_keys.PICKS})))


def tell_of_settings(sender: type[OneOfAKind], **_: Any) -> None:
    tell(Dirty(frozenset({sender.press_key})))


for _settings in (Machines, Masthead, Republishing, Trust):
    for _signal in (post_save, post_delete):
        _signal.connect(tell_of_settings, sender=_settings, dispatch_uid=f"fronts.{_settings.press_key}_changed")


@receiver(pre_save, sender=Trust, dispatch_uid="fronts.history_rule_before")
def remember_history_rule(sender: Any, instance: Any, **_: Any) -> None:
    instance.rule_before = Trust.history_rule()


@receiver(post_save, sender=Trust, dispatch_uid="fronts.history_rule_changed")
def tell_of_history_rule(sender: Any, instance: Any, **_: Any) -> None:
    if instance.rule_before != Trust.history_rule():
        tell(Dirty(frozenset({press_keys.HISTORY_RULE})))


@receiver(post_delete, sender=Trust, dispatch_uid="fronts.history_rule_gone")
def tell_of_history_rule_gone(sender: Any, **_: Any) -> None:
    tell(Dirty(frozenset({press_keys.HISTORY_RULE})))


@receiver(asked_to_sign, dispatch_uid="fronts.asked_to_sign")
def say_whether_to_sign(sender: Any, **_: Any) -> bool:
    return Trust.signs_pictures()


@receiver(pre_save, sender=Trust, dispatch_uid="fronts.signing_before")
def remember_signing(sender: Any, instance: Trust, **_: Any) -> None:
    instance.signed_before = Trust.signs_pictures()


@receiver(post_save, sender=Trust, dispatch_uid="fronts.signing_changed")
def have_pictures_made_anew(sender: Any, instance: Trust, **_: Any) -> None:
    if instance.signed_before != instance.sign_pictures:
        transaction.on_commit(withdraw_all_renditions.enqueue)


@receiver(pre_save, sender=Menu, dispatch_uid="fronts.menu_before")
def remember_places(sender: Any, instance: Menu, **_: Any) -> None:
    before = Menu.objects.filter(pk=instance.pk).first()
    instance.places_before = places_of(before) if before else set()


@receiver(post_save, sender=Menu, dispatch_uid="fronts.menu_changed")
def tell_of_menu(sender: Any, instance: Menu, **_: Any) -> None:
    tell(press_keys.menu_changed(instance.places_before, places_of(instance)))


@receiver(post_delete, sender=Menu, dispatch_uid="fronts.menu_deleted")
def tell_of_deleted_menu(sender: Any, instance: Menu, **_: Any) -> None:
    tell(press_keys.menu_changed(places_of(instance), ()))


@receiver(time_passed, dispatch_uid="fronts.notice_over")
def notice_that_is_over(sender: Any, since: datetime, until: datetime, **_: Any) -> Dirty:
    is_over = Masthead.objects.filter(pk=1, notice_until__gt=since, notice_until__lte=until).exists()
    return Dirty(frozenset({press_keys.MASTHEAD})) if is_over else Dirty()
