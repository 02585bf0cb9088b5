"""Where a story stands, as the desk speaks of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState
from wagtail.models import get_default_page_content_type as page_type

from broadsheet.newsroom.desk.walking import unindexed

DRAFT, REVIEW, SCHEDULED, LIVE, CHANGED, ARCHIVED = "draft", "review", "scheduled", "live", "changes", "archived"

STATES = [
    (DRAFT, _("Draft")),
    (REVIEW, _("With the desk")),
    (SCHEDULED, _("Scheduled")),
    (LIVE, _("Published")),
    (CHANGED, _("Published, with changes to come")),
    (ARCHIVED, _("Taken down")),
]
LABELS = dict(STATES)

# lib/page_indexes.py has what is not live in order; the index on this column would have it sorted.
_NEVER_OUT = Q(IsNull(unindexed("first_published_at"), True))


@dataclass(frozen=True)
class OnTheWay:
    """The ids of stories under review, and of those with a time to come that time: few, whatever the archive's size."""

    review: frozenset[int]
    scheduled: dict[int, datetime]

    @classmethod
    def now(cls) -> "OnTheWay":
        """Ask once for a page of stories. Two indexed queries."""
        review = WorkflowState.objects.filter(
            status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=page_type()
        ).values_list("object_id", flat=True)
        scheduled = Revision.objects.filter(
            approved_go_live_at__isnull=False, base_content_type=page_type()
        ).values_list("object_id", "approved_go_live_at")
        return cls(frozenset(map(int, review)), {int(pk): time for pk, time in scheduled})

    def state_of(self, story: Any) -> str:
        """The one word that tells most about a story."""
        if story.pk in self.review:
            return REVIEW
        if story.pk in self.scheduled:
            return SCHEDULED
        if story.live:
            return CHANGED if story.has_unpublished_changes else LIVE
        return ARCHIVED if story.first_published_at else DRAFT

    def in_state(self, state: str) -> Q:
        """What picks out the stories in a state; every story is in one, but what is live may be on its way too."""
        on_the_way = Q(pk__in=self.review.union(self.scheduled))
        return {
            DRAFT: Q(_NEVER_OUT, live=False) & ~on_the_way,
            REVIEW: Q(pk__in=self.review),
            SCHEDULED: Q(pk__in=list(self.scheduled)),
            LIVE: Q(live=True),
            CHANGED: Q(live=True, has_unpublished_changes=True),
            ARCHIVED: Q(~_NEVER_OUT, live=False) & ~on_the_way,
        }[state]
