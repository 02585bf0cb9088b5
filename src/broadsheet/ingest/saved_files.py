"""Files are no part of a transaction. A run keeps a list of what it has stored beside the database until all is
committed: when the run fails it deletes them itself, when it is killed the next run does.
"""

from __future__ import annotations

import fcntl
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.core.files import File as DjangoFile
from django.db import models
from django.db.models.fields.files import FileField

from broadsheet.media.models import File, Photo

ENDING = ".files"
KEEPERS: dict[str, type[models.Model]] = {"photo": Photo, "file": File}


class SavedFiles:
    """The files of one run. `notes` is its list, one line a file, written before the file is."""

    def __init__(self, notes: IO[str] | None = None) -> None:
        self._notes = notes
        self._saved: list[tuple[str, str]] = []

    def save(self, kind: str, made: models.Model, name: str, path: Path) -> str:
        """Copies the file at `path` into the storage of photos or files and answers its name there."""
        field = file_field(kind)
        wanted = field.storage.get_available_name(field.generate_filename(made, name), max_length=field.max_length)
        self._note(kind, wanted)
        self._saved.append((kind, wanted))  # before it is there: one that fails halfway has to go as well
        with path.open("rb") as stream:
            stored = field.storage.save(wanted, DjangoFile(stream), max_length=field.max_length)
        if stored != wanted:
            self._note(kind, stored)
            self._saved[-1] = (kind, stored)
        return str(stored)

    def delete_unused(self) -> None:
        """Takes out again whatever no row speaks of: all of them after a rollback, none after a commit."""
        for kind, name in self._saved:
            _delete_unused(kind, name)
        self._saved.clear()

    def _note(self, kind: str, name: str) -> None:
        if self._notes is not None:
            self._notes.write(json.dumps([kind, name]) + "\n")
            self._notes.flush()


@contextmanager
def all_or_nothing(folder: Path | None, expected: type[BaseException]) -> Iterator[SavedFiles]:
    """Keeps what is saved when the block ends well. An exception deletes it again and goes on; `expected`, which ends
    a rehearsal, does not go on. Without a folder no list is kept, which will do where nothing is saved."""
    with _notes(folder) as notes:
        saved = SavedFiles(notes)
        try:
            yield saved
        except expected:
            saved.delete_unused()
        except BaseException:
            saved.delete_unused()
            raise


@contextmanager
def _notes(folder: Path | None) -> Iterator[IO[str] | None]:
    """A run's list, locked for as long as the process lives; gone when the block ends well or all is tidied up."""
    if folder is None:
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=ENDING, encoding="utf-8", delete=False) as notes:
        fcntl.flock(notes, fcntl.LOCK_EX)  # the system lets go of it however the process ends
        try:
            yield notes
        finally:
            Path(notes.name).unlink(missing_ok=True)


def delete_leftovers(folder: Path) -> int:
    """Deletes the files that runs left behind which were killed before they could commit; answers how many."""
    deleted = 0
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            with path.open("r", encoding="utf-8", errors="replace") as notes:
                fcntl.flock(notes, fcntl.LOCK_EX | fcntl.LOCK_NB)
                deleted += sum(_delete_unused(kind, name) for kind, name in _read(notes))
            path.unlink()
        except (BlockingIOError, FileNotFoundError):
            continue  # its run goes on, or has just ended
    return deleted


def _read(notes: IO[str]) -> Iterator[tuple[str, str]]:
    for line in notes:
        try:
            kind, name = json.loads(line)
        except ValueError:
            return  # the line the run was killed over; its file had not been begun
        if kind in KEEPERS:
            yield kind, name


def _delete_unused(kind: str, name: str) -> bool:
    storage = file_field(kind).storage
    if KEEPERS[kind]._base_manager.filter(file=name).exists() or not storage.exists(name):
        return False
    storage.delete(name)
    return True


def file_field(kind: str) -> FileField:
    return cast("FileField", KEEPERS[kind]._meta.get_field("file"))
