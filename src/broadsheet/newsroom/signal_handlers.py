"""Receivers of the newsroom: few lines each; the work is done by the modules they call."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver
from modelsearch.tasks import insert_or_update_object_task
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import (
    autocreate_redirects_on_page_move,
    autocreate_redirects_on_slug_change,
)
from wagtail.models import Page, PageViewRestriction, Site, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from broadsheet.lib.page_indexes import make_page_indexes
from broadsheet.media import press_keys as media_keys
from broadsheet.media.models import Photo
from broadsheet.newsroom import corrections, lists, press_keys, vocabulary, workflow_mail
from broadsheet.newsroom.models import (
    Author,
    ContactPage,
    Edition,
    ReaderComment,
    Section,
    StandingPage,
    Story,
    StoryCorrection,
    Topic,
)
from broadsheet.newsroom.models.pages import PaperPage
from broadsheet.newsroom.roles import remove_section_role, set_up_section_role
from broadsheet.newsroom.section_tree import pages_below, sections_below
from broadsheet.newsroom.signals import page_saved, time_passed
from broadsheet.newsroom.telling import tell
from broadsheet.press.changes import EVERYTHING


@receiver(post_migrate, dispatch_uid="newsroom.page_indexes")
def make_indexes_after_migrating(sender: Any, using: str, **_: Any) -> None:
    if sender.name == "broadsheet.newsroom":
        make_page_indexes(using)


# Wagtail makes a redirect where an address changes, and tells nobody. Its app connects these two as well, which does
# nothing a second time: connected here, they run before the receivers that tell of what they made.
post_page_move.connect(autocreate_redirects_on_page_move)
page_slug_changed.connect(autocreate_redirects_on_slug_change)


@receiver(page_slug_changed, dispatch_uid="newsroom.redirects_made")
def tell_of_redirects_made(sender: Any, instance_before: PaperPage, **_: Any) -> None:
    tell(press_keys.Dirty(frozenset({press_keys.redirect(instance_before.address)})))


@receiver(page_published, sender=Story, dispatch_uid="newsroom.list_published")
def keep_lists(sender: Any, instance: Story, **_: Any) -> None:
    lists.relist([instance.pk])


@receiver(page_unpublished, sender=Story, dispatch_uid="newsroom.list_unpublished")
def leave_lists(sender: Any, instance: Story, **_: Any) -> None:
    """A story about to be deleted says so before its row stops being live; listed anew, it would outlive its page."""
    lists.unlist([instance.pk])


# What readers see is made anew. Each runs inside the transaction of the change


@receiver(page_saved, dispatch_uid="newsroom.page_changed")
def tell_of_changed_page(sender: type[PaperPage], instance: PaperPage, before: Any, after: Any, **_: Any) -> None:
    """A story saved, another page saved; where its address has changed, so have those below it."""
    if issubclass(sender, Story):
        tell(press_keys.story_changed(instance.pk, before, after))
        _list_as_it_is(instance.pk, before, after)
        return
    dirty = press_keys.page_changed(instance.pk, before, after)
    if issubclass(sender, Section):
        dirty |= press_keys.section_changed(instance.pk, before, after, sections_below(instance.path))
    if press_keys.has_moved(before, after):
        dirty |= _moved_along(instance.path, before["url_path"], after["url_path"])
    tell(dirty)


def _list_as_it_is(pk: int, before: press_keys.State, after: press_keys.State) -> None:
    """In the same transaction, so that no list ever shows a story that is gone. An import lists its own at the end."""
    if press_keys.is_live(after):
        if before is not None:
            lists.relist([pk])
    elif press_keys.is_live(before):
        lists.unlist([pk])


def tell_of_page_to_be_deleted(sender: type[PaperPage], instance: PaperPage, **_: Any) -> None:
    """Connected for each kind of page: a receiver of every model's deletions would slow all of them."""
    before = sender.listed_state(instance.pk)
    tell_of_changed_page(sender, instance, before, None)


for _page in (Story, Section, StandingPage, ContactPage):
    pre_delete.connect(tell_of_page_to_be_deleted, sender=_page, dispatch_uid=f"newsroom.page_deleted.{_page.__name__}")


@receiver(post_page_move, dispatch_uid="newsroom.page_moved")
@transaction.atomic
def tell_of_moved_page(sender: Any, instance: Page, url_path_before: str, url_path_after: str, **_: Any) -> None:
    """Moved elsewhere, or among its like: then only the order has changed."""
    after = instance.specific.listed_state(instance.pk)
    before = {**after, "url_path": url_path_before}
    if url_path_before == url_path_after:
        tell(press_keys.Dirty(frozenset({press_keys.SECTIONS, press_keys.PLACES})))
    else:
        tell_of_changed_page(type(instance.specific), instance.specific, before, after)
    _list_moved(instance)
    if instance.specific.get_view_restrictions().exists():  # it may have come under one
        _readers_changed(instance)


