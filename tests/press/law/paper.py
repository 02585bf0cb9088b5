"""A small paper in files of its own, made once and copied for each run, with a clock that stands still."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import django
import wagtail
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.template import engines
from django.utils import timezone

import broadsheet
from broadsheet.feeds import corrections
from broadsheet.feeds import views as feeds
from broadsheet.fronts.founding import found_paper
from broadsheet.fronts.models import Front, Package
from broadsheet.media.models import File, Photo
from broadsheet.newsroom import clock as newsroom_clock
from broadsheet.newsroom import edition_memory, list_changes, lists, related
from broadsheet.newsroom.models import Author, Section, Topic
from broadsheet.reader import chrome
from tests import empty_database

FIRST_MOMENT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
SMALL = {
    (lists, "PAGE_SIZE"): 3,
    (lists, "MOST_ASKED"): 8,
    (list_changes, "HEAD_DEPTH"): 12,
    (list_changes, "READING_DEPTH"): 4,
    (list_changes, "FEW"): 2,
    (related, "DEPTH"): 4,
    (related, "LEAST"): 2,
    (corrections, "SIZE"): 4,
    (feeds, "MOST_OF_A_PACKAGE"): 4,
    (chrome, "LATEST_SIZE"): 4,
}
"""Lists so short that a few stories fill older pages, and push one another out of every head."""
SECTIONS = ("Sport", "Coast")
AUTHORS = ("Ann Archer", "Bo Baker", "Cy Cole")
TOPICS = ("Ferry", "Harbour", "Weather")
PHOTOS = ("quay", "gull", "mast")


class Clock:
    """Says what time it is to everything that asks Django."""

    def __init__(self) -> None:
        self.moment = FIRST_MOMENT

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Later by so much."""
        self.moment += timedelta(**by)

    def move_past_midnight(self) -> None:
        """A minute into the next day of the paper."""
        local = timezone.localtime(self.moment, timezone.get_default_timezone())
        self.moment += timedelta(days=1) - timedelta(hours=local.hour, minutes=local.minute - 1)


@contextmanager
def on_file(file: Path) -> Iterator[None]:
    """Make ``file`` the content database of this process, whatever the other tests use."""
    own = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON",
        },
    }
    before, usual = connections["default"], connections.settings["default"]
    connections.settings["default"] = connections.configure_settings({"default": own})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = usual
        connections["default"] = before


class LawPaper:
    """A founded paper whose state can be put back to its first morning. Everything lies in ``folder``.

    Use as a context manager, where the database may be reached.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "paper.sqlite3"
        self.theme = folder / "theme"
        self.clock = Clock()

    def __enter__(self) -> LawPaper:
        self._patches = [mock.patch.object(module, name, value) for (module, name), value in SMALL.items()]
        self._patches.append(mock.patch.object(timezone, "now", self.clock.now))
        self._patches.append(mock.patch.object(engines["django"].engine, "dirs", [self.theme]))
        for patch in self._patches:
            patch.start()
        self._template = self.folder / "first_morning.sqlite3"
        _empty_database(self._template)
        shutil.copy(self._template, self.database)
        self._file = on_file(self.database)
        self._file.__enter__()
        _found()
        self.keep_as_first_morning()
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.__exit__(None, None, None)
        for patch in reversed(self._patches):
            patch.stop()
        _forget_templates()

    def keep_as_first_morning(self) -> None:
        """From now on this is what everything is put back to."""
        connection.close()
        with sqlite3.connect(self.database) as made:
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made.close()
        shutil.copy(self.database, self._template)
        self._first_moment = self.clock.moment

    def first_morning(self) -> None:
        """Put everything back."""
        connection.close()
        for beside in ("-wal", "-shm"):
            Path(f"{self.database}{beside}").unlink(missing_ok=True)
        shutil.copy(self._template, self.database)
        shutil.rmtree(self.theme, ignore_errors=True)
        self.theme.mkdir()
        self.clock.moment = self._first_moment
        newsroom_clock._setbacks.clear()
        cache.clear()
        self.start_again()

    def start_again(self) -> None:
        """As when the processes of the paper are started: nothing is remembered."""
        edition_memory.forget()
        _forget_templates()


def _forget_templates() -> None:
    for loader in engines["django"].engine.template_loaders:
        getattr(loader, "reset", lambda: None)()


def _empty_database(file: Path) -> None:
    """With every table and no paper: what the tests' own was before one was founded in it, else migrated, and kept for
    the next run."""
    empty = empty_database.kept_file()
    if empty is not None:
        shutil.copy(empty, file)
        return
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        empty_database.copy_to(file)
        return
    kept = Path(tempfile.gettempdir()) / f"broadsheet-law-{_migrations_digest()}.sqlite3"
    if not kept.exists():
        file.touch()
        with on_file(file):
            call_command("migrate", verbosity=0)
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        making = kept.with_suffix(f".{os.getpid()}")
        shutil.copy(file, making)
        making.rename(kept)
    shutil.copy(kept, file)


def _migrations_digest() -> str:
    """Changes with whatever migrating would do."""
    digest = hashlib.blake2b(f"{django.__version__} {wagtail.__version__}".encode(), digest_size=8)
    for file in sorted(Path(broadsheet.__file__).parent.glob("*/migrations/*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _found() -> None:
    """Two more sections with one below, authors, topics, photos, a file and a package: all of it made of a few rows."""
    front: Front = found_paper("The Test Gazette", "Printed daily in a sandbox", settings.PAPER.address)
    sport, _coast = (front.add_child(instance=Section(title=title, accent="#123456")) for title in SECTIONS)
    sport.add_child(instance=Section(title="Rowing"))
    for name in AUTHORS:
        Author.objects.create(name=name, biography=f"<p>{name} reports.</p>", is_guest=name == AUTHORS[-1])
    for name in TOPICS:
        Topic.objects.create(name=name)
    for name in PHOTOS:
        picture = {"width": 1200, "height": 800, "file_size": 4000, "file_hash": name.ljust(40, "0")}
        photo = Photo(
            title=name, alt_text=f"zp{name}alt", caption=f"zp{name}caption", credit=f"zp{name}credit", **picture
        )
        photo.file.name = f"original_images/{name}.jpg"
        photo.save()
    file = File(title="The report")
    file.file.name = "documents/report.pdf"
    file.save()
    front.add_child(instance=Package(title="Special", label="Report", topic=Topic.objects.first()))
