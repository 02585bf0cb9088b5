"""What a paper says about itself once it is open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.paper import Paper, PaperError, current_paper, open_paper
from broadsheet.paper_file import all_declared_keys, compose

Opened = Callable[..., Paper]


def test_the_least_file_is_enough(opened: Opened) -> None:
    paper = opened()
    assert (paper.name, paper.address, paper.language, paper.time_zone) == (
        "The Gazette",
        "https://gazette.example",
        "en",
        "UTC",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://Gazette.Example/", "https://gazette.example"),
        ("https://gazette.example:443", "https://gazette.example"),
        ("http://gazette.example:80", "http://gazette.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_kept_in_its_normal_form(written: str, meant: str, opened: Opened) -> None:
    assert opened(BROADSHEET_PAPER_ADDRESS=written).address == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("EN-gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("gsw", "gsw")]
)
def test_a_language_is_kept_in_its_usual_capitals(written: str, meant: str, opened: Opened) -> None:
    assert opened(BROADSHEET_PAPER_LANGUAGE=written).language == meant


def test_the_environment_wins_over_the_file(opened: Opened) -> None:
    more = "[server]\nport = 1000\n"
    assert opened(more).server.port == 1000
    assert opened(more, BROADSHEET_SERVER_PORT="2000").server.port == 2000


def test_a_list_in_the_environment_has_commas(opened: Opened) -> None:
    paper = opened(BROADSHEET_SERVER_TRUSTED_PROXIES="10.0.0.1/8, 192.0.2.1")
    assert paper.server.trusted_proxies == ("10.0.0.0/8", "192.0.2.1")


def test_every_key_has_its_own_variable() -> None:
    variables = [key.variable for key in all_declared_keys()]
    assert len(set(variables)) == len(variables)
    assert "BROADSHEET_PAPER" not in variables
    assert "BROADSHEET_SECRET_KEY" not in variables


def test_the_hosts_are_the_papers_own_and_this_machine(opened: Opened) -> None:
    paper = opened('[server]\nhosts = ["www.gazette.example"]\n')
    assert paper.hosts == ["gazette.example", "www.gazette.example", "localhost", "127.0.0.1", "[::1]"]
    assert paper.is_tls


def test_sqlite_is_the_default_with_write_ahead_logging(opened: Opened, folder: Path) -> None:
    default = opened().database["default"]
    assert default["NAME"] == f"file:{folder / 'data' / 'broadsheet.sqlite3'}?mode=rw"
    assert default["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in default["OPTIONS"]["init_command"]


@pytest.mark.parametrize("url", ["sqlite:data/a.db", "sqlite:///data/a.db"])
def test_an_sqlite_path_is_relative_to_the_paper(url: str, opened: Opened, folder: Path) -> None:
    assert opened(BROADSHEET_DATABASE_URL=url).sqlite_file == folder / "data" / "a.db"


def test_an_sqlite_path_may_be_absolute(opened: Opened, tmp_path: Path) -> None:
    assert opened(BROADSHEET_DATABASE_URL=f"sqlite:{tmp_path}/a.db").sqlite_file == tmp_path / "a.db"
    assert opened(BROADSHEET_DATABASE_URL=f"sqlite:///{tmp_path}/a.db").sqlite_file == tmp_path / "a.db"


def test_a_postgresql_address_is_taken_apart(opened: Opened) -> None:
    url = "postgresql://desk:p%40ss@db.example:5433/gazette?sslmode=require"
    default = opened(BROADSHEET_DATABASE_URL=url).database["default"]
    assert (default["USER"], default["PASSWORD"]) == ("desk", "p@ss")
    assert (default["HOST"], default["PORT"], default["NAME"]) == ("db.example", "5433", "gazette")
    assert default["OPTIONS"] == {"connect_timeout": 5, "tcp_user_timeout": 5000, "sslmode": "require"}


def test_the_cache_is_files_until_a_server_is_named(opened: Opened) -> None:
    assert opened().caches["default"]["BACKEND"].endswith("FileBasedCache")
    named = opened(BROADSHEET_CACHE_URL="redis://127.0.0.1:6379/0").caches["default"]
    assert named["LOCATION"] == "redis://127.0.0.1:6379/0"


def test_mail_is_written_to_files_until_a_server_is_named(opened: Opened, folder: Path) -> None:
    mail = opened().mail
    assert mail["EMAIL_FILE_PATH"] == str(folder / "data" / "mail")
    assert mail["DEFAULT_FROM_EMAIL"] == '"The Gazette" <newsroom@gazette.example>'


@pytest.mark.parametrize(
    ("tls", "expected"), [("starttls", (True, False)), ("tls", (False, True)), ("none", (False, False))]
)
def test_a_mail_server_is_spoken_to_as_asked(tls: str, expected: tuple[bool, bool], opened: Opened) -> None:
    mail = opened(BROADSHEET_MAIL_HOST="smtp.example", BROADSHEET_MAIL_TLS=tls).mail
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == expected


def test_a_name_with_quotes_makes_a_whole_sender(opened: Opened) -> None:
    sender = opened(BROADSHEET_PAPER_NAME='The "Daily" \\ News').mail["DEFAULT_FROM_EMAIL"]
    assert sender == '"The \\"Daily\\" \\\\ News" <newsroom@gazette.example>'


def test_readers_write_to_the_desk_or_else_to_the_sender(opened: Opened) -> None:
    assert opened(BROADSHEET_MAIL_FROM_ADDRESS="news@a.example").desk_address == "news@a.example"
    assert opened(BROADSHEET_MAIL_DESK_ADDRESS="desk@a.example").desk_address == "desk@a.example"


def test_a_bucket_is_described_to_its_storage(opened: Opened, folder: Path) -> None:
    (folder / "media").rmdir()
    storage = opened(
        BROADSHEET_STORAGE_KIND="s3",
        BROADSHEET_STORAGE_BUCKET="gazette",
        BROADSHEET_STORAGE_PUBLIC_URL="https://media.example/g/",
    ).media_storage
    assert storage["OPTIONS"]["bucket_name"] == "gazette"
    assert storage["OPTIONS"]["custom_domain"] == "media.example/g"
    assert "access_key" not in storage["OPTIONS"]


def test_the_theme_counts_only_when_it_is_there(opened: Opened, folder: Path) -> None:
    assert opened().theme_templates == []
    (folder / "theme" / "templates").mkdir(parents=True)
    assert opened().theme_templates == [folder / "theme" / "templates"]


def test_the_secret_comes_from_its_file_or_the_environment(opened: Opened, folder: Path) -> None:
    (folder / "data" / "secret.key").write_text("s" * 40 + "\n")
    assert opened().secret_key == "s" * 40
    assert opened(BROADSHEET_SECRET_KEY="e" * 40).secret_key == "e" * 40


@pytest.mark.parametrize("text", [None, "", "short"])
def test_a_missing_or_short_secret_is_refused(text: str | None, opened: Opened, folder: Path) -> None:
    if text is not None:
        (folder / "data" / "secret.key").write_text(text)
    with pytest.raises(PaperError, match=r"secret\.key"):
        opened().secret_key  # noqa: B018 - reading it is what is tried


def test_the_current_paper_is_named_or_here(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROADSHEET_PAPER", str(folder))
    assert current_paper().folder == folder
    monkeypatch.delenv("BROADSHEET_PAPER")
    monkeypatch.chdir(folder)
    assert current_paper().folder == folder


def test_the_file_of_a_new_paper_shows_every_key_and_says_the_same(folder: Path) -> None:
    name = 'The "Daily" \\ Niño\x7f 日本'
    text = compose({("paper", "name"): name, ("paper", "address"): "http://localhost:8000", ("server", "port"): 81})
    (folder / "broadsheet.toml").write_text(text, encoding="utf-8")
    paper = open_paper(folder, {})
    assert (paper.name, paper.server.port) == (name, 81)
    assert [key.name for key in all_declared_keys() if f"{key.name} = " not in text] == []


def test_the_file_of_a_new_paper_is_still_right_with_every_key_uncommented(folder: Path) -> None:
    text = compose({("paper", "name"): "A", ("paper", "address"): "http://localhost:8000"})
    lines = [line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in text.splitlines()]
    (folder / "theme").mkdir()
    (folder / "broadsheet.toml").write_text("\n".join(lines))
    assert open_paper(folder, {}).server.port == 8000


def test_opening_a_paper_does_not_import_django() -> None:
    script = "import sys, broadsheet.paper, broadsheet.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
