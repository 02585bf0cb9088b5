"""What the import of a paper's own export does beyond any other: every field comes back as it was stored.

`OwnExport` belongs to one run. While pages are written it keeps in mind what can only be set once they are stored
(unpublished changes, groups of readers, schedules), and sets it in `settle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction, Revision

from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.parsers.own_folder import OwnFolderArchive
from broadsheet.ingest.records import Kept, Origin, Story, Term
from broadsheet.ingest.records import Page as PageRecord
from broadsheet.ingest.writer.indexes import index_references
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import Journal
from broadsheet.ingest.writer.own_house import let_go_of
from broadsheet.ingest.writer.own_references import OwnResolver
from broadsheet.ingest.writer.slugs import TakenSlugs
from broadsheet.newsroom.models import Author, ContactPage, Section, StandingPage
from broadsheet.newsroom.models import Story as StoryPage

if TYPE_CHECKING:
    from broadsheet.ingest.writer.own_front import OwnFront

SCHEDULE_PASSED = "was scheduled for a time that has passed, so it is kept as a draft"


class OwnExport:
    """See the module. `fills_empty_paper` says that what editors arranged comes over too."""

    def __init__(self, archive: OwnFolderArchive) -> None:
        self.archive = archive
        self.fills_empty_paper = not StoryPage.objects.exists()
        self.tags: list[tuple[Any, tuple[str, ...]]] = []
        self._pending: list[tuple[Any, Story | PageRecord | Term]] = []
        self._is_settling = False
        self._front: OwnFront | None = None
        self._with_links: list[tuple[Author, Origin]] = []

    # Before pages are planned

    def make_room(self, job: Job) -> None:
        """In a paper without a story, what it was founded with makes room, unless somebody has edited it."""
        if not self.fills_empty_paper:
            return
        let_go_of(job, set(StandingPage.objects.filter(latest_revision=None).values_list("pk", flat=True)))
        while starter := self._next_starter(job):
            journal, key = Journal(job, starter), starter.pk
            starter.delete()
            journal.close_deleted(starter, key)
        job.front.refresh_from_db()

    def _next_starter(self, job: Job) -> Page | None:
        """A page nothing lies under: policies go before the page they lie under."""
        for model in (StandingPage, Section, ContactPage):
            lowest = model.objects.descendant_of(job.front).filter(latest_revision=None, numchild=0)
            if found := lowest.order_by("-depth", "path").first():
                return found
        return None

    def make_pages(self, job: Job, slugs: TakenSlugs) -> None:
        """What stories and menus may link to, and is neither a story, a section nor a standing page."""
        from broadsheet.ingest.writer.own_front import OwnFront

        if self.fills_empty_paper:
            self._front = OwnFront(job, self.archive.arrangement())
            self._front.make_pages(slugs)

    # While pages are written

    def set_fields(self, job: Job, page: Any, record: Story | PageRecord | Term) -> None:
        """State, dates and identity of an unsaved page; what has to wait until it is stored is kept in mind."""
        kept = set_kept_fields(page, record)
        waits = kept.draft is not None or kept.access.get("kind") == "groups" or (page.go_live_at and not page.live)
        if not self._is_settling and (waits or (kept.access and isinstance(record, Term))):
            self._pending.append((page, record))

    def recognise(self, job: Job, kind: str, entries: Sequence[Entry]) -> None:
        """Pages that are here already under the same identity, though no import brought them, are left alone."""
        wanted = {self.archive.identities.get((kind, one.key)): one for one in entries if one.action == "create"}
        wanted.pop(None, None)
        for page in Page.objects.filter(translation_key__in=list(wanted)):
            entry = wanted[str(page.translation_key)]
            entry.action, entry.page_id = "unchanged", page.pk
            entry.path, entry.url_path, entry.slug = page.path, page.url_path, page.slug

    # Once all are stored

    def settle(self, job: Job) -> None:
        """All that waits; then redirects, and what editors arranged by hand."""
        from broadsheet.ingest.writer.own_history import write_own_history
        from broadsheet.ingest.writer.own_redirects import write_own_redirects

        self._is_settling = True
        for page, record in self._pending:
            kept = record.kept or Kept({})
            if page.go_live_at and not page.live:
                self._settle_schedule(job, page, record, kept)
            if kept.access.get("kind") == "groups" or isinstance(record, Term):
                restrict_page(page.pk, kept.access)
            if kept.draft is not None:
                self._store_draft(job, page, kept.draft)
        for medium, names in self.tags:
            medium.tags.set(names)
        self._pending.clear()
        self._is_settling = False
        self._link_biographies(job)
        write_own_redirects(job, self.archive)
        write_own_history(job, self.archive)
        if self._front is not None:
            self._front.arrange()
        else:
            job.report.warn("front.yaml", "front.yaml", "the paper has stories, so its own front and menus stay")

    def link_later(self, author: Author, origin: Origin) -> None:
        """Its biography may name pages that are not stored yet."""
        self._with_links.append((author, origin))

    def _link_biographies(self, job: Job) -> None:
        for author, origin in self._with_links:
            linked = OwnResolver(job, origin, author.name).rich(author.biography)
            if linked != author.biography:
                author.biography = linked
                Author.objects.filter(pk=author.pk).update(biography=linked)
                index_references([author])
        self._with_links.clear()

    def _settle_schedule(self, job: Job, page: Any, record: Any, kept: Kept) -> None:
        """Storing approves whatever has a time; here only what was approved there, and whose time is still to come."""
        is_late = kept.is_scheduled and page.go_live_at <= job.now
        if is_late:
            job.report.warn(record.origin, record.title, SCHEDULE_PASSED)
        if is_late or not kept.is_scheduled:
            Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=None)

    def _store_draft(self, job: Job, page: Any, record: Story | PageRecord) -> None:
        """A second revision over the live one."""
        from broadsheet.ingest.writer.own_drafts import draft_page

        changed = draft_page(job, type(page).objects.get(pk=page.pk), record)
        kept = record.kept or Kept({})
        is_due = kept.is_scheduled and changed.go_live_at and changed.go_live_at > job.now
        changed.save_revision(clean=False, approved_go_live_at=changed.go_live_at if is_due else None)


def set_kept_fields(page: Any, record: Story | PageRecord | Term) -> Kept:
    """A page whose identity another page of this paper has is a new one."""
    kept = record.kept or Kept({})
    page.live = kept.is_live
    for name, value in kept.fields.items():
        setattr(page, name, value)
    identity = kept.fields.get("translation_key")
    if not isinstance(record, Story) and Page.objects.filter(translation_key=identity).exclude(pk=page.pk).exists():
        page.translation_key = uuid4()
    return kept


def is_restricted_to(access: dict[str, Any]) -> str:
    """Wagtail's name for who may read."""
    kinds = {"password": PageViewRestriction.PASSWORD, "groups": PageViewRestriction.GROUPS}
    return kinds.get(access.get("kind", ""), PageViewRestriction.LOGIN)


def restrict_page(page_id: int, access: dict[str, Any]) -> None:
    """Groups are found by their names; where this paper has none of them, nobody but administrators may read."""
    if not access:
        return
    password = str(access.get("password", ""))[:255]
    row, _made = PageViewRestriction.objects.update_or_create(
        page_id=page_id, defaults={"restriction_type": is_restricted_to(access), "password": password}
    )
    names = access.get("groups", [])
    row.groups.set(Group.objects.filter(name__in=[str(name) for name in names if isinstance(names, list)]))


def own_entry(entry: Entry, record: Story | PageRecord) -> Entry:
    """The entry with the title and slug of the draft."""
    return replace(entry, title=record.title, slug=record.slug)
