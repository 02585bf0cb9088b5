"""Whether the database can be reached, and whether it is as old, or as new, as this installation."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.paper import Paper, PaperError


@dataclass(frozen=True)
class Schema:
    """How the database compares: migrations still to run, and migrations only a newer Broadsheet knows."""

    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def read_schema() -> Schema:
    """Compare the database with this installation. Raises PaperError when it cannot be reached or is empty."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    from django.db.utils import Error

    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error as error:
        raise PaperError(unreachable(error)) from error
    if not applied:
        raise PaperError("The database is empty: bring it back with “broadsheet restore”, or see [database] url.")
    known = MigrationLoader(None, ignore_no_migrations=True)
    unknown = sorted(applied - set(known.disk_migrations or {}))
    pending = [node for node in known.graph.nodes if node not in applied]
    return Schema(tuple(map(_name, sorted(pending))), tuple(map(_name, unknown)))


def make_sqlite_file(paper: Paper) -> None:
    """Make the empty file of a SQLite database that is to be founded; Django only opens what is there."""
    if paper.sqlite_file is not None:
        paper.sqlite_file.touch(mode=0o600)


def _name(migration: tuple[str, str]) -> str:
    return ".".join(migration)


def unreachable(error: Exception) -> str:
    """One line for a database that does not answer."""
    reason = str(error).strip().partition("\n")[0]
    return f"The database cannot be reached ({reason}): see [database] url in broadsheet.toml."


def refuse_newer(schema: Schema) -> None:
    """Raise PaperError when the database was made by a newer Broadsheet than this one."""
    if schema.unknown:
        raise PaperError(
            f"The database was made by a newer version of Broadsheet ({schema.unknown[0]} is unknown here): "
            "install that version, or restore a backup made by this one."
        )


def refuse_older(schema: Schema) -> None:
    """Raise PaperError when the database still has to be upgraded."""
    if schema.pending:
        raise PaperError("The database is older than this version of Broadsheet: run “broadsheet upgrade” first.")
