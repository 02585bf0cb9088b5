"""Folders, the secret, and room on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadsheet.paper import SECRET_VARIABLE, Paper, PaperError
from broadsheet.upkeep.checks.finding import Finding, advice, problem

MEGABYTE = 1_000_000
TOO_LITTLE = 200 * MEGABYTE
LITTLE = 1000 * MEGABYTE
OTHERS = 0o077
SOON_DAYS = 60


def look(paper: Paper) -> Iterator[Finding]:
    """What can be written, read by others, or is nearly full."""
    for folder in _written(paper):
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield problem(
                f"{folder} cannot be written",
                "stories and pictures could not be saved",
                "give this user the right to write there (chown, chmod)",
            )
    yield from _secret(paper)
    yield from _picture_key(paper)
    yield from _private(paper)
    yield from _room(paper)


def _written(paper: Paper) -> list[Path]:
    folders = [paper.data] if paper.storage.kind == "s3" else [paper.data, paper.media]
    known = [paper.media / "images", paper.media / "original_images", paper.data / "cache", paper.static]
    return [*folders, *(folder for folder in known if folder.is_dir())]


def _secret(paper: Paper) -> Iterator[Finding]:
    try:
        paper.secret_key  # noqa: B018 - reading it is the check
    except PaperError as error:
        yield problem(str(error).partition(":")[0], "without it nobody can log in", _cure(error))
        return
    if SECRET_VARIABLE not in paper.environ and paper.secret_file.stat().st_mode & OTHERS:
        yield problem(
            f"{paper.secret_file} can be read by other users",
            "who has it can log in as anybody",
            f"chmod 600 {paper.secret_file}",
        )


def _picture_key(paper: Paper) -> Iterator[Finding]:
    from broadsheet.media.signing import KeyFileError, read_key

    file = paper.picture_key_file
    if not file.exists():
        return
    try:
        ends = read_key(file).ends
    except KeyFileError as error:
        what = str(error)
        yield problem(
            f"{what[0].upper()}{what[1:]}",
            "pictures go out unsigned",
            "bring the file back from a backup, or move it away to have a new one made",
        )
        return
    if file.stat().st_mode & OTHERS:
        yield problem(f"{file} can be read by other users", "who has it can sign as this paper", f"chmod 600 {file}")
    left = ends - datetime.now(UTC)
    if left < timedelta(days=SOON_DAYS):
        has_ended = left < timedelta(0)
        say = problem if has_ended else advice
        yield say(
            f"The certificate in {file} {'ended' if has_ended else 'ends'} on {ends:%Y-%m-%d}",
            "signatures made with it hold only until then",
            "move the file away, then switch “sign published pictures” off and on: all are signed anew with a new one",
        )


def _cure(error: PaperError) -> str:
    return str(error).partition(": ")[2].rstrip(".")


def _private(paper: Paper) -> Iterator[Finding]:
    file = paper.sqlite_file
    if file and file.is_file() and file.stat().st_mode & 0o007 and file.parent.stat().st_mode & 0o001:
        yield advice(
            f"{file} can be read by every user of this machine",
            "it holds drafts and people's addresses",
            f"chmod 700 {file.parent}",
        )


def _room(paper: Paper) -> Iterator[Finding]:
    for folder in {path.stat().st_dev: path for path in (paper.media, paper.data) if path.is_dir()}.values():
        free = shutil.disk_usage(folder).free
        if free < LITTLE:
            say = problem if free < TOO_LITTLE else advice
            yield say(
                f"Only {free // MEGABYTE} MB are free where {folder} is",
                "a full disk stops saving, and can damage what is being written",
                "remove what is not needed, or move the paper to a larger disk",
            )
