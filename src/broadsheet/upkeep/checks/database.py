"""The database: reachable, of this version, sound, and able to search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from broadsheet.paper import Paper, PaperError
from broadsheet.upkeep.checks.finding import Finding, problem
from broadsheet.upkeep.schema import read_schema

LARGEST_CHECKED_WHOLE = 500_000_000


def look(paper: Paper) -> Iterator[Finding]:
    """Needs Django."""
    if paper.sqlite_file and not paper.sqlite_file.is_file():
        yield problem(
            f"The database {paper.sqlite_file} is missing",
            "everything the paper has published is in it",
            "bring it back with “broadsheet restore”, or mend [database] url",
        )
        return
    try:
        schema = read_schema()
    except PaperError as error:
        yield problem(
            str(error).partition(":")[0], "without it there is no paper", "see [database] url, and the server"
        )
        return
    if schema.unknown:
        yield problem(
            f"The database was made by a newer version of Broadsheet ({schema.unknown[0]})",
            "this version would misread it",
            "install the newer version, or restore a backup made by this one",
        )
    if schema.pending:
        yield problem(
            f"The database is older than this version of Broadsheet ({len(schema.pending)} changes are waiting)",
            "the paper will not start",
            "run “broadsheet upgrade”",
        )
    if paper.sqlite_file:
        yield from _sqlite(paper)


def _sqlite(paper: Paper) -> Iterator[Finding]:
    assert paper.sqlite_file  # noqa: S101 - for the type checker
    with closing(sqlite3.connect(":memory:")) as trial:
        try:
            trial.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        except sqlite3.OperationalError:
            yield problem(
                "This Python's SQLite cannot search (FTS5 is missing)",
                "search finds nothing",
                "use a Python built with FTS5, as nearly all are, or PostgreSQL",
            )
    if paper.sqlite_file.stat().st_size <= LARGEST_CHECKED_WHOLE:
        yield from _soundness(str(paper.sqlite_file))


def _soundness(path: str) -> Iterator[Finding]:
    try:
        with closing(sqlite3.connect(path, timeout=20)) as database:
            answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        answer = str(error)
    if answer != "ok":
        yield problem(
            f"The database is damaged ({answer})",
            "stories may be lost or wrong",
            "restore the latest backup with “broadsheet restore”",
        )
