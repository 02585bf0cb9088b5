"""Stories: records become Story pages, in batches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.db.models.base import ModelState
from wagtail.blocks import StreamValue

from broadsheet.ingest.bodies import Body, convert
from broadsheet.ingest.bodies.fragments import rich_fragment
from broadsheet.ingest.bodies.words import texts_of, words_of_blocks, words_of_source
from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.models import Deed
from broadsheet.ingest.records import Block, Correction, Page, Source, Story
from broadsheet.ingest.writer.batches import store_pages
from broadsheet.ingest.writer.indexes import index_for_search, index_references
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import Journal
from broadsheet.ingest.writer.offered_fields import offer_fields
from broadsheet.ingest.writer.own_references import resolver_of
from broadsheet.ingest.writer.people import guest
from broadsheet.ingest.writer.plan import LEFT_ALONE
from broadsheet.ingest.writer.publication import set_publication
from broadsheet.ingest.writer.references import RawBlock, Resolver
from broadsheet.ingest.writer.restrictions import (
    Restriction,
    is_for_everybody,
    restrict_again,
    restrict_new,
    restriction_of,
)
from broadsheet.ingest.writer.terms import section_named
from broadsheet.lib.reading_time import count_words, reading_minutes
from broadsheet.newsroom.models import Section, StoryAuthor, StoryCorrection, StorySource, StoryTopic
from broadsheet.newsroom.models import Story as StoryPage

BATCH = 200
SUSPECT_SHARE = 0.995
STAYS = "it keeps its place and address here, and is listed there too"


@dataclass(slots=True)
class Waiting:
    """A new story that is ready to be stored: its words for the search index, its blocks that refer to something."""

    page: StoryPage
    entry: Entry
    words: str
    referring: list[RawBlock]
    restriction: Restriction | None
    is_for_everybody: bool


class StoryWriter:
    """Takes stories one by one and stores them by the batch; call `finish` at the end."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.waiting: list[Waiting] = []

    def take(self, record: Story) -> None:
        entry = self.job.catalogue.entry("story", record.origin.key)
        if entry is None or entry.action in LEFT_ALONE:
            self._leave(record, entry)
            return
        page, journal = blank_story(), None
        if entry.action != "create":
            page = StoryPage.objects.get(pk=entry.page_id)
            journal = Journal(self.job, page, item=self.job.item("story", entry.key))
        body, resolver = self._convert(record, entry)
        fill_story(self.job, page, record, entry, resolver)
        page.body = stream_value(page, "body", resolver.stream(body.blocks))
        text = plain_text(body.blocks)
        set_words(page, text)
        self.job.redirect(record.addresses, page=page)
        if journal is None:
            restriction = restriction_of(record)
            self.waiting.append(Waiting(page, entry, text, resolver.referring, restriction, is_for_everybody(record)))
        else:
            self._update(page, record, entry, journal)
        if len(self.waiting) >= BATCH:
            self.flush()

    def finish(self) -> None:
        self.flush()

    def _leave(self, record: Story, entry: Entry | None) -> None:
        if entry is not None and entry.action == "unchanged":
            self.job.report.count("story", "unchanged")
        elif entry is not None:
            self.job.report.skip("story", LEFT_ALONE[entry.action])
            self.job.report.warn(record.origin, entry.title, LEFT_ALONE[entry.action])

    def _convert(self, record: Story, entry: Entry) -> tuple[Body, Resolver]:
        resolver = resolver_of(self.job, record.origin, entry.title)
        self.job.report.warn_all(record.origin, entry.title, record.notes)
        body = convert_body(self.job, record, entry)
        offer_fields(self.job, record, entry, body)
        return body, resolver

    def flush(self) -> None:
        """Stores what waits."""
        if not self.waiting:
            return
        sections = [self.job.sections[one.entry.parent] for one in self.waiting]
        store_pages(self.job, [one.page for one in self.waiting], sections, index=False)
        restrict_new(self.job, [("story", one.entry.key, one.page, one.restriction) for one in self.waiting])
        for one in self.waiting:
            self.job.report.count("story", "created")
            self.job.remember(
                *("story", one.entry.key, one.page, one.entry.checksum, one.page.latest_revision_id),
                title=one.entry.title,
                slug=one.entry.own_slug,
            )
            if one.page.live and one.is_for_everybody:
                self.job.listed.append(one.page.pk)
        self._index()
        self.waiting.clear()

    def _index(self) -> None:
        """Each index gets what it looks for and no more: reading everything out of the blocks again would cost more
        than the rest of the import together."""
        pages = [one.page for one in self.waiting]
        for one in self.waiting:
            one.page.body = stream_value(one.page, "body", one.referring)
        index_references(pages)
        for one in self.waiting:
            words = {"type": "text", "value": one.words.replace("<", " "), "id": "1"}
            one.page.body = stream_value(one.page, "body", [words])
        index_for_search(StoryPage, pages)

    def _update(self, page: StoryPage, record: Story, entry: Entry, journal: Journal) -> None:
        """Through Wagtail, one by one: there are few, and somebody may be looking at them."""
        shown = page.live
        restrict_again(self.job, "story", record, page)
        revision = page.save_revision(clean=False, approved_go_live_at=None)
        if shown:
            revision.publish()
            StoryPage.objects.filter(pk=page.pk).update(last_published_at=record.updated or record.published)
        elif page.go_live_at:
            revision.publish()
        else:
            StoryPage.objects.get(pk=page.pk).unpublish()
        self.job.report.count("story", "updated")
        journal.close(page, revision.pk)
        self.job.remember(
            *("story", record.origin.key, page, entry.checksum, revision.pk),
            deed=Deed.UPDATED,
            title=entry.title,
            slug=entry.own_slug,
        )
        if is_for_everybody(record):
            self.job.listed.append(page.pk)


