"""A paper on PostgreSQL is founded, backed up and restored like any other."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.command.running import broadsheet, free_port, refused

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("test_postgresql"),
    pytest.mark.skipif(not PROGRAMS and "CI" not in os.environ, reason="PostgreSQL's server is not installed here"),
]


@pytest.fixture
def address() -> Iterator[str]:
    """The address of an empty database on a server of the test's own.

    The server runs as another user, whom pytest's own folders shut out.
    """
    folder, port = Path(tempfile.mkdtemp(prefix="cluster-")), free_port()
    run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--no-sync", folder=folder)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", folder, "-w", "-l", folder / "log", "-o", options, "start", folder=folder)
    try:
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE gazette")
        yield f"postgresql://postgres:unused@127.0.0.1:{port}/gazette"
    finally:
        run("pg_ctl", "-D", folder, "-m", "immediate", "stop", folder=folder)
        shutil.rmtree(folder)


def run(program: str, *arguments: object, folder: Path) -> None:
    """Run one of PostgreSQL's own programs; it refuses to be run by root."""
    command = [str(PROGRAMS[-1] / program), *map(str, arguments)]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def people(address: str) -> list[str]:
    """Who can log in to the paper in the database."""
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute("SELECT email FROM accounts_user ORDER BY email")]


def test_a_backup_of_a_postgresql_paper_brings_it_back(address: str, tmp_path: Path) -> None:
    named = {"BROADSHEET_DATABASE_URL": address}
    answers = ["--name=The Gazette", "--address=http://localhost:8000", "--email=alice@gazette.example"]
    done = broadsheet("init", tmp_path / "gazette", *answers, **named)
    assert done.returncode == 0, done.stderr
    done = broadsheet("backup", tmp_path / "b.tar.gz", folder=tmp_path / "gazette", **named)
    assert done.returncode == 0, done.stderr

    with psycopg.connect(address) as connection:
        connection.execute("UPDATE accounts_user SET email = 'mallory@gazette.example'")
    assert "not empty: add --force" in refused("restore", tmp_path / "b.tar.gz", tmp_path / "again", **named)
    assert people(address) == ["mallory@gazette.example"]
    assert not (tmp_path / "again").exists()

    done = broadsheet("restore", tmp_path / "b.tar.gz", tmp_path / "again", "--force", **named)
    assert done.returncode == 0, done.stderr
    assert people(address) == ["alice@gazette.example"]
    assert not list((tmp_path / "again").rglob("*.pgdump"))
    assert "names another kind" in refused("restore", tmp_path / "b.tar.gz", tmp_path / "sqlite")


def test_a_database_that_holds_something_is_not_founded_upon(address: str, tmp_path: Path) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
    answers = ["--name=The Gazette", "--address=http://localhost:8000", "--email=alice@gazette.example"]
    line = refused("init", tmp_path / "gazette", *answers, BROADSHEET_DATABASE_URL=address)
    assert "is not empty: name an empty one" in line
    assert not (tmp_path / "gazette").exists()
