"""A run's own folder beside the database: its report, and what must not be shown to anybody but who runs the paper."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from broadsheet.ingest.models import ImportRun

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def folder_of(run: ImportRun) -> Path:
    """`data/imports/<run id>/`, made if it is not there, open to nobody but the paper's own account."""
    folder = Path(settings.PAPER.data) / "imports" / str(run.pk)
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)
    return folder
