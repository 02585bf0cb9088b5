"""What a paper holds, read in batches that keep memory flat, with as few queries as there are kinds of thing.

Every exporter reads through `Content`. Relations are gathered by the batch; pages, photos and files that bodies speak
of are looked up by the batch too, and answered from memory (`page`, `photo`, `file`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from wagtail.models import Page, PageViewRestriction, Revision

from broadsheet.fronts.models import Front
from broadsheet.ingest.exporters.references import References, references_in
from broadsheet.lib.addresses import address_of_path
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import (
    Author,
    ContactPage,
    ReaderComment,
    Section,
    StandingPage,
    Story,
    StoryAuthor,
    StoryCorrection,
    StorySource,
    StoryTopic,
    Topic,
)
from broadsheet.record.models import PublishedVersion

BATCH = 200
MOST_REMEMBERED = 20_000
"""Pages and media looked up and kept in memory at a time."""
_PLACED = ("pk", "title", "url_path", "content_type__model", "live")
M = TypeVar("M", bound=models.Model)

Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """As much of a page as a link needs. `kind` is its model's name in small letters ('story', 'section', …)."""

    id: int
    title: str
    address: str
    kind: str
    live: bool


@dataclass(slots=True)
class StoredFile:
    """A photo or file as links need it; `name` is where its storage keeps it ('original_images/harbour.jpg')."""

    id: int
    title: str
    name: str


@dataclass(slots=True)
class PageContent:
    """A page with who may read it, and its unpublished changes if there are any, as content of their own."""

    page: Any
    access: PageViewRestriction | None = None
    draft: Any = None
    scheduled: bool = False
    """Whether the latest revision waits for `go_live_at` (of the draft, or of the page where it has none)."""
    is_draft: bool = False
    comments: list[ReaderComment] = field(default_factory=list)
    """What readers of earlier sites wrote under it, oldest first."""


@dataclass(slots=True)
class StoryContent(PageContent):
    """A story with everything that hangs on it, in the order the desk gave it."""

    authors: list[Author] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    further_sections: list[Section] = field(default_factory=list)
    corrections: list[StoryCorrection] = field(default_factory=list)
    sources: list[StorySource] = field(default_factory=list)
    versions: list[PublishedVersion] = field(default_factory=list)


