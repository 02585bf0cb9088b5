"""Steps of the way a story takes to the reader."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.changes import must_be_asked
from broadsheet.newsroom.desk.change_form import ASKS
from broadsheet.newsroom.desk.rights import STORY, holds_right

Actions = list[tuple[str, Any, bool]]


class Approval(Task):
    """A step taken by whoever holds a right where the story lies.

    Wagtail's own approval task asks for membership of a group, wherever the page is; a newsroom asks for an
    editor of that section.
    """

    class Right(models.TextChoices):
        """What those who take the step must be allowed to do with the story."""

        EDIT = "change", _("may edit the story")
        PUBLISH = "publish", _("may publish the story")

    right = models.CharField(
        _("who may take this step"),
        max_length=10,
        choices=Right.choices,
        default=Right.EDIT,
        help_text=_("Roles give these rights for the whole paper or for one section."),
    )

    admin_form_fields = [*Task.admin_form_fields, "right"]

    class Meta:
        verbose_name = _("approval by the section’s editors")
        verbose_name_plural = _("approvals by the section’s editors")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin the step. A lock held by somebody who cannot take it is opened."""
        page = workflow_state.content_object
        if page.locked_by is not None and not self._may_take(page, page.locked_by):
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user=user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Pass the story on or send it back.

        The right is asked of the story whose step this is: the address posted to names story and step apart,
        and Wagtail asks only about the story named there. Passed on from elsewhere than the story's form, a change
        nobody has said a word about leads there instead: the answer is an address then.
        """
        page = task_state.workflow_state.content_object
        if not self._may_take(page, user):
            raise PermissionDenied
        is_story = page.specific_class._meta.label_lower == STORY
        if action_name == "approve" and is_story and must_be_asked(page.get_latest_revision_as_object()):
            return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}?{ASKS}"
        return super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return self._may_take(obj, user)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        return not self._may_take(obj, user)

    def user_can_lock(self, obj: Page, user: Any) -> bool:
        return self._may_take(obj, user)

    def user_can_unlock(self, obj: Page, user: Any) -> bool:
        return self._may_take(obj, user)

    def get_actions(self, obj: Page, user: Any) -> Actions:
        if not self._may_take(obj, user):
            return []
        return [
            ("reject", _("Send back"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "models.QuerySet[TaskState]":
        """Steps of this kind that wait for ``user``. Two short queries: few stories are under review at once."""
        waiting = TaskState.objects.filter(task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        stories = {pk: int(page) for pk, page in waiting.values_list("pk", "workflow_state__object_id")}
        paths = dict(Page.objects.filter(pk__in=stories.values()).values_list("pk", "path"))
        own = tuple(self._paths_of(user))
        mine = [pk for pk, page in stories.items() if own and paths.get(page, "").startswith(own)]
        return waiting.filter(pk__in=mine)

    @classmethod
    def get_description(cls) -> Any:
        return _("Whoever may edit, or publish, in the story’s own section takes this step.")

    def _may_take(self, page: Page, user: Any) -> bool:
        return holds_right(user, self.right, page)

    def _paths_of(self, user: Any) -> list[str]:
        granted = page_permission_policy.get_cached_permissions_for_user(user)
        return [grant.page.path for grant in granted if grant.permission.codename == f"{self.right}_page"]
