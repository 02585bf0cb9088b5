"""What happens to media before a run's transaction opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.media_supply.supply import MediaSupply, MediaWishes, Progress
from broadsheet.ingest.models import ImportedItem
from broadsheet.ingest.records import Archive
from broadsheet.ingest.report import Report


def imports_folder() -> Path:
    """Where imports keep what is neither the database's nor a reader's."""
    return Path(settings.PAPER.data) / "imports"


def unfinished_folder() -> Path:
    """See saved_files."""
    return imports_folder() / "unfinished"


@contextmanager
def gathered_media(
    archive: Archive, catalogue: Catalogue, report: Report, wishes: MediaWishes, progress: Progress
) -> Iterator[MediaSupply]:
    """The supply with everything at hand; a rehearsal only knows what would be fetched. Raises ImportRefused."""
    with MediaSupply(archive, catalogue, wishes, imports_folder() / "fetched") as supply:
        for name, reason in supply.uploads.refused if supply.uploads else ():
            report.warn(str(archive.media_root), name, f"left out of the uploads: {reason}")
        supply.list_all(progress)
        for medium in supply.unlisted():
            report.expect("medium")
            report.ledger.note(replace(medium, title=supply.title_of(medium)))
        if wishes.fetch and not report.dry_run:
            supply.fetch_all(_known(archive.site), progress)
        yield supply


def _known(site: str) -> set[str]:
    items = ImportedItem.objects.filter(site=site, kind__in=("photo", "file"))
    return set(items.values_list("source_key", flat=True))
