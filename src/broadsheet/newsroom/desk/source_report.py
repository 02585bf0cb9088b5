"""With whom the paper speaks: sources by kind, named and unnamed, section by section. For the desk alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.models import SourceKind, StorySource

USUAL_DAYS = 30
NOTES_SHOWN = 20


@dataclass
class Tally:
    """The sources of one section, or of the paper."""

    name: str
    stories: set[int] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0

    def count(self, row: dict[str, Any]) -> None:
        self.stories.add(row["story_id"])
        self.kinds[row["kind"]] += 1
        self.unnamed += row["is_unnamed"]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def by_kind(self) -> list[int]:
        """In the order of the columns."""
        return [self.kinds[kind] for kind in SourceKind.values]

    @property
    def unnamed_share(self) -> int:
        """Per cent."""
        return round(100 * self.unnamed / self.total) if self.total else 0


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class SourceReportView(WagtailAdminTemplateMixin, TemplateView):
    """``/desk/reports/sources/``: live stories of a period, those of the last 30 days if nothing is asked."""

    template_name = "newsroom/desk/source_report.html"
    page_title = _("Sources")
    header_icon = "group"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_report(request.user):
            raise PermissionDenied
        form = PeriodForm(request.GET or None)
        asked = form.cleaned_data if form.is_valid() else {}
        until = asked.get("until") or timezone.localdate()
        since = asked.get("since") or until - timedelta(days=USUAL_DAYS)
        context = {"form": form, "since": since, "until": until, "columns": SourceKind.labels, **_report(since, until)}
        return self.render_to_response(self.get_context_data(**context))


def _report(since: date, until: date) -> dict[str, Any]:
    """Three columns of each source are read, and no name: one query."""
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, until + timedelta(days=1)))
    rows = StorySource.objects.filter(
        story__live=True, story__published_at__gte=begin, story__published_at__lt=end
    ).order_by("story__section__title")
    fields = ("story_id", "kind", "is_unnamed", "desk_note", "story__section__title")
    return _tallied(rows.values(*fields).iterator(chunk_size=2000))


def _tallied(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    paper = Tally(str(_("The paper")))
    sections: dict[str, Tally] = {}
    notes: Counter[str] = Counter()
    for row in rows:
        name = row["story__section__title"] or ""
        for tally in (paper, sections.setdefault(name, Tally(name))):
            tally.count(row)
        notes.update(word.strip().casefold() for word in row["desk_note"].split(",") if word.strip())
    return {"paper": paper, "sections": list(sections.values()), "notes": notes.most_common(NOTES_SHOWN)}


def may_see_report(user: Any) -> bool:
    """Those who may publish; whom others have spoken with is no reporter's business."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


class SourceReportMenuItem(MenuItem):
    """The way to it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_report(request.user)
