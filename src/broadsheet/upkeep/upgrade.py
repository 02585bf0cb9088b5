"""`broadsheet upgrade`: brings a paper's database and files to the version that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from broadsheet.lib.rare_collection import rare_collection
from broadsheet.paper import Paper
from broadsheet.paper_django import start_django
from broadsheet.serving import locks
from broadsheet.serving.static_files import collect
from broadsheet.upkeep.backup import back_up
from broadsheet.upkeep.founding import note_version
from broadsheet.upkeep.schema import read_schema, refuse_newer

KEEP_BACKUPS = 5
PARTS = ("web", "press", "worker", "clock")
Say = Callable[[str], None]


def upgrade(paper: Paper, say: Say, *, backup: bool = True) -> None:
    """Back up, migrate, set up what is new. Raises PaperError before anything is changed."""
    with locks.holding(paper, PARTS):
        start_django(paper)
        schema = read_schema()
        refuse_newer(schema)
        if schema.pending:
            if backup and _is_founded(paper):
                say(f"Backed up to {_back_up(paper)}")
            with _telling_what_to_do():
                migrate()
            say(f"{len(schema.pending)} changes made to the database")
        _renew(paper, say)


def _is_founded(paper: Paper) -> bool:
    return paper.sqlite_file is None or paper.sqlite_file.is_file()


def migrate() -> None:
    """Run every pending migration. Needs Django."""
    from django.core.management import call_command

    with rare_collection():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _telling_what_to_do() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note("The upgrade stopped half-way. “broadsheet restore --force” with the backup above undoes it.")
        raise


def _renew(paper: Paper, say: Say) -> None:
    """What follows a new version even when the database did not change."""
    from django.core.cache import cache
    from django.db import connections

    from broadsheet.fronts.models import Front
    from broadsheet.newsroom.roles import set_up_roles
    from broadsheet.record.beginning import begin_records

    for front in Front.objects.all()[:1]:
        set_up_roles(front)
        _offer_policies(front, say)
    if not _is_of_this_version(paper):
        _rebuild(say)
        begin_records.enqueue()
    cache.clear()
    if collect(paper):
        say("Static files collected")
    note_version(paper)
    connections.close_all()


def _offer_policies(front: Any, say: Say) -> None:
    """Once, as drafts, and only to a paper that never had any: its publisher decides what readers are promised."""
    from broadsheet.fronts.models import Trust
    from broadsheet.fronts.policies import make_policies

    if not Trust.objects.exists() and make_policies(front, is_live=False):
        say("Drafts of the paper’s policies were made below “How we work”: read, edit and publish them")


def _is_of_this_version(paper: Paper) -> bool:
    noted = paper.data / "version"
    return noted.is_file() and noted.read_text().strip() == version("broadsheet")


def _rebuild(say: Say) -> None:
    """What is worked out from the stories, and may be worked out otherwise by another version."""
    from django.core.management import call_command

    from broadsheet.newsroom import lists, vocabulary

    lists.rebuild()
    vocabulary.rebuild()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    say("Lists and search index rebuilt")


def _back_up(paper: Paper) -> Path:
    """The database, settings and theme; media are not touched by an upgrade and may be very large."""
    folder = paper.data / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"before-upgrade-{datetime.now():%Y-%m-%d-%H%M%S}.tar.gz"
    back_up(paper, target, media=False)
    for old in sorted(folder.glob("before-upgrade-*.tar.gz"))[:-KEEP_BACKUPS]:
        old.unlink()
    return target
