"""Narrowing a search: by section with its sub-sections, author, and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Author, ListEntry, Section
from broadsheet.newsroom.section_tree import live_sections


@dataclass(frozen=True)
class Filters:
    """What the reader chose. Several sections may share a slug under different parents; any of them is meant."""

    sections: tuple[Section, ...] = ()
    author: Author | None = None
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return bool(self.sections or self.author or self.first or self.last)

    @property
    def chosen(self) -> dict[str, str]:
        """As the form shows it, and as addresses carry it."""
        return {
            "section": self.sections[0].slug if self.sections else "",
            "author": self.author.slug if self.author else "",
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }

    def entries(self) -> QuerySet[ListEntry]:
        """The place in the paper's lists of every story readers may find: live, public, not hidden."""
        keys = [[section.list_key for section in self.sections]] if self.sections else []
        if self.author:
            keys.insert(0, [self.author.list_key])
        entries = ListEntry.objects.filter(list_key__in=keys[0] if keys else [lists.PAPER])
        for further in keys[1:]:
            entries = entries.filter(story_id__in=ListEntry.objects.filter(list_key__in=further).values("story_id"))
        if self.first:
            entries = entries.filter(published_at__gte=_start_of(self.first))
        if self.last and self.last < date.max:
            entries = entries.filter(published_at__lt=_start_of(self.last + timedelta(days=1)))
        return entries


def sections_offered() -> list[Section]:
    """Sections readers may open, in the order of the tree."""
    sections = live_sections()
    private = set(PageViewRestriction.objects.values_list("page__path", flat=True))
    return [section for section in sections if not any(section.path.startswith(path) for path in private)]


def read_filters(asked: Mapping[str, str], sections: Sequence[Section], authors: Sequence[Author]) -> Filters:
    """Understand what was chosen. A section, author or date that does not exist is passed over."""
    slug, author = asked.get("section", ""), asked.get("author", "")
    first, last = _date(asked.get("from", "")), _date(asked.get("to", ""))
    if first and last and last < first:
        first, last = last, first
    return Filters(
        tuple(section for section in sections if slug and section.slug == slug),
        next((candidate for candidate in authors if author and candidate.slug == author), None),
        first,
        last,
    )


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < date.max.year else None


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
