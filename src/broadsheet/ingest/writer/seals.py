"""How an import left what has no revisions, so that the next one can tell whether somebody has edited it since."""

from __future__ import annotations

from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import models

from broadsheet.fronts.models import Menu
from broadsheet.ingest.models import Deed, ImportedItem
from broadsheet.ingest.stored_state import fingerprint
from broadsheet.ingest.writer.job import Job
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import Author, Topic

SEALED: tuple[type[models.Model], ...] = (Author, Topic, Photo, File, Menu)
BATCH = 500


def seal(job: Job) -> None:
    """At the end of a run, when pictures and portraits have been added too."""
    job.flush_items()
    for model in SEALED:
        type_of = ContentType.objects.get_for_model(model)
        items = job.run.items.filter(content_type=type_of).exclude(deed=Deed.ADOPTED)
        waiting = items.iterator(chunk_size=BATCH)
        while batch := list(islice(waiting, BATCH)):
            here = model._default_manager.in_bulk([item.object_id for item in batch])
            for item in batch:
                if item.object_id in here:
                    item.left_as = fingerprint(here[item.object_id])
            ImportedItem.objects.bulk_update(batch, ["left_as"])
