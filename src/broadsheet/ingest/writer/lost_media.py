"""Pictures and files that something of the source shows and that were found nowhere: each is in the report once."""

from __future__ import annotations

from broadsheet.ingest.media_supply.wanted import medium_of_reference
from broadsheet.ingest.records import MediaRef, Medium, Origin
from broadsheet.ingest.writer.job import Job

REASON = "is shown, and was neither in the source nor in what came with it"


def list_lost(job: Job, reference: MediaRef, origin: Origin, title: str) -> None:
    """Unless the source has a record of it, which is listed for itself, found or lost."""
    if job.catalogue.lists_medium(reference):
        return
    medium = _medium_of(job, reference, origin)
    medium.title = title
    job.catalogue.add_medium(medium)
    job.report.expect("medium")
    job.report.ledger.note(medium)
    job.report.skip("medium", REASON)
    job.report.ledger.lose(medium.origin.key, REASON)


def _medium_of(job: Job, reference: MediaRef, origin: Origin) -> Medium:
    """A picture of a folder is known by its path, one that a body names by number alone by that."""
    if not reference.url or job.archive.kind == "folder":
        return Medium(Origin(reference.key or reference.url, origin.file, origin.line), reference.url)
    return medium_of_reference(reference.url, job.archive.site, origin)
