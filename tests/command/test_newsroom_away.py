"""Readers outlive the newsroom: whatever becomes of the content database, pages already pressed are read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.running import Served, refused, wait_until

pytestmark = pytest.mark.slow
Serve = Callable[..., Served]
DATABASE = "data/broadsheet.sqlite3"


def take_away(paper: Path, where: Path) -> None:
    """Move the content database with its journal out of the paper's folder."""
    where.mkdir()
    for file in (paper / "data").glob("broadsheet.sqlite3*"):
        shutil.move(file, where / file.name)


def bring_back(paper: Path, where: Path) -> None:
    for file in where.iterdir():
        shutil.move(file, paper / "data" / file.name)


def pressed(served: Served) -> bytes:
    """The front page, once it comes from the press."""
    wait_until(lambda: served.get("/").getheader("ETag"), "the front page is pressed")
    return served.get("/").body  # type: ignore[attr-defined]


def end(served: Served) -> None:
    served.stop()


def test_pages_are_read_while_the_database_is_missing_and_the_newsroom_comes_back_by_itself(
    paper: Path, serve: Serve, tmp_path: Path
) -> None:
    served = serve(paper).is_ready()
    before = pressed(served)
    end(served)
    take_away(paper, tmp_path / "elsewhere")

    served = serve(paper).is_ready()
    answer = served.get("/")
    assert (answer.status, answer.body) == (200, before)  # type: ignore[attr-defined]
    wait_until(lambda: served.get("/").getheader("X-Press") == "newsroom away", "readers are told")
    assert served.get("/never-asked-for/").status == 500
    assert not (paper / DATABASE).exists()
    assert "Readers get the" in served.log

    bring_back(paper, tmp_path / "elsewhere")
    wait_until(lambda: served.get("/").getheader("X-Press") is None, "the newsroom is back")
    assert served.get("/never-asked-for/").status == 404


def test_a_database_that_goes_while_the_paper_is_served_is_noticed(paper: Path, serve: Serve, tmp_path: Path) -> None:
    served = serve(paper).is_ready()
    before = pressed(served)
    take_away(paper, tmp_path / "elsewhere")
    wait_until(lambda: served.get("/").getheader("X-Press") == "newsroom away", "readers are told")
    assert served.get("/").body == before  # type: ignore[attr-defined]
    bring_back(paper, tmp_path / "elsewhere")
    wait_until(lambda: served.get("/").getheader("X-Press") is None, "the newsroom is back")


@pytest.mark.parametrize("how", ["corrupt", "empty"])
def test_pages_are_read_while_the_database_is_of_no_use(how: str, paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    before = pressed(served)
    end(served)
    for file in (paper / "data").glob("broadsheet.sqlite3*"):
        file.unlink()
    (paper / DATABASE).write_bytes(b"no database at all, " * 500 if how == "corrupt" else b"")

    served = serve(paper).is_ready()
    answer = served.get("/")
    assert (answer.status, answer.body) == (200, before)  # type: ignore[attr-defined]


def test_a_paper_without_pages_and_database_is_told_in_one_line(paper: Path, tmp_path: Path) -> None:
    take_away(paper, tmp_path / "elsewhere")
    assert "The database cannot be reached" in refused("serve", paper)


def test_pages_are_read_where_django_will_not_start_and_the_newsroom_comes_back_by_itself(
    paper: Path, serve: Serve, tmp_path: Path
) -> None:
    served = serve(paper).is_ready()
    before = pressed(served)
    end(served)
    secret = paper / "data" / "secret.key"
    secret.rename(tmp_path / "secret.key")

    served = serve(paper).is_ready()
    answer = served.get("/")
    assert (answer.status, answer.body) == (200, before)  # type: ignore[attr-defined]
    assert served.get("/never-asked-for/").status == 503

    (tmp_path / "secret.key").rename(secret)
    wait_until(lambda: "beginning anew" in served.log, "the newsroom is found to start")
    wait_until(lambda: served.log.count("ready at") > 1, "the paper is served again, without a restart")
    wait_until(lambda: answers(served, "/never-asked-for/") == 404, "the newsroom answers again")
    assert served.get("/").body == before  # type: ignore[attr-defined]


def answers(served: Served, path: str) -> int | None:
    """The status, or None while nobody listens."""
    try:
        return served.get(path).status
    except OSError:
        return None
