"""The way a story takes from its reporter to its readers: somebody edits it, somebody publishes it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from broadsheet.newsroom.models.tasks import Approval


def set_up_workflow(front: Page) -> None:
    """Give the paper its two-step workflow unless the front has one already, of whatever make."""
    if WorkflowPage.objects.filter(page_id=front.pk).exists():
        return
    workflow = Workflow.objects.create(name=_("Edit, then publish"))
    steps = [
        Approval.objects.create(name=_("Edit"), right=Approval.Right.EDIT),
        Approval.objects.create(name=_("Publish"), right=Approval.Right.PUBLISH),
    ]
    for order, step in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    WorkflowPage.objects.create(page_id=front.pk, workflow=workflow)


def desk_of(page: Page, right: str) -> QuerySet[Any]:
    """The people a story waits for: those given ``right`` nearest to it.

    A section with editors of its own is their business; one without is everybody's who holds the right above.
    """
    grants = GroupPagePermission.objects.filter(
        permission__codename=f"{right}_page", page__path__in=_paths_above(page)
    ).order_by("-page__depth")
    people = get_user_model().objects.filter(is_active=True)
    for path in dict.fromkeys(grants.values_list("page__path", flat=True)):
        groups = grants.order_by().filter(page__path=path).values("group_id")
        nearest = people.filter(groups__in=groups).distinct()
        if nearest.exists():
            return nearest
    return people.filter(is_superuser=True)


def _paths_above(page: Page) -> list[str]:
    """The tree paths of a page and of everything above it."""
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