class Content:
    """The paper this process is opened on."""

    def __init__(self) -> None:
        self.front = Front.objects.get()
        self.authors = Author.objects.in_bulk()
        self.topics = Topic.objects.in_bulk()
        self.sections = {section.pk: section for section in Section.objects.order_by("path")}
        self._pages: dict[int, PlacedPage] = {}
        self._photos: dict[int, StoredFile] = {}
        self._files: dict[int, StoredFile] = {}

    # Read in batches

    def count_stories(self) -> int:
        """For progress."""
        return Story.objects.count()

    def stories(self) -> Iterator[StoryContent]:
        """Every story of every state, in the order they were made."""
        for batch in by_batches(Story.objects.select_related("lead_picture")):
            made = self._with_relations(batch)
            self._look_up(self._references(made))
            yield from made

    def standing_pages(self) -> Iterator[PageContent]:
        """Parents before children, siblings in their order in the tree."""
        pages = list(StandingPage.objects.order_by("depth", "path"))
        yield from self.plain_pages(pages)

    def contact_pages(self) -> Iterator[PageContent]:
        """The pages that take readers' letters."""
        yield from self.plain_pages(list(ContactPage.objects.order_by("path")))

    def section_pages(self) -> Iterator[PageContent]:
        """Parents before children, siblings in the order of the menu."""
        yield from self.plain_pages(sorted(self.sections.values(), key=lambda page: (page.depth, page.path)))

    def photos(self) -> Iterator[Photo]:
        yield from (photo for batch in by_batches(Photo.objects.prefetch_related("tags")) for photo in batch)

    def files(self) -> Iterator[File]:
        yield from (file for batch in by_batches(File.objects.prefetch_related("tags")) for file in batch)

    # Looked up

    def page(self, page_id: int | None) -> PlacedPage | None:
        """A page by its id, whatever its kind; None for one that is gone."""
        return _found(self._pages, page_id, self.look_up_pages)

    def photo(self, photo_id: int | None) -> StoredFile | None:
        return _found(self._photos, photo_id, self._look_up_photos)

    def file(self, file_id: int | None) -> StoredFile | None:
        return _found(self._files, file_id, self._look_up_files)

    def _look_up(self, references: References) -> None:
        for known, look_up, wanted in (
            (self._pages, self.look_up_pages, references.pages),
            (self._photos, self._look_up_photos, references.photos),
            (self._files, self._look_up_files, references.files),
        ):
            if len(known) > MOST_REMEMBERED:
                known.clear()
            if missing := wanted - known.keys():
                look_up(missing)

    def look_up_pages(self, ids: Iterable[int]) -> None:
        """Many at a time, for `page` to answer from memory."""
        if len(self._pages) > MOST_REMEMBERED:
            self._pages.clear()
        rows = Page.objects.filter(pk__in=list(ids)).values_list(
            "pk", "title", "url_path", "content_type__model", "live"
        )
        for pk, title, url_path, kind, live in rows:
            self._pages[pk] = PlacedPage(pk, title, address_of_path(url_path), kind, live)

    def _look_up_photos(self, ids: Iterable[int]) -> None:
        rows = Photo.objects.filter(pk__in=list(ids)).values_list("pk", "title", "file")
        self._photos.update({pk: StoredFile(pk, title, name) for pk, title, name in rows})

    def _look_up_files(self, ids: Iterable[int]) -> None:
        rows = File.objects.filter(pk__in=list(ids)).values_list("pk", "title", "file")
        self._files.update({pk: StoredFile(pk, title, name) for pk, title, name in rows})

    # Put together

    def _with_relations(self, stories: Sequence[Story]) -> list[StoryContent]:
        ids = [story.pk for story in stories]
        authors = _grouped(StoryAuthor.objects.filter(story__in=ids).order_by("sort_order"), "story_id", "author_id")
        topics = _grouped(StoryTopic.objects.filter(content_object__in=ids), "content_object_id", "tag_id")
        sections = _grouped(Story.further_sections.through.objects.filter(story__in=ids), "story_id", "section_id")
        corrections: dict[int, list[StoryCorrection]] = defaultdict(list)
        for row in StoryCorrection.objects.filter(story__in=ids).order_by("sort_order", "pk"):
            corrections[row.story_id].append(row)
        sources: dict[int, list[StorySource]] = defaultdict(list)
        for source in StorySource.objects.filter(story__in=ids).select_related("file").order_by("sort_order", "pk"):
            sources[source.story_id].append(source)
        versions: dict[UUID, list[PublishedVersion]] = defaultdict(list)
        for version in PublishedVersion.objects.filter(story_key__in=[story.translation_key for story in stories]):
            versions[version.story_key].append(version)
        made = [
            StoryContent(
                story,
                authors=_known(self.authors, authors[story.pk]),
                topics=self._sorted_topics(topics[story.pk]),
                further_sections=_known(self.sections, sorted(sections[story.pk], key=self._place_of_section)),
                corrections=corrections[story.pk],
                sources=sources[story.pk],
                versions=versions[story.translation_key],
            )
            for story in stories
        ]
        self._add_state(made, self._draft_story)
        return made

    def plain_pages(self, pages: Sequence[Any]) -> Iterator[PageContent]:
        """Pages without relations, with their state."""
        for start in range(0, len(pages), BATCH):
            made = [PageContent(page) for page in pages[start : start + BATCH]]
            self._add_state(made, PageContent)
            self._look_up(self._references(made))
            yield from made

    def _add_state(self, contents: Sequence[Any], draft_of: Callable[[Any], Any]) -> None:
        """Who may read each, and what of each is written but not published."""
        pages = {content.page.pk: content for content in contents}
        for restriction in (
            PageViewRestriction.objects.filter(page__in=pages).order_by("-pk").prefetch_related("groups")
        ):
            pages[restriction.page_id].access = restriction
        for comment in ReaderComment.objects.filter(page__in=pages).order_by("pk"):
            pages[comment.page_id].comments.append(comment)
        latest = {content.page.latest_revision_id: content for content in contents if content.page.latest_revision_id}
        wanted = models.Q(approved_go_live_at__isnull=False)
        drafts = [number for number, one in latest.items() if one.page.live and one.page.has_unpublished_changes]
        for revision in Revision.objects.filter(wanted | models.Q(pk__in=drafts), pk__in=list(latest)):
            content = latest[revision.pk]
            content.scheduled = revision.approved_go_live_at is not None
            if revision.pk in drafts:
                content.draft = draft_of(revision.as_object())
                content.draft.is_draft, content.draft.scheduled = True, content.scheduled

    def _draft_story(self, story: Story) -> StoryContent:
        authors = [byline.author_id for byline in story.bylines.all()]
        return StoryContent(
            story,
            authors=_known(self.authors, authors),
            topics=self._sorted_topics([row.tag_id for row in story.tagged_topics.all()]),
            further_sections=sorted(story.further_sections.all(), key=lambda section: section.path),
            corrections=list(story.corrections.all()),
            sources=list(story.sources.all()),
        )

    def _sorted_topics(self, ids: Iterable[int]) -> list[Topic]:
        return sorted(_known(self.topics, ids), key=lambda topic: (topic.name.casefold(), topic.slug))

    def _place_of_section(self, section_id: int) -> str:
        section = self.sections.get(section_id)
        return str(section.path) if section else ""

    def _references(self, contents: Iterable[PageContent]) -> References:
        found = References()
        for content in contents:
            references_in(content.page, found)
            if content.draft is not None:
                references_in(content.draft.page, found)
        return found


def by_batches(rows: models.QuerySet[M], size: int = BATCH) -> Iterator[list[M]]:
    """All rows by ascending key, each batch a query of its own: no cursor stays open while the paper is edited."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield batch
        last = batch[-1].pk


def _grouped(rows: models.QuerySet[Any], owner: str, value: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in rows.values_list(owner, value):
        found[one].append(other)
    return found


def _known(things: dict[int, Any], ids: Iterable[int]) -> list[Any]:
    return [things[number] for number in ids if number in things]


def _found(known: dict[int, Any], number: int | None, look_up: Callable[[Iterable[int]], None]) -> Any:
    if number is None:
        return None
    if number not in known:
        look_up([number])
    return known.get(number)
