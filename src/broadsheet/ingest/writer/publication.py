"""Whether a record goes live, waits, or stays a draft. Nothing is shown to more people than the source showed it to.

What was behind a password or private is published for whoever may read it (see restrictions.py); what was for members
or for those who paid stays a draft, for a paper without members would show it to its own staff only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from broadsheet.ingest.records import Page, State, Story
from broadsheet.ingest.writer.job import Job

SHOWN = frozenset({State.PUBLISHED, State.PRIVATE, State.PASSWORD})
REMARKS = {
    State.PRIVATE: "was private there; here only people who are logged in can read it",
    State.PASSWORD: "was protected by a password there; here it asks for the same one",
    State.PENDING: "was waiting for review there, so it is kept as a draft",
    State.MEMBERS: "was for members there, so it is kept as a draft that asks for a log-in",
    State.PAID: "was for those who paid there, so it is kept as a draft that asks for a log-in",
}


def set_publication(job: Job, page: Any, record: Story | Page) -> None:
    """Sets live, the dates and go_live_at of an unsaved page."""
    if record.kept is not None and job.own is not None:
        job.own.set_fields(job, page, record)
        return
    published = record.published
    page.live = record.state in SHOWN and (published is None or published <= job.now)
    if isinstance(record, Story) and record.published is None and page.live:
        page.live = False
        _say(job, record, "has no date, so it is kept as a draft")
    if page.live:
        _set_dates(page, published or job.now, record.updated)
    elif published and published > job.now and record.state in SHOWN | {State.SCHEDULED}:
        page.go_live_at = published
    else:
        _keep_as_draft(job, page, record)
    if record.state in REMARKS:
        _say(job, record, REMARKS[record.state])


def _set_dates(page: Any, published: datetime, updated: datetime | None) -> None:
    page.first_published_at = published
    page.last_published_at = updated or published
    if hasattr(page, "published_at"):
        page.published_at = published


def _keep_as_draft(job: Job, page: Any, record: Story | Page) -> None:
    if record.state is State.SCHEDULED:
        _say(job, record, "was scheduled for a time that has passed, so it is kept as a draft")
    if record.state in (State.MEMBERS, State.PAID) and record.published and hasattr(page, "published_at"):
        page.published_at = record.published if record.published <= job.now else None


def _say(job: Job, record: Story | Page, message: str) -> None:
    job.report.warn(record.origin, record.title, message)
