"""init makes a whole paper, or nothing."""

from __future__ import annotations

import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from broadsheet.upkeep import questions
from broadsheet.upkeep.founding import local_port, make_password, refuse_place
from tests.command.running import broadsheet, refused

ANSWERS = ["--name=A", "--address=http://localhost:8000", "--email=a@b.example"]


def test_a_new_paper_has_its_file_folders_and_database(founded: Path) -> None:
    assert {path.name for path in founded.iterdir()} == {"broadsheet.toml", "data", "media", "theme"}
    text = tomllib.loads((founded / "broadsheet.toml").read_text())
    assert text["paper"]["name"] == "The Harbour Gazette"
    assert text["server"]["port"] == 8000
    with closing(sqlite3.connect(founded / "data" / "broadsheet.sqlite3")) as database:
        assert database.execute("SELECT email FROM accounts_user").fetchall() == [("alice@gazette.example",)]


def test_the_secret_and_the_data_are_for_their_owner_only(founded: Path) -> None:
    assert (founded / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (founded / "data").stat().st_mode & 0o777 == 0o700


def test_nothing_unfinished_is_left_beside_a_new_paper(founded: Path) -> None:
    assert [path.name for path in founded.parent.iterdir()] == ["founded"]


def test_the_theme_folder_says_what_it_is_for(founded: Path) -> None:
    assert "theme/templates/" in (founded / "theme" / "README.md").read_text()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear editor")
    assert "is not empty" in refused("init", tmp_path, *ANSWERS)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("--address=gazette.example", "--address ('gazette.example')"),
        ("--language=xx", "--language ('xx') is not a language tag"),
        ("--time-zone=London", 'did you mean "Europe/London"?'),
        ("--email=alice", "--email ('alice')"),
    ],
)
def test_a_wrong_answer_makes_nothing(answer: str, words: str, tmp_path: Path) -> None:
    line = refused("init", tmp_path / "gazette", *ANSWERS, answer)
    assert words in line
    assert list(tmp_path.iterdir()) == []


def test_a_missing_answer_is_asked_for_by_its_option(tmp_path: Path) -> None:
    assert "--name is missing" in refused("init", tmp_path / "gazette", "--email=a@b.example")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_weak_password_makes_nothing(tmp_path: Path) -> None:
    line = refused("init", tmp_path / "gazette", *ANSWERS, "--password-stdin", said="12345\n")
    assert "The password will not do" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_exists_and_is_empty_is_filled(tmp_path: Path) -> None:
    done = broadsheet("init", ".", *ANSWERS, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"broadsheet.toml", "data", "media", "theme"}
    shown = done.stdout.partition("with the password ")[2].split()[0]
    assert len(shown) == 23
    assert shown not in (tmp_path / "broadsheet.toml").read_text()


def test_a_folder_below_nothing_is_refused(tmp_path: Path) -> None:
    assert "is missing" in refused("init", tmp_path / "gone" / "gazette", *ANSWERS)


def test_a_file_is_no_place_for_a_paper(tmp_path: Path) -> None:
    (tmp_path / "gazette").write_text("")
    with pytest.raises(Exception, match="is a file"):
        refuse_place(tmp_path / "gazette")


def test_passwords_differ_and_are_long() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 23 for password in made)


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("http://localhost:8123", 8123),
        ("http://127.0.0.1:80", 80),
        ("http://localhost", None),
        ("https://gazette.example:8443", None),
    ],
)
def test_a_local_address_says_where_to_listen(address: str, port: int | None) -> None:
    assert local_port(address) == port


def test_the_machine_suggests_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert questions.likely_time_zone() == "America/New_York"
    monkeypatch.setattr("locale.getlocale", lambda: ("pt_BR", "UTF-8"))
    assert questions.likely_language() == "pt-BR"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    monkeypatch.setenv("LANG", "C")
    assert questions.likely_language() == "en"


def test_at_a_terminal_a_wrong_answer_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter(["The Gazette", "gazette", "https://gazette.example", "en", "UTC", "alice@gazette.example"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _words: next(asked))
    answers = questions.ask({}, "secret", may_ask=True)
    assert (answers.name, answers.address) == ("The Gazette", "https://gazette.example")