def convert_body(job: Job, record: Story | Page, entry: Entry) -> Body:
    """The body as blocks; counts its words and says when some are missing."""
    body = convert(
        record.body, record.body_format, key=record.origin.key, media=job.catalogue, footnotes=record.footnotes
    )
    job.report.warn_all(record.origin, entry.title, body.warnings)
    source = words_of_source(record.body, record.body_format)
    lost = job.report.count_words(record, source, words_of_blocks(body.blocks))
    if lost > (1 - SUSPECT_SHARE) * source.total():
        job.report.warn(record.origin, entry.title, f"{lost} of {source.total()} words were not kept")
    if len(entry.title) > 255:
        body.blocks.insert(0, ("text", f"<p><b>{_escaped(entry.title)}</b></p>"))
        job.report.warn(record.origin, entry.title, "the headline is longer than 255 characters; it opens the text")
    if not record.title.strip():
        job.report.warn(record.origin, entry.title, "had no title; its first words stand for it")
    return body


def blank_story() -> StoryPage:
    """StoryPage(), at a fraction of what Wagtail, modelcluster and Django take to make one."""
    page = StoryPage.__new__(StoryPage)
    page.__dict__.update(_defaults())
    page._state = ModelState()
    page.translation_key = uuid4()
    return page


@cache
def _defaults() -> dict[str, Any]:
    """What a new story's fields hold. None of it is changed in place: an import sets what it sets anew."""
    return {name: value for name, value in StoryPage().__dict__.items() if name != "_state"}


def fill_story(job: Job, page: StoryPage, record: Story, entry: Entry, resolver: Resolver) -> None:
    """Everything but the body."""
    page.pk = page.id = entry.page_id
    page.slug = entry.slug
    page.path, page.url_path = entry.path, entry.url_path
    page.title = clip(entry.title, 255)
    page.short_headline = clip(record.short_headline, 120)
    page.kicker = clip(record.kicker, 80)
    page.standfirst = record.standfirst
    page.kind = record.kind
    page.language = record.language
    page.hide_from_lists = record.hide_from_lists
    page.no_republishing = record.no_republishing
    page.canonical_url = record.canonical if len(record.canonical) <= 500 else ""
    page.seo_title = clip(record.seo_title, 255)
    page.search_description = record.seo_description
    if page._state.adding:
        page.section = job.sections[entry.parent]
    elif page.section_id != job.sections[entry.parent].pk:
        resolver.warn(f"belongs to “{job.sections[entry.parent].title}” at its source now; {STAYS}")
    set_publication(job, page, record)
    _fill_picture(page, record, resolver)
    _fill_extras(page, record, resolver)
    _fill_relations(job, page, record, resolver)


