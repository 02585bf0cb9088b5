"""The published versions of an exported paper's stories, once the stories are stored."""

from __future__ import annotations

from broadsheet.ingest.history_files import HistoryUnreadableError, versions_in
from broadsheet.ingest.parsers.own_folder import OwnFolderArchive
from broadsheet.ingest.writer.job import Job
from broadsheet.newsroom.models import Story
from broadsheet.record.keeping import has_record
from broadsheet.record.models import PublishedVersion


def write_own_history(job: Job, archive: OwnFolderArchive) -> None:
    """A story that has a record here keeps that; a file that can not be read or whose chain is broken is told of."""
    for name, text in archive.histories():
        try:
            versions = versions_in(text)
        except HistoryUnreadableError as error:
            job.report.warn(name, name, f"the history was left out: it {error}")
            continue
        key = versions[0].story_key if versions else None
        if key and not has_record(key) and Story.objects.filter(translation_key=key).exists():
            PublishedVersion.objects.bulk_create(versions, batch_size=200)
