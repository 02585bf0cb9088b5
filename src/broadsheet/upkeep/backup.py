"""`broadsheet backup`: the whole paper in one file, taken while it is being served."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from broadsheet.paper import FILE_NAME, Paper, PaperError
from broadsheet.upkeep import archive
from broadsheet.upkeep.database_copy import applied_migrations, copy_database, kind_of_database, name_in_backup

Progress = Callable[[str], None]


def back_up(paper: Paper, target: Path, *, media: bool = True, progress: Progress = lambda _name: None) -> int:
    """Write a backup to `target`; returns how many files it holds. Raises PaperError; leaves no half file.

    The database is copied first and the media after it, so every picture a story in the copy shows is there.
    """
    kind = archive.kind_of(target)
    _refuse_target(paper, target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        manifest = _write(paper, unfinished, kind, media, progress)
        unfinished.replace(target)
    except OSError as error:
        raise PaperError(
            f"{target} cannot be written ({error.strerror}): make room, or choose another place."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return len(manifest.files)


def _refuse_target(paper: Paper, target: Path) -> None:
    if target.exists():
        raise PaperError(f"{target} exists already: choose another name, or move it away.")
    if not target.absolute().parent.is_dir():
        raise PaperError(f"The folder {target.absolute().parent} is missing: make it, or choose another.")
    inside = target.resolve()
    if any(inside.is_relative_to(folder.resolve()) for folder in (paper.media, paper.theme)):
        raise PaperError(f"{target} would become part of the paper: choose a place outside media/ and theme/.")


def _write(paper: Paper, target: Path, kind: str, media: bool, progress: Progress) -> archive.Manifest:
    manifest = _describe(paper, media)
    database_name = name_in_backup(paper)
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=paper.data) as scratch,
        archive.writing(target, kind) as out,
    ):
        copy = Path(scratch, "database")
        copy_database(paper, copy)
        for name, path in [(database_name, copy), *_files(paper, media)]:
            # A picture deleted since the list was made is in no story either.
            with suppress(FileNotFoundError):
                manifest.files[name] = archive.add_file(out, name, path)
                progress(name)
        _add_manifest(out, manifest, Path(scratch, "manifest"))
    return manifest


def _describe(paper: Paper, media: bool) -> archive.Manifest:
    return archive.Manifest(
        made=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        paper=paper.name,
        database=kind_of_database(paper),
        with_media=media and paper.storage.kind == "local",
        versions=archive.versions(),
        migrations=applied_migrations(paper),
    )


def _add_manifest(out: archive.Writer, manifest: archive.Manifest, scratch: Path) -> None:
    scratch.write_bytes(manifest.as_json())
    archive.add_file(out, archive.MANIFEST, scratch)


def _files(paper: Paper, media: bool) -> Iterator[tuple[str, Path]]:
    yield FILE_NAME, paper.folder / FILE_NAME
    for secret in (paper.secret_file, paper.picture_key_file):
        if secret.is_file():
            yield f"data/{secret.name}", secret
    if paper.theme.is_dir() and paper.theme.resolve().is_relative_to(paper.folder.resolve()):
        yield from _files_below(paper.theme, paper.theme.resolve().relative_to(paper.folder.resolve()).as_posix())
    if media and paper.storage.kind == "local":
        yield from _files_below(paper.media, "media")


def _files_below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            path = Path(place, file)
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