def _list_moved(page: Page) -> None:
    """A section takes its stories along: only a story that was moved by itself stands under another one."""
    if page.specific_class is Story:
        Story.objects.filter(pk=page.pk).update(section_id=page.get_parent().pk)
    lists.relist(Story.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))


def _moved_along(path: str, before: str, after: str) -> press_keys.Dirty:
    below = [(pk, before + url_path.removeprefix(after)) for pk, url_path in pages_below(path)]
    return press_keys.moved_along(below) | press_keys.Dirty(frozenset({press_keys.below(before)}))


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="newsroom.restricted")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="newsroom.unrestricted")
def tell_of_restricted(sender: Any, instance: PageViewRestriction, origin: Any = None, **_: Any) -> None:
    """Deleted along with its page (Django names what the deletion began with), it frees nothing for readers."""
    if origin is None or getattr(origin, "model", type(origin)) is PageViewRestriction:
        _readers_changed(instance.page)


def _readers_changed(page: Page) -> None:
    """Others than before may read a page and what lies below it."""
    is_story = page.specific_class is Story
    below = [] if is_story else [pk for pk, _path in pages_below(page.path)]
    own = [page.pk] if page.specific_class is Section else []
    with transaction.atomic():  # at once, so that no list shows what is already restricted
        lists.relist(Story.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))
        tell(press_keys.restricted(page.pk, is_story, below, [*own, *sections_below(page.path)]))


@receiver(pre_save, sender=Author, dispatch_uid="newsroom.author_before")
@receiver(pre_save, sender=Topic, dispatch_uid="newsroom.topic_before")
def remember_slug(sender: type[Author | Topic], instance: Author | Topic, **_: Any) -> None:
    instance.slug_before = sender._base_manager.filter(pk=instance.pk).values_list("slug", flat=True).first()


@receiver(post_save, sender=Author, dispatch_uid="newsroom.author_changed")
@receiver(post_save, sender=Topic, dispatch_uid="newsroom.topic_changed")
def tell_of_changed_name(sender: Any, instance: Author | Topic, **_: Any) -> None:
    tell(press_keys.named_changed([instance.own_key], instance.index_key, instance.slug_before, instance.slug))


@receiver(post_delete, sender=Author, dispatch_uid="newsroom.author_deleted")
@receiver(post_delete, sender=Topic, dispatch_uid="newsroom.topic_deleted")
def tell_of_deleted_name(sender: Any, instance: Author | Topic, **_: Any) -> None:
    """Whatever shows the newest of its stories shows them no more, as it has no list."""
    head = press_keys.Dirty(frozenset({press_keys.head(instance.list_key)}))
    tell(head | press_keys.named_changed([instance.own_key], instance.index_key, instance.slug, None))


@receiver(post_save, sender=ReaderComment, dispatch_uid="newsroom.comment_saved")
def tell_of_comment(sender: Any, instance: ReaderComment, created: bool, **_: Any) -> None:
    tell(press_keys.comments_changed([instance.page_id], are_hidden=not (created or instance.is_approved)))


@receiver(post_delete, sender=ReaderComment, dispatch_uid="newsroom.comment_deleted")
def tell_of_deleted_comment(sender: Any, instance: ReaderComment, origin: Any, **_: Any) -> None:
    """A page that is deleted takes its comments along, and tells of itself."""
    if isinstance(origin, ReaderComment) or getattr(origin, "model", None) is ReaderComment:
        tell(press_keys.comments_changed([instance.page_id], are_hidden=True))


@receiver(pre_save, sender=StoryCorrection, dispatch_uid="newsroom.correction_before")
def remember_correction(sender: Any, instance: StoryCorrection, **_: Any) -> None:
    instance.before = StoryCorrection.objects.filter(pk=instance.pk).first() if instance.pk else None


@receiver(post_save, sender=StoryCorrection, dispatch_uid="newsroom.correction_saved")
@receiver(post_delete, sender=StoryCorrection, dispatch_uid="newsroom.correction_deleted")
def tell_of_correction(sender: Any, instance: StoryCorrection, created: bool | None = None, **_: Any) -> None:
    """A story's notes are saved again whenever it is; most have not changed."""
    before = None if created is None else instance.before
    if before is None or before.told != instance.told:
        tell(press_keys.Dirty(corrections.keys_of(instance, before)))


