"""What the desk does to many things at once, beside what Wagtail brings (publish, unpublish, move, delete)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from broadsheet.newsroom import lists
from broadsheet.newsroom.desk.rights import STORY
from broadsheet.newsroom.merging import merge_topics
from broadsheet.newsroom.models import ContactMessage, Story, Topic


def change_story(page: Page, user: Any, change: Any) -> None:
    """Apply ``change(story)`` to a story's latest draft and, where it is live, to what readers have."""
    story = Story.objects.get(pk=page.pk)
    is_live, has_more_to_come = story.live, story.live and story.has_unpublished_changes
    draft = story.get_latest_revision_as_object()
    change(draft)
    revision = draft.save_revision(user=user, log_action=True, clean=False)
    if has_more_to_come:  # the rest of the draft is not for readers yet
        story = Story.objects.get(pk=page.pk)
        change(story)
        story.save()
        lists.relist([story.pk])
    elif is_live:
        revision.publish(user=user)


class StoryBulkAction(PageBulkAction):
    """Something done to stories only; other pages in the selection are passed over."""

    template_name = "newsroom/desk/confirm_bulk.html"
    question: Any = ""

    def check_perm(self, page: Page) -> bool:
        if page.specific_class is None or page.specific_class._meta.label_lower != STORY:
            return False
        rights = page.permissions_for_user(self.request.user)
        lock = page.get_lock()
        if lock is not None and lock.for_user(self.request.user):
            return False
        return bool(rights.can_publish() if page.live else rights.can_edit())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "action_name": self.display_name}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%(count)d story changed.", "%(count)d stories changed.", num_parent_objects) % {
            "count": num_parent_objects
        }


class TopicForm(forms.Form):
    """Which topic."""

    topic = forms.CharField(label=_("Topic"), max_length=100, help_text=_("A new name makes a new topic."))


class AddTopic(StoryBulkAction):
    """Give stories one more topic."""

    display_name = _("Add a topic")
    aria_label = _("Add a topic to the selected stories")
    action_type = "add_topic"
    action_priority = 60
    form_class = TopicForm
    question = _("Which topic should these stories have as well?")

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "topic": self.cleaned_form.cleaned_data["topic"]}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], user: Any = None, topic: str = "", **kwargs: Any
    ) -> tuple[int, int]:
        stories = list(objects)
        for page in stories:
            change_story(page, user, lambda story: story.topics.add(topic))
        return len(stories), 0


class HideFromLists(StoryBulkAction):
    """Take stories off fronts, lists, feeds and search; they stay readable at their addresses."""

    display_name = _("Hide from lists")
    aria_label = _("Hide the selected stories from lists")
    action_type = "hide_from_lists"
    action_priority = 70
    form_class = forms.Form
    question = _("Hide these stories from fronts, lists, feeds and search? They stay readable at their addresses.")
    hide = True

    @classmethod
    def execute_action(cls, objects: Iterable[Page], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        stories = list(objects)
        for page in stories:
            change_story(page, user, lambda story: setattr(story, "hide_from_lists", cls.hide))
        return len(stories), 0


class ShowInLists(HideFromLists):
    """The other way round."""

    display_name = _("Show in lists")
    aria_label = _("Show the selected stories in lists again")
    action_type = "show_in_lists"
    action_priority = 71
    question = _("Show these stories on fronts, in lists, feeds and search again?")
    hide = False


class MergeForm(forms.Form):
    """Which of the selected topics stays."""

    into = forms.ModelChoiceField(Topic.objects.none(), label=_("The topic that stays"))

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = topics  # type: ignore[attr-defined]  # a ModelChoiceField


class MergeTopics(SnippetBulkAction):
    """Make one topic of several."""

    models = [Topic]
    display_name = _("Merge")
    aria_label = _("Merge the selected topics")
    action_type = "merge"
    action_priority = 20
    form_class = MergeForm
    template_name = "newsroom/desk/confirm_bulk.html"

    def check_perm(self, topic: Topic) -> bool:
        policy, user = self.permission_policy, self.request.user
        return bool(policy.user_has_permission(user, "change") and policy.user_has_permission(user, "delete"))

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = Topic.objects.filter(pk__in=[pk for pk in self.request.GET.getlist("id") if pk.isdigit()])
        return {**super().get_form_kwargs(), "topics": chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = _("Stories of all these topics go to the one that stays; the others end, and lead to it.")
        return {**super().get_context_data(**kwargs), "question": question, "action_name": self.display_name}

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "into": self.cleaned_form.cleaned_data["into"]}

    @classmethod
    def execute_action(cls, objects: Iterable[Topic], into: Topic | None = None, **kwargs: Any) -> tuple[int, int]:
        if into is None or into not in objects:
            raise PermissionDenied
        merge_topics(into, objects)
        return len(list(objects)), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return str(_("The topics are one."))


class DealtWith(SnippetBulkAction):
    """Put letters away."""

    models = [ContactMessage]
    display_name = _("Mark as dealt with")
    aria_label = _("Mark the selected messages as dealt with")
    action_type = "dealt_with"
    action_priority = 10
    template_name = "newsroom/desk/confirm_bulk.html"

    def check_perm(self, message: ContactMessage) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = _("Mark these messages as dealt with?")
        return {**super().get_context_data(**kwargs), "question": question, "action_name": self.display_name}

    @classmethod
    def execute_action(cls, objects: Iterable[ContactMessage], **kwargs: Any) -> tuple[int, int]:
        pks = [message.pk for message in objects]
        return ContactMessage.objects.filter(pk__in=pks).update(dealt_with=True), 0


BULK_ACTIONS = [AddTopic, HideFromLists, ShowInLists, MergeTopics, DealtWith]
