"""With whom the paper speaks: sources by kind, named and unnamed, section by section. For the desk alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from broadsheet.newsroom.desk.period_reports import PeriodReportView, moments_of
from broadsheet.newsroom.models import SourceKind, StorySource

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


class SourceReportView(PeriodReportView):
    """``/desk/reports/sources/``: of live stories published in a period."""

    template_name = "newsroom/desk/source_report.html"
    page_title = _("Sources")
    header_icon = "group"

    def report(self, since: date, until: date) -> dict[str, Any]:
        return {"columns": SourceKind.labels, **_report(since, until)}


def _report(since: date, until: date) -> dict[str, Any]:
    """Three columns of each source are read, and no name: one query."""
    begin, end = moments_of(since, until)
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
