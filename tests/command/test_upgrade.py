"""upgrade brings a paper to the version that is installed, after a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.command.running import Served, broadsheet, refused

# This migration changes no table and none depends on it, so it can be forgotten and done again.
HARMLESS = ("wagtailredirects", "0008_add_verbose_name_plural")


def forget_a_migration(paper: Path) -> None:
    """Make the paper's database look like that of an older version."""
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3")) as database, database:
        assert database.execute("DELETE FROM django_migrations WHERE (app, name) = (?, ?)", HARMLESS).rowcount == 1


def has_migration(paper: Path) -> bool:
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3")) as database:
        return bool(database.execute("SELECT 1 FROM django_migrations WHERE (app, name) = (?, ?)", HARMLESS).fetchall())


def test_an_upgrade_backs_up_and_migrates(paper: Path) -> None:
    forget_a_migration(paper)
    done = broadsheet("upgrade", folder=paper)
    assert done.returncode == 0, done.stderr
    assert has_migration(paper)
    assert len(list((paper / "data" / "backups").glob("before-upgrade-*.tar.gz"))) == 1
    assert "The Harbour Gazette is up to date" in done.stdout


def test_an_upgrade_without_changes_makes_no_backup(paper: Path) -> None:
    done = broadsheet("upgrade", "--paper", paper)
    assert done.returncode == 0, done.stderr
    assert not (paper / "data" / "backups").exists()


def test_a_paper_of_another_version_has_its_lists_rebuilt(paper: Path) -> None:
    (paper / "data" / "version").write_text("0.0.1\n")
    assert "Lists and search index rebuilt" in broadsheet("upgrade", folder=paper).stdout
    assert (paper / "data" / "version").read_text() != "0.0.1\n"


def test_a_paper_that_is_being_served_is_not_upgraded(paper: Path, serve: Callable[..., Served]) -> None:
    served = serve(paper, "--only=clock")
    served.process_of("clock")
    assert "already being served" in refused("upgrade", folder=paper)


def test_what_was_backed_up_before_an_upgrade_can_be_restored_without_losing_media(paper: Path) -> None:
    forget_a_migration(paper)
    (paper / "media" / "photo.jpg").write_bytes(b"a photo")
    broadsheet("upgrade", folder=paper)
    (backup,) = (paper / "data" / "backups").glob("*.tar.gz")
    kept = backup.rename(paper.parent / "kept.tar.gz")
    done = broadsheet("restore", kept, paper, "--force")
    assert done.returncode == 0, done.stderr
    assert not has_migration(paper)
    assert (paper / "media" / "photo.jpg").read_bytes() == b"a photo"
