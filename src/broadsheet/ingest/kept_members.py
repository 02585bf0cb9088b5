"""The file of members that came with an import, put by for the newsletters to come. Nobody is subscribed by it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.run_folder import PRIVATE_FILE, folder_of

NAME = "members.csv"


def keep_members(run: ImportRun, path: Path) -> Path:
    """Copies the file into the run's folder, whole or not at all, readable by the paper's own account only."""
    try:
        kept = folder_of(run) / NAME
        part = kept.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            os.fchmod(target.fileno(), PRIVATE_FILE)
            shutil.copyfileobj(source, target)
        part.replace(kept)
    except OSError as error:
        reason = error.strerror or error
        message = f"the archive was imported, but its members could not be kept ({reason}); run the import again"
        raise ImportRefused(message, file=path) from error
    return kept


def holds_members(run: ImportRun) -> bool:
    """Whether a file of members came with the run and is still there."""
    return (folder_of(run) / NAME).is_file()


def forget_members(run: ImportRun) -> None:
    """Deletes the file: people's addresses are not kept longer than what they came with."""
    kept = folder_of(run) / NAME
    for path in (kept, kept.with_suffix(".part")):
        path.unlink(missing_ok=True)
