"""“The press” in the desk: how many readers find their page ready, what waits, and whether all is well."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.desk.key_words import in_words, most_telling
from broadsheet.newsroom.models import Story
from broadsheet.press import outbox
from broadsheet.press.entries import PIECE
from broadsheet.press.models import Change
from broadsheet.press.standing import Standing, standing_of
from broadsheet.press.store.base import Store, StoreUnavailableError
from broadsheet.serving.pressing import store_of

VIEW = "press.view_change"
"""The permission of those who see how the press stands: publishers and administrators."""
TAKEDOWNS = 8
KEYS_SHOWN = 3
COUNTED_TO = 1000
MEGABYTE = 1 << 20


@cache
def press_store() -> Store:
    """The store of the paper, one for this process."""
    return store_of(settings.PAPER)


@dataclass(frozen=True)
class Figure:
    """One number of the page, what it counts, and what there is to add."""

    label: str
    value: str
    note: str = ""
    is_trouble: bool = False


@dataclass(frozen=True)
class Takedown:
    """What was taken down, in words, and when."""

    what: list[str]
    more: int
    when: datetime


@dataclass(frozen=True)
class ShownOn:
    """Where readers meet a story: addresses of pages, and names of the parts many pages share."""

    pages: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    is_cut: bool = False

    @property
    def count(self) -> str:
        """How many pages, in words."""
        if self.is_cut:
            return _("more than %(number)s pages") % {"number": number(COUNTED_TO)}
        pages = len(self.pages)
        return ngettext("%(number)s page", "%(number)s pages", pages) % {"number": number(pages)}

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The shared parts as (what, which): their components’ names in words, and what tells them apart."""
        told = [name.removeprefix(PIECE).partition(" ") for name in self.pieces]
        return [(PurePosixPath(path).stem.replace("_", " "), rest.strip()) for path, _space, rest in told]


def shown_on(story: Story) -> ShownOn:
    """What of the press shows a story. Raises StoreUnavailableError."""
    found = press_store().showing([press_keys.story(story.pk), press_keys.card(story.pk)], limit=COUNTED_TO + 1)
    names = found[:COUNTED_TO]
    pages = [name for name in names if name.startswith("/")]
    return ShownOn(pages, [name for name in names if not name.startswith("/")], len(found) > COUNTED_TO)


class _PressScreen(WagtailAdminTemplateMixin, TemplateView):
    """What the screens have in common."""

    page_title = gettext_lazy("The press")
    header_icon = "history"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class PressView(PermissionCheckedMixin, _PressScreen):
    """``/desk/press/``: for publishers and administrators."""

    template_name = "newsroom/desk/press.html"
    permission_policy = ModelPermissionPolicy(Change)
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        try:
            standing = standing_of(press_store(), outbox)
        except StoreUnavailableError:
            return context
        return {
            **context,
            "standing": standing,
            "figures": list(figures(standing)),
            "slowest": [(entry.name, _milliseconds(entry.seconds)) for entry in standing.slowest],
            "takedowns": last_takedowns(),
            "absences": [(_moment(one.start), _moment(one.end)) for one in reversed(standing.absences)],
        }


class StoryPagesView(_PressScreen):
    """``/desk/press/story/17/``: the pages a story stands on, for whoever may edit it."""

    template_name = "newsroom/desk/story_pages.html"
    page_title = gettext_lazy("Where it stands")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        story = story_for_editor(request.user, kwargs["pk"])
        try:
            shown = shown_on(story)
        except StoreUnavailableError:
            shown = None
        return self.render_to_response(self.get_context_data(story=story, shown=shown))


def story_for_editor(user: Any, pk: int) -> Story:
    """The story ``pk``. Raises Http404 where there is none and PermissionDenied where ``user`` may not edit it."""
    story: Story = get_object_or_404(Story, pk=pk)
    if not story.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return story


# What the page says


def figures(standing: Standing) -> Iterator[Figure]:
    """The numbers at the top."""
    yield _ready(standing)
    yield _waiting(standing)
    yield _presser(standing)
    yield _room(standing)
    if settings.PAPER.cdn.kind != "none":
        yield _cdn(standing)


def _ready(standing: Standing) -> Figure:
    label, rate = _("Found their page ready"), standing.served.rate
    if rate is None:
        return Figure(label, "–", _("Nobody has asked for a page in the last 24 hours."))
    note = _("of %(number)s answers in the last 24 hours") % {"number": number(standing.served.answered)}
    return Figure(label, _("%(number)s %%") % {"number": number_format(100 * rate, 1)}, note)


def _waiting(standing: Standing) -> Figure:
    stale, void = standing.figures.stale, standing.figures.void
    if not (stale or void or standing.behind):
        return Figure(_("Waiting to be made anew"), "0", _("Every page is as it should be."))
    note = _("Not shown until then: %(void)s. Changes not looked at yet: %(behind)s.")
    said = note % {"void": number(void), "behind": number(standing.behind)}
    return Figure(_("Waiting to be made anew"), number(stale + void), said)


def _presser(standing: Standing) -> Figure:
    label = _("Presser")
    if standing.is_running:
        return Figure(label, _("running"), _("It makes changed pages anew."))
    note = _(
        "Changed pages are made anew only when somebody asks for them. An operator can start it: broadsheet serve."
    )
    return Figure(label, _("not running"), note, is_trouble=True)


def _room(standing: Standing) -> Figure:
    pages = ngettext("%(number)s page", "%(number)s pages", standing.figures.pages)
    used = number_format(standing.figures.bytes / MEGABYTE, 1, force_grouping=True)
    note = _("%(used)s of %(most)s MB") % {"used": used, "most": number(settings.PAPER.press.disk_mb)}
    return Figure(_("Kept"), pages % {"number": number(standing.figures.pages)}, note)


def _cdn(standing: Standing) -> Figure:
    kind = settings.PAPER.cdn.kind.capitalize()
    if standing.beat is None or not standing.is_running:
        return Figure(_("CDN"), kind, _("It is told of changes once the presser runs."), is_trouble=True)
    status = standing.beat.cdn
    waiting = _("%(number)s purges waiting") % {"number": number(status.waiting)}
    if status.error:
        note = _("It takes no purges: %(reason)s. They are sent once it does.") % {"reason": status.error}
        return Figure(_("CDN"), kind, f"{note} {waiting}", is_trouble=True)
    return Figure(_("CDN"), kind, _("It takes purges; %(waiting)s.") % {"waiting": waiting})


def last_takedowns() -> list[Takedown]:
    """The last takedowns with the names of what they were about."""
    told = [(most_telling(change.keys), change.made_at) for change in outbox.takedowns(TAKEDOWNS)]
    words = in_words({key for keys, _ in told for key in keys[:KEYS_SHOWN]})
    return [
        Takedown([words[key] for key in keys[:KEYS_SHOWN]], max(0, len(keys) - KEYS_SHOWN), when) for keys, when in told
    ]


def number(value: int) -> str:
    """A whole number as people write it."""
    return str(number_format(value, force_grouping=True))


def _milliseconds(seconds: float) -> str:
    return number(round(1000 * seconds))


def _moment(at: float) -> datetime | None:
    return datetime.fromtimestamp(at, UTC) if at else None


def story_pages_address(story: Story) -> str:
    """Where the desk lists the pages of a story."""
    return reverse("desk_story_pages", args=[story.pk])
