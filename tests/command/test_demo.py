"""The demo paper has a fresh log-in each time, and no other paper's password is touched."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from broadsheet.upkeep.demo_paper import EDITOR, MARK
from tests.command.running import environment, free_port, listening, refused, wait_until


def editors_password(paper: Path) -> str:
    """As the database keeps it."""
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3", timeout=20)) as database:
        return str(database.execute("SELECT password FROM accounts_user").fetchone()[0])


def test_a_paper_of_ones_own_is_not_taken_for_the_demo(paper: Path) -> None:
    before = editors_password(paper)
    assert "is not the demo: serve it with “broadsheet serve" in refused("demo", paper, "--no-serve")
    assert editors_password(paper) == before


def test_a_folder_with_something_in_it_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear editor")
    assert "is not empty" in refused("demo", tmp_path, "--no-serve")


def test_a_taken_port_is_told_before_the_demo_is_made(tmp_path: Path) -> None:
    port = free_port()
    with listening(port):
        assert "is taken" in refused("demo", tmp_path / "demo", f"--port={port}")
    assert list(tmp_path.iterdir()) == []


def test_the_log_in_shown_is_new_and_works(paper: Path, tmp_path: Path) -> None:
    (paper / "data" / MARK).touch()
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3")) as database, database:
        database.execute("UPDATE accounts_user SET email = ?", [EDITOR])
    before, port, output = editors_password(paper), free_port(), tmp_path / "output"
    with output.open("wb") as file:
        command = [sys.executable, "-m", "broadsheet", "demo", str(paper), f"--port={port}"]
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment())
    try:
        wait_until(lambda: "with the password" in output.read_text(), "the log-in is shown")
    finally:
        process.terminate()
        assert process.wait(40) == 0
    said = output.read_text()
    assert f"http://localhost:{port}/desk/" in said
    assert f"Log in as {EDITOR}" in said
    password = said.partition("with the password ")[2].split()[0]
    assert editors_password(paper) != before
    assert PBKDF2PasswordHasher().verify(password, editors_password(paper))
