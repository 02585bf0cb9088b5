"""Mail about stories on their way: to those a story waits for, and to the reporter when it is passed or sent back.

Sent by the background worker, so that a slow or broken mail server never stands in an editor's way.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.models import TaskState, WorkflowState
from wagtail.users.models import UserProfile

from broadsheet.newsroom.models import Approval
from broadsheet.newsroom.workflow import desk_of


@task()
def mail_waiting(task_state_id: int, sender_id: int | None) -> int:
    """Tell the desk that a story waits for it; returns how many were told. Says nothing of a step already taken."""
    state = _task_state(task_state_id)
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return 0
    step = state.task.specific
    story = state.revision.as_object()
    desk = desk_of(story, step.right).exclude(pk=sender_id)
    facts = {"story": story, "step": step, "reporter": state.workflow_state.requested_by}
    return _send("waiting", _willing(desk, "submitted"), facts)


@task()
def mail_passed(workflow_state_id: int, sender_id: int | None) -> int:
    """Tell whoever submitted a story that it is through."""
    return _mail_reporter(workflow_state_id, sender_id, "passed", "approved")


@task()
def mail_sent_back(workflow_state_id: int, sender_id: int | None) -> int:
    """Tell whoever submitted a story that it needs changes, and which."""
    return _mail_reporter(workflow_state_id, sender_id, "sent_back", "rejected")


def is_ours(state: TaskState) -> bool:
    """Whether a step is one the paper mails about itself; Wagtail mails about its own kind."""
    return isinstance(state.task.specific, Approval)


def _task_state(pk: int) -> TaskState | None:
    return TaskState.objects.filter(pk=pk).select_related("workflow_state__requested_by", "revision").first()


def _mail_reporter(workflow_state_id: int, sender_id: int | None, template: str, preference: str) -> int:
    state = WorkflowState.objects.filter(pk=workflow_state_id).select_related("requested_by").first()
    reporter = state.requested_by if state else None
    if state is None or reporter is None or reporter.pk == sender_id or state.content_object is None:
        return 0
    last = state.current_task_state
    facts = {
        "story": state.content_object.specific,
        "comment": last.comment if last else "",
        "editor": last.finished_by if last else None,
    }
    return _send(template, _willing([reporter], preference), facts)


def _willing(people: Iterable[Any], preference: str) -> list[Any]:
    """Those of ``people`` who can be written to and have not asked to be left alone."""
    return [
        person
        for person in people
        if person.is_active
        and person.email
        and getattr(UserProfile.get_for_user(person), f"{preference}_notifications")
    ]


def _send(template: str, people: Iterable[Any], facts: dict[str, Any]) -> int:
    edit_address = reverse("wagtailadmin_pages:edit", args=[facts["story"].pk])
    facts = {**facts, "edit_address": settings.WAGTAILADMIN_BASE_URL + edit_address}
    letters = [_letter(template, person, {**facts, "reader": person}) for person in people]
    return get_connection().send_messages(letters) or 0 if letters else 0


def _letter(template: str, person: Any, facts: dict[str, Any]) -> EmailMessage:
    with override(UserProfile.get_for_user(person).get_preferred_language()):
        subject = render_to_string(f"newsroom/mail/{template}_subject.txt", facts)
        body = render_to_string(f"newsroom/mail/{template}.txt", facts)
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[person.email], headers=headers)
