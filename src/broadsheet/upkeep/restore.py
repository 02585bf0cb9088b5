"""`broadsheet restore`: a paper from a backup. Everything is unpacked and compared before anything is replaced."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from broadsheet.paper import FILE_NAME, Paper, PaperError, open_paper
from broadsheet.paper_django import start_django
from broadsheet.serving.locks import serving_process
from broadsheet.upkeep import archive
from broadsheet.upkeep.database_copy import POSTGRESQL_NAME, kind_of_database, load_database

# The name is moved away first and brought last: a folder without it is no paper, so one half restored is never served.
MARK = FILE_NAME


def restore(source: Path, folder: Path, *, force: bool, progress: Callable[[str], None]) -> Path | None:
    """Make the paper in `folder` the one in `source`; returns where what was there has been kept, if anything was.

    Raises PaperError, having changed nothing.
    """
    if not source.is_file():
        raise PaperError(f"There is no file {source}: check its name.")
    folder = folder.absolute()
    _refuse_folder(folder, force)
    with _staging(folder) as staged:
        manifest = archive.unpack(source, staged, progress)
        _protect(staged)
        paper = _open_staged(staged, folder, manifest)
        _refuse_newer(paper, manifest)
        if manifest.database == "postgresql":
            _load_postgresql(paper, staged, force)
        return _swap(staged, folder, manifest.with_media)


def _refuse_folder(folder: Path, force: bool) -> None:
    if not folder.exists():
        if not folder.parent.is_dir():
            raise PaperError(f"The folder {folder.parent} is missing: make it, or choose another.")
        return
    if not folder.is_dir():
        raise PaperError(f"{folder} is a file: choose another name.")
    if not any(folder.iterdir()):
        return
    if not (folder / MARK).exists():
        raise PaperError(f"{folder} is not empty and holds no paper: choose another folder.")
    if not force:
        raise PaperError(f"There is a paper in {folder}: choose an empty folder, or add --force to replace that paper.")
    _refuse_served(folder)


def _refuse_served(folder: Path) -> None:
    process = serving_process(folder / "data")
    if process is not None:
        raise PaperError(f"The paper in {folder} is being served by process {process}: stop that one first.")


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """An empty folder on the same file system, gone afterwards; `folder` too, if it was made for nothing."""
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".restore-", dir=folder))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        if made:
            with suppress(OSError):
                folder.rmdir()


def _protect(staged: Path) -> None:
    for name in ("data", "media"):
        (staged / name).mkdir(exist_ok=True)
    (staged / "data").chmod(0o700)
    for path in (staged / "data").iterdir():
        path.chmod(0o600)


def _open_staged(staged: Path, folder: Path, manifest: archive.Manifest) -> Paper:
    paper = open_paper(staged)
    if kind_of_database(paper) != manifest.database:
        raise PaperError(
            f"The backup is of a {manifest.database} database, but [database] url names another kind: "
            f"unset BROADSHEET_DATABASE_URL, or restore elsewhere than {folder}."
        )
    return paper


def _refuse_newer(paper: Paper, manifest: archive.Manifest) -> None:
    start_django(paper)
    from django.db.migrations.loader import MigrationLoader

    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise PaperError(
            f"The backup was made by a newer version of Broadsheet ({unknown[0]} is unknown here): "
            f"install version {manifest.versions.get('broadsheet', 'it names')} first. Nothing was changed."
        )


def _load_postgresql(paper: Paper, staged: Path, force: bool) -> None:
    from django.db import connection
    from django.db.utils import Error

    try:
        if connection.introspection.table_names() and not force:
            raise PaperError("The PostgreSQL database is not empty: add --force to replace what it holds.")
    except Error as error:
        raise PaperError(f"The database cannot be reached ({str(error).strip().splitlines()[0]}).") from None
    connection.close()
    load_database(paper, staged / POSTGRESQL_NAME)
    (staged / POSTGRESQL_NAME).unlink()


def _swap(staged: Path, folder: Path, with_media: bool) -> Path | None:
    """Put what was unpacked in place of what is there, name by name; undo all of it if one cannot be moved.

    Name by name, not the folder as a whole, so that it also works where the folder is a mount or the shell's own.
    """
    kept = folder / f"before-restore-{datetime.now():%Y-%m-%d-%H%M%S}"
    names = [path.name for path in staged.iterdir() if with_media or path.name != "media"]
    if not with_media and not (folder / "media").exists():
        names.append("media")
    arriving = _mark_last(names)
    leaving = [name for name in reversed(arriving) if (folder / name).exists()]
    moves = [(folder / name, kept / name) for name in leaving] + [(staged / name, folder / name) for name in arriving]
    kept.mkdir(mode=0o700)
    try:
        _move_all(moves)
    finally:
        with suppress(OSError):
            kept.rmdir()  # when nothing was there, or everything went back
    return kept if leaving else None


def _mark_last(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (name == MARK, name))


def _move_all(moves: Sequence[tuple[Path, Path]]) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            target.rename(source)
        raise PaperError(f"{error.filename} cannot be moved ({error.strerror}): nothing was changed.") from None
