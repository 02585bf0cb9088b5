"""check finds what is wrong, says why it matters, and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from broadsheet.paper import Paper, open_paper
from broadsheet.upkeep.checks import configuration, files, servers
from broadsheet.upkeep.checks.finding import Finding
from tests.command.running import Served, broadsheet, free_port
from tests.command.test_upgrade import forget_a_migration
from tests.media.credentialed import somebody


def words(findings: Iterator[Finding]) -> str:
    """All that is said, in one text."""
    return "\n".join(f"{finding.what} | {finding.why} | {finding.cure}" for finding in findings)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Paper]:
    """Opens a bare paper with the environment given."""
    (tmp_path / "broadsheet.toml").write_text('[paper]\nname = "A"\naddress = "http://localhost:8000"\n')
    for name in ("data", "media"):
        (tmp_path / name).mkdir()
    secret = tmp_path / "data" / "secret.key"
    secret.write_text("s" * 40)
    secret.chmod(0o600)
    return lambda **environ: open_paper(tmp_path, environ)


def test_a_new_paper_has_no_problems(founded: Path) -> None:
    done = broadsheet("check", founded)
    assert "PROBLEM" not in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No SMTP server is named" in done.stdout
    assert done.stdout.endswith("The Harbour Gazette: no problems found.\n")


def test_a_public_paper_behind_tls_has_no_problems(paper: Path) -> None:
    done = broadsheet("check", paper, BROADSHEET_PAPER_ADDRESS="https://gazette.example")
    assert "PROBLEM" not in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_problem_has_its_why_and_cure_and_exit_code_1(paper: Path) -> None:
    (paper / "data" / "secret.key").chmod(0o644)
    done = broadsheet("check", folder=paper)
    assert done.returncode == 1
    assert "secret.key can be read by other users" in done.stdout
    assert "Why:  who has it can log in as anybody" in done.stdout
    assert f"Cure: chmod 600 {paper}/data/secret.key" in done.stdout
    assert "1 problem found." in done.stdout


def test_a_key_for_pictures_that_is_broken_open_or_about_to_end_is_found(opened: Callable[..., Paper]) -> None:
    paper = opened()
    file = paper.picture_key_file
    assert words(files.look(paper)) == ""
    for years, told in ((9.0, ""), (30 / 365, "ends on"), (-8 / 365, "ended on")):
        signer = somebody(years=years)
        file.write_bytes(signer.key + signer.certificate)
        file.chmod(0o600)
        said = words(files.look(paper))
        assert told in said
        assert bool(said) is bool(told)
    file.chmod(0o644)
    assert f"chmod 600 {file}" in words(files.look(paper))
    file.write_text("nonsense")
    assert "does not hold a key and a certificate | pictures go out unsigned" in words(files.look(paper))
    file.unlink()
    file.mkdir()
    assert "cannot be read" in words(files.look(paper))


def test_a_newer_and_an_older_database_are_found(paper: Path) -> None:
    forget_a_migration(paper)
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3")) as database, database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('newsroom', '9999_x', '2099')")
    said = broadsheet("check", paper).stdout
    assert "newer version of Broadsheet (newsroom.9999_x)" in said
    assert "run “broadsheet upgrade”" in said


def test_a_missing_database_is_found_and_not_made(paper: Path) -> None:
    (paper / "data" / "broadsheet.sqlite3").unlink()
    done = broadsheet("check", paper)
    assert done.returncode == 1
    assert "broadsheet.sqlite3 is missing" in done.stdout
    assert not (paper / "data" / "broadsheet.sqlite3").exists()


def test_a_damaged_database_is_found(paper: Path) -> None:
    database = paper / "data" / "broadsheet.sqlite3"
    data = bytearray(database.read_bytes())
    data[4096 * 3 : 4096 * 40] = b"\xa5" * (4096 * 37)
    database.write_bytes(data)
    done = broadsheet("check", paper)
    assert done.returncode == 1
    assert "damaged" in done.stdout or "cannot be reached" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_paper_half_served_is_noticed(paper: Path, serve: Callable[..., Served]) -> None:
    served = serve(paper, "--only=worker")
    served.process_of("worker")
    assert "The clock does not run on this machine" in broadsheet("check", paper).stdout


@pytest.mark.parametrize(
    ("environ", "what"),
    [
        ({"BROADSHEET_PAPER_ADDRESS": "http://gazette.example"}, "is not encrypted"),
        ({"BROADSHEET_SERVER_HOST": "0.0.0.0"}, "other machines can connect"),
        (
            {"BROADSHEET_PAPER_ADDRESS": "https://gazette.example", "BROADSHEET_SERVER_TRUSTED_PROXIES": ""},
            "trusted_proxies is empty",
        ),
        ({"BROADSHEET_MAIL_HOST": "smtp.example"}, "Mail would be sent from newsroom@localhost"),
        (
            {
                "BROADSHEET_MAIL_HOST": "smtp.example",
                "BROADSHEET_MAIL_TLS": "none",
                "BROADSHEET_MAIL_USER": "a",
                "BROADSHEET_MAIL_PASSWORD": "b",
            },
            "crosses the network in the clear",
        ),
        ({"BROADSHEET_SERVER_PROT": "1"}, "did you mean BROADSHEET_SERVER_PORT?"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_settings_that_do_not_go_together_are_found(
    environ: dict[str, str], what: str, opened: Callable[..., Paper]
) -> None:
    assert what in words(configuration.look(opened(**environ)))


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "is_problem"), [(100_000_000, True), (500_000_000, False)])
def test_a_disk_that_is_nearly_full_is_found(
    free: int, is_problem: bool, opened: Callable[..., Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, free))
    (finding,) = files.look(opened())
    assert finding.is_problem is is_problem
    assert "MB are free" in finding.what


def test_a_folder_that_cannot_be_written_is_found(
    opened: Callable[..., Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = opened()
    monkeypatch.setattr("os.access", lambda path, _mode: path != paper.media)
    assert f"{paper.media} cannot be written" in words(files.look(paper))


def test_a_database_everybody_can_read_is_noticed(opened: Callable[..., Paper]) -> None:
    paper = opened()
    assert paper.sqlite_file
    paper.sqlite_file.write_bytes(b"")
    paper.sqlite_file.chmod(0o644)
    paper.data.chmod(0o755)
    assert "chmod 700" in words(files.look(paper))


class Postbox:
    """A mail server that wants no password."""


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a mail server on this machine."""
    controller = Controller(Postbox(), hostname="127.0.0.1", port=free_port(), loop=asyncio.new_event_loop())
    controller.start()
    yield controller.port
    controller.stop()


def mail(port: int, **more: str) -> dict[str, str]:
    return {
        "BROADSHEET_MAIL_HOST": "127.0.0.1",
        "BROADSHEET_MAIL_PORT": str(port),
        "BROADSHEET_MAIL_FROM_ADDRESS": "news@gazette.example",
        **more,
    }


def test_a_mail_server_that_answers_is_fine(mail_server: int, opened: Callable[..., Paper]) -> None:
    found = servers.look(opened(**mail(mail_server, BROADSHEET_MAIL_TLS="none")))
    assert "mail server" not in words(found)


def test_a_mail_server_without_the_encryption_asked_for_is_found(
    mail_server: int, opened: Callable[..., Paper]
) -> None:
    assert "The mail server 127.0.0.1" in words(servers.look(opened(**mail(mail_server))))


def test_a_mail_server_that_is_not_there_is_found(opened: Callable[..., Paper]) -> None:
    found = words(servers.look(opened(**mail(free_port()))))
    assert "does not work (" in found
    assert "see host, port, tls and password under [mail]" in found


def test_a_cache_that_forgets_is_found(opened: Callable[..., Paper], settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "The cache does not work" in words(servers.look(opened()))
