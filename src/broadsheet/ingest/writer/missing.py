"""What earlier imports of a source brought and the source no longer has. It stays: nothing here is deleted for it."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page

from broadsheet.ingest.models import LONGEST_KEY, ImportedItem, stored_key
from broadsheet.ingest.writer.job import Job

KINDS = ("story", "page")
BATCH = 500
MESSAGE = "came from this source before and is not in it now; it stays here"


def list_missing(job: Job) -> None:
    """Names them in the report. A feed holds only the newest of a site, so of a feed nothing is missing."""
    if job.archive.kind == "feed":
        return
    for items in _items_without_record(job):
        titles = dict(Page.objects.filter(pk__in=items.values()).values_list("pk", "title"))
        for key, page_id in items.items():
            if page_id in titles:
                job.report.warn(key, titles[page_id], MESSAGE, page_id)


def _items_without_record(job: Job) -> Iterator[dict[str, int]]:
    """Keys with the page each became, some hundred at a time."""
    rows = ImportedItem.objects.filter(site=job.archive.site, kind__in=KINDS).order_by("pk")
    long = {(kind, stored_key(key)) for kind in KINDS for key in job.catalogue.keys(kind, LONGEST_KEY)}
    found: dict[str, int] = {}
    for kind, key, page_id in rows.values_list("kind", "source_key", "object_id").iterator(chunk_size=BATCH):
        if (kind, key) not in long and job.catalogue.entry(kind, key) is None:
            found[key] = page_id
        if len(found) >= BATCH:
            yield found
            found = {}
    yield found
