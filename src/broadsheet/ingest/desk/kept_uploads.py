"""What was uploaded for a run, in the run's own folder: put there, taken over by the next run, removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile

from broadsheet.ingest.models import UNDER_WAY, ImportRun, RunState
from broadsheet.ingest.run_folder import PRIVATE_FILE, PRIVATE_FOLDER, folder_of

UPLOAD = "upload"
LONGEST_NAME = 120
"""Characters; a file system takes 255 bytes."""
GOES_ON = (RunState.STOPPED, RunState.FAILED)


def upload_folder(run: ImportRun) -> Path:
    return folder_of(run) / UPLOAD


def keep(run: ImportRun, files: Mapping[str, Iterable[TemporaryUploadedFile]]) -> None:
    """Moves the files, by what they are for, and notes their places in the run's options."""
    places: dict[str, list[str]] = {}
    for purpose, uploads in files.items():
        folder = upload_folder(run) / purpose
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        for upload in uploads:
            target = _free(folder / _plain(upload.name or ""))
            Path(upload.temporary_file_path()).rename(target)
            target.chmod(PRIVATE_FILE)
            places.setdefault(purpose, []).append(target.name)
    run.options = {**run.options, "files": places}
    run.save(update_fields=["options"])


def kept_files(run: ImportRun, purpose: str) -> list[Path]:
    names = run.options.get("files", {}).get(purpose, [])
    return [upload_folder(run) / purpose / name for name in names]


def may_go_on(run: ImportRun) -> bool:
    """Whether it can be run once more, and what was uploaded for it is still here."""
    if run.state not in GOES_ON and not (run.is_rehearsal and run.state == RunState.FINISHED):
        return False
    return "wishes" in run.options and (not run.options.get("files") or upload_folder(run).is_dir())


def hand_over(old: ImportRun, new: ImportRun) -> None:
    if upload_folder(old).is_dir():
        upload_folder(old).rename(upload_folder(new))


def remove_upload(run: ImportRun) -> None:
    shutil.rmtree(upload_folder(run), ignore_errors=True)


def remove_other_uploads(run: ImportRun) -> None:
    """Of all but this run and those under way: nobody will need them any more."""
    for other in ImportRun.objects.exclude(pk=run.pk).exclude(state__in=UNDER_WAY).exclude(options={}):
        remove_upload(other)


def _plain(name: str) -> str:
    """Django has taken any folders off it."""
    stem, dot, ending = name.lstrip(".").rpartition(".")
    return (stem[:LONGEST_NAME] + dot + ending[:20]) or "upload"


def _free(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{number}-{path.name}")
    return free
