"""Copies of the whole database: SQLite's online backup, or pg_dump and pg_restore."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from broadsheet.paper import Paper, PaperError

SQLITE_NAME = "data/broadsheet.sqlite3"
POSTGRESQL_NAME = "data/database.pgdump"


def kind_of_database(paper: Paper) -> str:
    """sqlite or postgresql."""
    return "sqlite" if paper.sqlite_file else "postgresql"


def name_in_backup(paper: Paper) -> str:
    """Where the database's copy lies in a backup. Raises PaperError for a file outside the paper's folder."""
    if paper.sqlite_file is None:
        return POSTGRESQL_NAME
    try:
        return paper.sqlite_file.resolve().relative_to(paper.folder.resolve()).as_posix()
    except ValueError:
        raise PaperError(
            "[database] url names a file outside the paper's folder: move it into data/ and name it there."
        ) from None


def copy_database(paper: Paper, target: Path) -> None:
    """Write a consistent copy of the database to `target`, while others read and write. Raises PaperError."""
    if paper.sqlite_file:
        _copy_sqlite(paper.sqlite_file, target)
    else:
        _run_postgresql(paper, ["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], "--dbname")


def _copy_sqlite(source: Path, target: Path) -> None:
    """One step, so that a writer in between cannot make it start again; in WAL mode nobody waits for it."""
    if not source.is_file():
        raise PaperError(f"The database {source} is missing: bring it back from a backup.")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as original,
            closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise PaperError(f"The database {source} cannot be copied: {error}.") from None
    target.chmod(0o600)


def load_database(paper: Paper, source: Path) -> None:
    """Replace the PostgreSQL database of `paper` by the dump in `source`, in one transaction. Raises PaperError."""
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run_postgresql(paper, [*command, str(source)], "--dbname")


def _run_postgresql(paper: Paper, command: list[str], option: str) -> None:
    parts = urlsplit(paper.keys.database.url)
    login, _, place = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    address = urlunsplit(parts._replace(scheme="postgresql", netloc=f"{user}@{place}" if user else place))
    # The password goes by the environment: arguments are there for everyone on the machine to read.
    environ = {**os.environ, **({"PGPASSWORD": unquote(parts.password)} if parts.password else {})}
    try:
        done = subprocess.run(
            [*command, f"{option}={address}"], env=environ, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise PaperError(f"{command[0]} is not installed: install PostgreSQL's client programs.") from None
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PaperError(f"{command[0]} failed: {reason}")


def applied_migrations(paper: Paper) -> list[str]:
    """app.name of every migration the database has had, without Django; empty for PostgreSQL or an empty database."""
    if paper.sqlite_file is None:
        return []
    return migrations_in(paper.sqlite_file)


def migrations_in(path: Path) -> list[str]:
    """app.name of every migration an SQLite file has had."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as database:
            rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            return [f"{app}.{name}" for app, name in rows]
    except sqlite3.Error:
        return []
