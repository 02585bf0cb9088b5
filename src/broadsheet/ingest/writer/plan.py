"""What becomes of each story and page: made, brought up to date, or left alone; and where it will live.

Decided for all of them before the first is written, so that stories can link to one another in any order.
"""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page

from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.models import ImportedItem, stored_key
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.slugs import TakenSlugs
from broadsheet.ingest.writer.terms import section_for_homeless
from broadsheet.newsroom.models import Section, StandingPage


def plan_stories(job: Job, slugs: TakenSlugs) -> None:
    for entries in job.catalogue.batches("story"):
        _compare(job, entries, "story")
        for entry in entries:
            entry.parent = home_of(job, entry.parent.split("\n"))
        new = [entry for entry in entries if entry.action == "create"]
        for number, entry in zip(job.ids.take(Page, len(new)), new, strict=True):
            _give_place(job, entry, number, job.sections[entry.parent], slugs)
        job.catalogue.decide(entries)


def home_of(job: Job, keys: Sequence[str]) -> str:
    """The deepest of the story's sections, the first of equals; the default section only for want of another."""
    known = [key for key in keys if key in job.sections]
    named = [key for key in known if key != job.default_section] or known
    if not named:
        return section_for_homeless(job)
    return max(named, key=lambda key: job.sections[key].depth)


def plan_pages(job: Job, slugs: TakenSlugs) -> list[list[Entry]]:
    """Standing pages by level, parents before children."""
    entries = [entry for batch in job.catalogue.batches("page") for entry in batch]
    _compare(job, entries, "page")
    levels = _levels(job, entries)
    parents: dict[str, Page] = {}
    for level in levels:
        for entry in level:
            parent = parents.get(entry.parent, job.front)
            if entry.action == "create":
                _place_page(job, entry, parent, slugs)
            parents[entry.key] = _standing_in(entry)
        job.catalogue.decide(level)
    return levels


def _place_page(job: Job, entry: Entry, parent: Page, slugs: TakenSlugs) -> None:
    """A starter page nobody has edited makes room for the source's page of that name."""
    starter = StandingPage.objects.child_of(parent).filter(slug=entry.slug, latest_revision=None).first()
    if starter is not None and parent.pk == job.front.pk:
        entry.action, entry.page_id = "adopt", starter.pk
        entry.path, entry.url_path = starter.path, starter.url_path
        return
    _give_place(job, entry, job.ids.take(Page, 1)[0], parent, slugs)


def _give_place(job: Job, entry: Entry, number: int, parent: Page, slugs: TakenSlugs) -> None:
    entry.page_id = number
    entry.slug = slugs.free(parent, entry.slug)
    entry.path = job.places.next(parent.path)
    entry.url_path = f"{parent.url_path}{entry.slug}/"


def _standing_in(entry: Entry) -> Page:
    """As much of a page as its children's places need."""
    return Page(pk=entry.page_id, path=entry.path, url_path=entry.url_path, depth=len(entry.path) // Page.steplen)


def _levels(job: Job, entries: list[Entry]) -> list[list[Entry]]:
    """Pages whose parent is unknown, or whose parents run in a circle, stand at the top."""
    by_key = {entry.key: entry for entry in entries}
    levels: dict[int, list[Entry]] = {}
    for entry in entries:
        depth = _depth(entry, by_key)
        if depth is None:
            job.report.warn(entry.key, entry.title, "its parent pages run in a circle; it was put at the top")
        if depth is None or entry.parent not in by_key:
            entry.parent, depth = "", 0
        levels.setdefault(depth, []).append(entry)
    return [levels[depth] for depth in sorted(levels)]


def _depth(entry: Entry, by_key: dict[str, Entry]) -> int | None:
    seen = {entry.key}
    current: Entry | None = entry
    while current is not None and current.parent in by_key:
        if current.parent in seen:
            return None
        seen.add(current.parent)
        current = by_key[current.parent]
    return len(seen) - 1


def _compare(job: Job, entries: Sequence[Entry], kind: str) -> None:
    """Compares the source with what earlier runs made of it."""
    keys = [stored_key(entry.key) for entry in entries]
    items = {
        item.source_key: item
        for item in ImportedItem.objects.filter(site=job.archive.site, kind=kind, source_key__in=keys)
    }
    pages = Page.objects.in_bulk([item.object_id for item in items.values()])
    for entry in entries:
        item = items.get(stored_key(entry.key))
        page = pages.get(item.object_id) if item else None
        entry.action = _action(entry, item, page)
        if page is not None:
            entry.page_id, entry.path, entry.url_path, entry.slug = page.pk, page.path, page.url_path, page.slug
    if job.own is not None:
        job.own.recognise(job, kind, entries)


def _action(entry: Entry, item: ImportedItem | None, page: Page | None) -> str:
    if item is None:
        return "create"
    if page is None:
        return "gone"
    if item.checksum == entry.checksum:
        return "unchanged"
    if page.latest_revision_id != item.revision_id:
        return "edited"
    return "update" if _is_the_same(entry, item, page) else "clash"


def _is_the_same(entry: Entry, item: ImportedItem, page: Page) -> bool:
    """One number of one site means one story; but test sites are wiped and numbered anew. A story is known again by
    what its source called it then; one without a slug, a draft, has only its number."""
    if not entry.key.isdecimal() or page.title == entry.title or page.slug == entry.slug:
        return True
    if not item.source_title:  # imported before this was written down
        return False
    return item.source_title == entry.title[:255] or item.source_slug == entry.own_slug[:255]


LEFT_ALONE = {
    "unchanged": "is here already, unchanged",
    "edited": "was edited here since it was imported, so it is left as it is",
    "gone": "was deleted here since it was imported",
    "clash": "has the number of another story of that site, with another title and address",
}


def parent_of(job: Job, entry: Entry) -> Section:
    return job.sections[entry.parent]