@receiver(post_save, sender=Redirect, dispatch_uid="newsroom.redirect_saved")
@receiver(post_delete, sender=Redirect, dispatch_uid="newsroom.redirect_deleted")
def tell_of_redirect(sender: Any, instance: Redirect, **_: Any) -> None:
    tell(press_keys.Dirty(frozenset({press_keys.redirect(instance.old_path)})))


@receiver(time_passed, dispatch_uid="newsroom.rights_ended")
def photos_whose_rights_ended(sender: Any, since: datetime, until: datetime, **_: Any) -> press_keys.Dirty:
    ended = Photo.objects.filter(expires_at__gt=since, expires_at__lte=until)
    return press_keys.Dirty(taken_down=frozenset(map(media_keys.photo, ended.values_list("pk", flat=True))))


@receiver(post_save, sender=Site, dispatch_uid="newsroom.site_saved")
@receiver(post_delete, sender=Site, dispatch_uid="newsroom.site_deleted")
def tell_of_site(sender: Any, **_: Any) -> None:
    tell(press_keys.Dirty(frozenset({EVERYTHING})))


# What every page shares is remembered for one edition


def turn_edition(sender: Any, **_: Any) -> None:
    """One receiver for each kind of thing: a receiver of every model's deletions would slow all of them."""
    Edition.turn()


for _kind in (Story, Section, StandingPage, ContactPage, Photo, Author, Topic):
    for _signal in (post_save, post_delete):
        _signal.connect(turn_edition, sender=_kind, dispatch_uid=f"newsroom.turn_edition.{_kind.__name__}")


# The vocabulary of search


@receiver(page_published, sender=Story, dispatch_uid="newsroom.learn_words")
def learn_words(sender: Any, instance: Story, revision: Any, **_: Any) -> None:
    """Once for each story: how often it is edited says nothing about its words."""
    is_first = instance.first_published_at is not None and revision.created_at <= instance.first_published_at
    if is_first and not instance.hide_from_lists:
        vocabulary.learn_story(instance)


@receiver(page_published, sender=Story, dispatch_uid="newsroom.index_whole")
def index_with_byline_and_topics(sender: Any, instance: Story, **_: Any) -> None:
    """Wagtail indexes a page when its own row is saved, which is before its byline and topics are."""
    insert_or_update_object_task.enqueue(Story._meta.app_label, Story._meta.model_name, str(instance.pk))


@receiver(post_save, sender=Topic, dispatch_uid="newsroom.learn_topic")
@receiver(post_save, sender=Author, dispatch_uid="newsroom.learn_author")
@receiver(post_save, sender=Section, dispatch_uid="newsroom.learn_section")
def learn_name(sender: Any, instance: Author | Section | Topic, created: bool, raw: bool = False, **_: Any) -> None:
    if not raw:
        vocabulary.learn([str(instance)], uses=vocabulary.NAME_USES if created else 1)


# Sections and their editors


@receiver(post_save, sender=Section, dispatch_uid="newsroom.section_role")
def keep_section_role(sender: Any, instance: Section, raw: bool = False, **_: Any) -> None:
    if not raw:
        set_up_section_role(instance)


@receiver(pre_delete, sender=Section, dispatch_uid="newsroom.section_role_removed")
def drop_section_role(sender: Any, instance: Section, **_: Any) -> None:
    remove_section_role(instance)


# Mail about stories on their way. Wagtail has receivers of its own under these three dispatch_uids; a uid is
# connected once, and this app is ready before wagtail.admin, so ours stand in their place.


@receiver(workflow_submitted, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification")
def leave_submission_to_its_first_step(sender: Any, **_: Any) -> None:
    """The first step tells those it waits for; Wagtail would tell every superuser as well."""


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def mail_passed(sender: Any, instance: WorkflowState, user: Any = None, **_: Any) -> None:
    workflow_mail.mail_passed.enqueue(instance.pk, user.pk if user else None)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def mail_sent_back(sender: Any, instance: WorkflowState, user: Any = None, **_: Any) -> None:
    workflow_mail.mail_sent_back.enqueue(instance.pk, user.pk if user else None)


@receiver(task_submitted, sender=TaskState, dispatch_uid="newsroom.mail_waiting")
def mail_waiting(sender: Any, instance: TaskState, user: Any = None, **_: Any) -> None:
    if workflow_mail.is_ours(instance):
        workflow_mail.mail_waiting.enqueue(instance.pk, user.pk if user else None)
