"""A mistake gets one line on stderr and exit code 2, and touches nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.command.running import broadsheet, free_port, listening, refused

WRONG = '[paper]\nname = "A"\naddress = "http://localhost:8000"\n[server]\nprot = 1\n'


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder whose broadsheet.toml has a misspelt key."""
    (tmp_path / "broadsheet.toml").write_text(WRONG)
    for name in ("data", "media"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["check"],
        ["upgrade"],
        ["backup", "/nowhere/x.tar.gz"],
        ["manage", "migrate"],
        ["import", "folder", "x"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_refuses_a_wrong_file_in_the_same_words(command: list[str], wrong: Path) -> None:
    line = refused(*command, folder=wrong)
    assert line == "broadsheet: broadsheet.toml: [server] prot is not known; did you mean port?"
    assert sorted(path.name for path in wrong.iterdir()) == ["broadsheet.toml", "data", "media"]
    assert list((wrong / "data").iterdir()) == []


def test_check_tells_all_the_mistakes_of_a_file_at_once(wrong: Path) -> None:
    (wrong / "broadsheet.toml").write_text(WRONG + "port = 0\n")
    done = broadsheet("check", wrong)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serv"], "No such command 'serv'"),
        (["serve", "--port", "x"], "'x' is not a valid integer"),
        (["serve", "a", "--paper", "b"], "Name the folder once"),
        (["serve", "--only", "printer"], "web"),
        (["serve", "gone"], "There is no folder"),
        (["init"], "Missing argument 'DIR'"),
        (["restore", "gone.tar.gz"], "There is no file gone.tar.gz"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_call_is_told_in_one_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    assert words in refused(*arguments, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_paper_is_told_what_to_do(tmp_path: Path) -> None:
    assert "broadsheet init DIR" in refused("serve", folder=tmp_path)


def test_options_are_judged_like_the_file(paper: Path) -> None:
    assert "BROADSHEET_SERVER_WORKERS" in refused("serve", paper, "--workers=0")


def test_a_taken_port_is_told_before_anything_starts(paper: Path) -> None:
    port = free_port()
    with listening(port):
        line = refused("serve", paper, f"--port={port}")
    assert f"Port {port} on 127.0.0.1 is taken by another program" in line
    assert not (paper / "data" / "run").exists()


def test_a_host_of_another_machine_is_refused(paper: Path) -> None:
    assert "no address of this machine" in refused("serve", paper, "--host=192.0.2.1", f"--port={free_port()}")


def test_a_database_of_a_newer_version_is_refused_and_left_alone(paper: Path) -> None:
    database = paper / "data" / "broadsheet.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('newsroom', '9999_x', '2099')")
    for command in (["serve", f"--port={free_port()}"], ["upgrade"], ["import", "folder", "x"]):
        line = refused(*command, folder=paper)
        assert "newer version of Broadsheet (newsroom.9999_x is unknown here)" in line
    assert not (paper / "data" / "backups").exists()


def test_a_missing_secret_is_refused_with_the_cure(paper: Path) -> None:
    (paper / "data" / "secret.key").unlink()
    assert "bring it back from a backup" in refused("serve", paper, f"--port={free_port()}")


def test_a_missing_package_is_named_with_what_brings_it(paper: Path) -> None:
    line = refused("serve", paper, f"--port={free_port()}", BROADSHEET_DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert "The database cannot be reached" in line or "install broadsheet[postgresql]" in line