def _fill_picture(page: StoryPage, record: Story, resolver: Resolver) -> None:
    stored = resolver.photo(record.picture) if record.picture else None
    page.lead_picture_id = stored.object_id if stored else None
    page.lead_caption = record.picture_caption
    page.lead_alt = clip(record.picture_alt, 500)
    shared = resolver.photo(record.social_picture) if record.social_picture else None
    page.social_picture_id = shared.object_id if shared else None


def _fill_extras(page: StoryPage, record: Story, resolver: Resolver) -> None:
    points = [{"label": clip(point.label, 120), "text": point.text} for point in record.key_points]
    page.key_points = stream_value(page, "key_points", _rows("point", points))
    page.machine_use, page.machine_words = record.machine_use, record.machine_words
    page.summary = resolver.rich(rich_fragment(record.summary))
    questions = [
        {"question": clip(entry.question, 300), "answer": resolver.rich(rich_fragment(entry.answer))}
        for entry in record.questions
    ]
    page.questions = stream_value(page, "questions", _rows("question", questions))


def _fill_relations(job: Job, page: StoryPage, record: Story, resolver: Resolver) -> None:
    authors = {author.pk: author for author in (job.people.get(key) or guest(job, key) for key in record.authors)}
    bylines = [StoryAuthor(author=author, sort_order=number) for number, author in enumerate(authors.values())]
    topics = {topic.pk: topic for topic in (job.topics[key] for key in record.topics if key in job.topics)}
    tagged = [StoryTopic(tag=topic) for topic in topics.values()]
    corrections = [_correction(one, number, resolver) for number, one in enumerate(record.corrections)]
    sources = [_source(one, number, resolver) for number, one in enumerate(record.sources)]
    page.says_corrected = any(note.on_card for note in corrections)
    further = _further_sections(job, page, record, resolver)
    related = {
        "bylines": bylines,
        "tagged_topics": tagged,
        "corrections": corrections,
        "sources": sources,
        "further_sections": further,
    }
    if page.pk and page.path and not page._state.adding:
        for name, rows in related.items():
            setattr(page, name, rows)
    else:  # nothing is stored yet that the rows could differ from
        page.__dict__["_cluster_related_objects"] = related


def _correction(one: Correction, number: int, resolver: Resolver) -> StoryCorrection:
    return StoryCorrection(
        kind=one.kind, date=one.date, note=resolver.rich(rich_fragment(one.note)), was_wrong=one.was_wrong,
        who=clip(one.who, 200), on_card=one.on_card, sort_order=number,
    )  # fmt: skip


def _source(one: Source, number: int, resolver: Resolver) -> StorySource:
    file = resolver.file_id(one.file) if one.file else None
    return StorySource(
        kind=one.kind, name=clip(one.name, 250), role=clip(one.role, 300), is_unnamed=one.is_unnamed,
        why_unnamed=clip(one.why_unnamed, 300), file_id=file, url=one.url if len(one.url) <= 500 else "",
        desk_note=clip(one.desk_note, 200), sort_order=number,
    )  # fmt: skip


def _further_sections(job: Job, page: StoryPage, record: Story, resolver: Resolver) -> list[Section]:
    found: dict[int, Section] = {}
    for key in record.sections:
        section = section_named(job, key)
        if section is None:
            resolver.warn(f"the section “{key}” is neither in the source nor in the paper")
        elif section.pk != page.section_id and key != job.default_section:
            found[section.pk] = section
    return list(found.values())


def stream_value(page: Any, field: str, rows: list[RawBlock]) -> StreamValue:
    """A stream field's value that stays raw until somebody looks into it."""
    return StreamValue(page._meta.get_field(field).stream_block, rows, is_lazy=True)


def _rows(name: str, values: list[dict[str, str]]) -> list[RawBlock]:
    return [{"type": name, "value": value, "id": str(uuid4())} for value in values]


def plain_text(blocks: list[Block]) -> str:
    """Words for counting and searching; pull quotes repeat what the story says, so they are left out."""
    return " ".join(texts_of(block for block in blocks if block[0] != "pull_quote"))


def set_words(page: StoryPage, text: str) -> None:
    page.word_count = count_words(text)
    page.reading_minutes = reading_minutes(text)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there is a gap to cut at."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    shorter = cut.rpartition(" ")[0]
    return (shorter if len(shorter) > limit // 2 else cut).rstrip() + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
