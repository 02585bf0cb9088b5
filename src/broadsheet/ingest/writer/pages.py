"""Standing pages, level by level."""

from __future__ import annotations

from wagtail.models import Page as TreePage

from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.models import Deed
from broadsheet.ingest.records import Block, MediaRef, Page
from broadsheet.ingest.writer.batches import store_pages
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import Journal
from broadsheet.ingest.writer.own_references import resolver_of
from broadsheet.ingest.writer.plan import LEFT_ALONE
from broadsheet.ingest.writer.publication import set_publication
from broadsheet.ingest.writer.restrictions import Restriction, restrict_again, restrict_new, restriction_of
from broadsheet.ingest.writer.stories import clip, convert_body, stream_value
from broadsheet.newsroom.models import StandingPage


class PageWriter:
    """Takes pages in any order; `finish` stores them, parents before children."""

    def __init__(self, job: Job, levels: list[list[Entry]]) -> None:
        self.job = job
        self.levels = levels
        self.made: dict[str, tuple[StandingPage, Entry, Restriction | None]] = {}

    def take(self, record: Page) -> None:
        entry = self.job.catalogue.entry("page", record.origin.key)
        if entry is None or entry.action in LEFT_ALONE:
            self._leave(record, entry)
            return
        page, journal = StandingPage(), None
        if entry.action != "create":
            page = StandingPage.objects.get(pk=entry.page_id)
            journal = Journal(self.job, page, item=self.job.item("page", entry.key))
        self._fill(page, record, entry)
        self.job.redirect(record.addresses, page=page)
        if journal is None:
            self.made[entry.key] = (page, entry, restriction_of(record))
        else:
            restrict_again(self.job, "page", record, page)
            self._update(page, entry, journal)

    def _leave(self, record: Page, entry: Entry | None) -> None:
        if entry is not None and entry.action == "unchanged":
            self.job.report.count("page", "unchanged")
        elif entry is not None:
            self.job.report.skip("page", LEFT_ALONE[entry.action])
            self.job.report.warn(record.origin, entry.title, LEFT_ALONE[entry.action])

    def _fill(self, page: StandingPage, record: Page, entry: Entry) -> None:
        resolver = resolver_of(self.job, record.origin, entry.title)
        self.job.report.warn_all(record.origin, entry.title, record.notes)
        body = convert_body(self.job, record, entry)
        if record.picture is not None and not _opens_with(body.blocks, record.picture):
            body.blocks.insert(0, ("picture", {"photo": record.picture, "caption": "", "alt": "", "size": "text"}))
        page.pk = page.id = entry.page_id
        page.slug = entry.slug
        page.path, page.url_path = entry.path, entry.url_path
        page.title = clip(entry.title, 255)
        page.standfirst = record.standfirst
        page.seo_title = clip(record.seo_title, 255)
        page.search_description = record.seo_description
        set_publication(self.job, page, record)
        page.body = stream_value(page, "body", resolver.stream(body.blocks))

    def _update(self, page: StandingPage, entry: Entry, journal: Journal) -> None:
        shown = page.live
        page.draft_title = page.title
        revision = page.save_revision(clean=False)
        if shown or page.go_live_at:
            revision.publish()
        else:
            StandingPage.objects.get(pk=page.pk).unpublish()
        self.job.report.count("page", "updated")
        journal.close(page, revision.pk)
        deed = Deed.ADOPTED if entry.action == "adopt" else Deed.UPDATED
        self._remember(page, entry, revision.pk, deed)

    def finish(self) -> None:
        for level in self.levels:
            made = [self.made[entry.key] for entry in level if entry.key in self.made]
            parents = [self._parent(entry) for _page, entry, _restriction in made]
            store_pages(self.job, [page for page, _entry, _restriction in made], parents)
            restrict_new(self.job, [("page", entry.key, page, restriction) for page, entry, restriction in made])
            for page, entry, _restriction in made:
                self.job.report.count("page", "created")
                self._remember(page, entry, page.latest_revision_id)

    def _remember(self, page: StandingPage, entry: Entry, revision_id: int | None, deed: str = Deed.CREATED) -> None:
        said = {"title": entry.title, "slug": entry.own_slug}
        self.job.remember("page", entry.key, page, entry.checksum, revision_id, deed=deed, **said)

    def _parent(self, entry: Entry) -> TreePage:
        parent = self.job.catalogue.entry("page", entry.parent) if entry.parent else None
        return TreePage.objects.get(pk=parent.page_id) if parent and parent.page_id else self.job.front


def _opens_with(blocks: list[Block], picture: MediaRef) -> bool:
    """Whether the text shows it at its beginning already."""
    if not blocks or blocks[0][0] != "picture":
        return False
    shown: MediaRef = blocks[0][1]["photo"]
    return bool({shown.key, shown.url} & {picture.key, picture.url} - {""})
