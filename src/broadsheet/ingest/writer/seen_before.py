"""Small things an earlier run has brought: authors, sections, topics, media, comments. They follow their source as long
as nobody has edited them here; what somebody has is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from django.db import models
from wagtail.models import Page

from broadsheet.ingest.models import Deed, ImportedItem
from broadsheet.ingest.records import Comment, Medium, Origin, Person, Term
from broadsheet.ingest.stored_state import fingerprint
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import Journal

EDITED = "was edited here since it was imported, so it is left as it is"
FOLLOWED: dict[type, tuple[str, ...]] = {
    Person: ("name", "role", "biography", "email", "website", "profiles"),
    Term: ("name", "description", "accent"),
    Medium: ("title", "caption", "alt", "description", "credit", "source", "rights"),
    Comment: ("author", "website", "body", "is_approved"),
}
"""Fields of a record that what became of it follows."""
WAS_HERE = "was here before it was imported, so it is left as it is"


def checksum_of(*said: object) -> str:
    """40 hexadecimal digits that change when what the source says does; of records, give the fields that matter."""
    return blake2b("\n".join(map(repr, said)).encode("utf-8", "replace"), digest_size=20).hexdigest()


def said_of(record: Person | Term | Medium | Comment) -> str:
    """A checksum of what is followed; '' for a paper's own export, whose things are compared with what is here."""
    if not isinstance(record, Comment) and record.kept is not None:
        return ""
    return checksum_of(*(getattr(record, name) for name in FOLLOWED[type(record)]))


def follow(
    job: Job,
    kind: str,
    origin: Origin,
    thing: Any,
    said: str,
    fields: Mapping[str, Any],
    left_as: Callable[[Any], str] = fingerprint,
) -> None:
    """Sets the fields of what became of a record of another checksum (`said`), and counts it; or says why not.

    `left_as` is how the item's own seal was made, where the thing has no revisions."""
    item = job.item(kind, origin.key)
    reason = _reason_to_leave(item, thing, left_as)
    if item is None or reason:
        job.report.skip(kind, reason)
        job.report.warn(origin, str(thing), reason)
        return
    journal = Journal(job, thing, () if isinstance(thing, Page) else tuple(fields), item=item)
    for name, value in fields.items():
        setattr(thing, name, value)
    revision_id = _save(thing)
    journal.close(thing, revision_id)
    seal = left_as(thing) if left_as is not fingerprint else ""
    job.remember(kind, origin.key, thing, said, revision_id, left_as=seal, deed=Deed.UPDATED)
    job.report.count(kind, "updated")


def _reason_to_leave(item: ImportedItem | None, thing: models.Model, left_as: Callable[[Any], str]) -> str:
    if item is None or item.deed == Deed.ADOPTED:
        return WAS_HERE
    if isinstance(thing, Page):
        return "" if thing.latest_revision_id == item.revision_id else EDITED
    return "" if item.left_as == left_as(thing) else EDITED


def _save(thing: Any) -> int | None:
    """A page as its editor would publish it; anything else as it is."""
    if not isinstance(thing, Page):
        thing.save()
        return None
    thing.draft_title = thing.title
    revision = thing.save_revision(clean=False)
    revision.publish()
    return int(revision.pk)
