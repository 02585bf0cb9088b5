"""What a run changes in things that were here before it: written down first, so that the run can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from broadsheet.ingest.models import ImportedChange, ImportedItem
from broadsheet.ingest.stored_state import fields_of, page_as_stored
from broadsheet.ingest.writer.job import Job

DELETED = {"deleted": True}
"""What stands for the fields of a thing that the run has deleted."""
ITEM_FIELDS = ("run_id", "checksum", "revision_id", "left_as", "deed", "source_title", "source_slug")


class Journal:
    """One change under way: made before the thing is touched, kept by `close` once it has been stored."""

    def __init__(self, job: Job, thing: Any, names: tuple[str, ...] = (), item: ImportedItem | None = None) -> None:
        """Without `names` the thing is a page and is written down whole; `thing` is as the database has it."""
        self.job = job
        self.names = names
        self.before = fields_of(thing, names) if names else page_as_stored(thing)
        self.item_before = {name: getattr(item, name) for name in ITEM_FIELDS} if item is not None else None

    def close_deleted(self, thing: models.Model, key: int) -> None:
        """`thing` has been deleted; it had this key."""
        thing.pk = key
        self._keep(thing, DELETED)

    def close(self, thing: models.Model, revision_id: int | None = None) -> None:
        """`thing` as it is stored now; `revision_id` is a page's latest revision."""
        self._keep(thing, fields_of(thing, self.names) if self.names else {"latest_revision": revision_id})

    def _keep(self, thing: models.Model, after: Mapping[str, Any]) -> None:
        ImportedChange.objects.create(
            run=self.job.run,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=thing.pk,
            before=self.before,
            after=after,
            item_before=self.item_before,
        )


@contextmanager
def changing(job: Job, thing: Any, names: tuple[str, ...]) -> Iterator[None]:
    """Within the block these fields of the thing are set, in memory and in the database. What this run has created
    itself needs no note: it goes as a whole."""
    journal = None if job.has_made(thing) else Journal(job, thing, names)
    yield
    if journal is not None:
        journal.close(thing)
