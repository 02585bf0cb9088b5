"""The desk's first page: what waits, what is under way, what came out. A fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from broadsheet.newsroom import lists
from broadsheet.newsroom.desk.reach import Reach
from broadsheet.newsroom.desk.states import LABELS, OnTheWay
from broadsheet.newsroom.models import Approval, ListEntry, Section, Story, StoryCorrection

SHOWN = 6
COUNTED_TO = 99
LOOKED_AT = 100


@dataclass(frozen=True)
class Row:
    """One story of a panel: what happened, and when."""

    story: Any
    note: str = ""
    when: Any = None
    address: str = ""


@dataclass(frozen=True)
class Panel:
    """One box of the dashboard. ``counted`` says what the count is of, where the heading does not."""

    name: str
    heading: str
    empty: str
    rows: list[Row] = field(default_factory=list)
    count: str = ""
    more: str = ""
    counted: str = ""


class DeskPanel(Component):
    """Everything the dashboard shows, worked out once for ``request``'s user."""

    name = "desk"
    order = 100
    template_name = "newsroom/desk/dashboard.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = request.user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        work, outcome = [self.waiting(), self.mine(), self.scheduled()], [self.published(), self.corrections()]
        return {"columns": [work, outcome], "request": self.request, "write": reverse("desk_write")}

    @cached_property
    def reach(self) -> Reach:
        return Reach.of(self.user)

    @cached_property
    def sections(self) -> list[Section]:
        return list(Section.objects.only("title", "path", "depth").order_by("path"))

    @cached_property
    def on_the_way(self) -> OnTheWay:
        return OnTheWay.now()

    @cached_property
    def within_reach(self) -> Q:
        return self.reach.stories(self.sections)

    # Panels

    def waiting(self) -> Panel:
        """Steps that wait for the user, longest waiting first."""
        states = [state for step in Approval.objects.filter(active=True) for state in _waiting(step, self.user)]
        states.sort(key=lambda state: state.started_at)
        ids = [int(state.workflow_state.object_id) for state in states[:SHOWN]]
        stories = _rows_of(ids)
        rows = [
            Row(stories[pk], _waiting_note(state), state.started_at)
            for pk, state in zip(ids, states, strict=False)
            if pk in stories
        ]
        return Panel(
            "waiting",
            _("Waiting for me"),
            _("Nothing waits for you. Stories that reporters submit in your sections appear here."),
            rows,
            _shown_count(len(states)),
            _list_address(state="review"),
        )

    def mine(self) -> Panel:
        """The user's own stories that readers do not have yet, or not as they now are."""
        own = _own_drafts(self.user)
        latest = Story.objects.filter(pk__in=own).order_by(F("latest_revision_created_at").desc(nulls_last=True))
        stories = list(_rows(latest)[:SHOWN])
        rows = [
            Row(story, str(LABELS[self.on_the_way.state_of(story)]), story.latest_revision_created_at)
            for story in stories
        ]
        return Panel(
            "mine",
            _("My drafts"),
            _("You have no drafts. What you start writing appears here until it is published."),
            rows,
            _shown_count(len(own)),
            _list_address(owner="me"),
        )

    def scheduled(self) -> Panel:
        """What comes out next, soonest first."""
        times = self.on_the_way.scheduled
        stories = {story.pk: story for story in _rows(Story.objects.filter(self.within_reach, pk__in=list(times)))}
        soonest = sorted(stories, key=lambda pk: times[pk])
        rows = [Row(stories[pk], "", times[pk]) for pk in soonest[:SHOWN]]
        return Panel(
            "scheduled",
            _("Scheduled"),
            _("Nothing is scheduled. Set a time under Publishing when you publish a story, and it waits here."),
            rows,
            _shown_count(len(stories)),
            _list_address(state="scheduled"),
        )

    def published(self) -> Panel:
        """What readers got last."""
        stories = sorted(_rows_of(self._newest()).values(), key=attrgetter("published_at"), reverse=True)
        return Panel(
            "published",
            _("Recently published"),
            _("Nothing is published yet. The paper’s first story will appear here."),
            [Row(story, "", story.published_at, story.address) for story in stories[:SHOWN]],
            _shown_count(self._number_of_today()),
            _list_address(state="live", ordering="-published_at"),
            counted=_("today"),
        )

    def corrections(self) -> Panel:
        """The latest notes beside stories; notes first and stories after, since SQLite would begin with every story."""
        notes = list(StoryCorrection.objects.order_by("-date")[:LOOKED_AT])
        own = Story.objects.filter(self.within_reach, pk__in={note.story_id for note in notes})
        stories = {story.pk: story for story in _rows(own)}
        shown = [note for note in notes if note.story_id in stories][:SHOWN]
        return Panel(
            "corrections",
            _("Corrections"),
            _("No corrections. A note added to a story under Corrections is listed here."),
            [Row(stories[note.story_id], str(note), note.date) for note in shown],
            _shown_count(sum(note.story_id in stories for note in notes)),
        )

    @cached_property
    def _list_keys(self) -> list[str]:
        """The paper's list, or that of each section the user sees."""
        whole = self.reach.is_whole(self.sections)
        return [lists.PAPER] if whole else [section.list_key for section in self.reach.sections(self.sections)]

    def _newest(self) -> list[int]:
        """Ids of the newest stories of the user's lists. One query."""
        found = lists.heads(dict.fromkeys(self._list_keys, SHOWN))
        return sorted({pk for ids in found.values() for pk in ids})

    def _number_of_today(self) -> int:
        """How many stories of the user's lists bear today's date; beyond COUNTED_TO it is not known. One query."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        entries = ListEntry.objects.filter(list_key__in=self._list_keys, published_at__gte=midnight)
        return len(set(entries.order_by().values_list("story_id", flat=True)[: 10 * COUNTED_TO]))


def _own_drafts(user: Any) -> list[int]:
    """Ids of what ``user`` has begun and readers do not have. Unordered: SQLite would walk every page by date."""
    own = Story.objects.filter(owner=user).filter(Q(live=False) | Q(has_unpublished_changes=True))
    return list(own.order_by().values_list("pk", flat=True)[: 10 * COUNTED_TO])


def _waiting(step: Approval, user: Any) -> QuerySet[TaskState]:
    return step.get_task_states_user_can_moderate(user).select_related("task", "workflow_state__requested_by")


def _waiting_note(state: TaskState) -> str:
    reporter = state.workflow_state.requested_by
    if reporter is None:
        return str(state.task.name)
    return _("%(step)s · from %(name)s") % {"step": state.task.name, "name": reporter}


def _rows(stories: Any) -> Any:
    return stories.select_related("section").defer("body", "key_points", "questions", "summary")


def _rows_of(ids: list[int]) -> dict[int, Story]:
    return _rows(Story.objects).in_bulk(ids)


def _shown_count(number: int) -> str:
    return f"{COUNTED_TO}+" if number > COUNTED_TO else str(number)


def _list_address(**filters: str) -> str:
    return reverse("desk_stories") + "?" + "&".join(f"{name}={value}" for name, value in filters.items())
