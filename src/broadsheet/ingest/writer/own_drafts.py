"""Unpublished changes of an exported page, as the page would be if they were published."""

from __future__ import annotations

from typing import Any

from broadsheet.ingest.records import Page as PageRecord
from broadsheet.ingest.records import Story
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.own_export import own_entry, set_kept_fields
from broadsheet.ingest.writer.own_references import OwnResolver
from broadsheet.ingest.writer.stories import convert_body, fill_story, plain_text, set_words, stream_value


def draft_page(job: Job, page: Any, record: Story | PageRecord) -> Any:
    """`page`, which is as the database has it, filled with the record; nothing is saved."""
    kind = "story" if isinstance(record, Story) else "page"
    entry = job.catalogue.entry(kind, record.origin.key)
    assert entry is not None  # noqa: S101  (its page has just been stored)
    state = {name: getattr(page, name) for name in ("live", "first_published_at", "last_published_at")}
    entry = own_entry(entry, record)
    resolver = OwnResolver(job, record.origin, entry.title)
    body = convert_body(job, record, entry)
    if isinstance(record, Story):
        fill_story(job, page, record, entry, resolver)
        set_words(page, plain_text(body.blocks))
    else:
        page.title, page.slug = record.title, record.slug
        page.standfirst = record.standfirst
        page.seo_title, page.search_description = record.seo_title, record.seo_description
        set_kept_fields(page, record)
    page.body = stream_value(page, "body", resolver.stream(body.blocks))
    for name, value in state.items():
        setattr(page, name, value)
    return page
