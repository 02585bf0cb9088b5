"""Every wrong broadsheet.toml gets one line that names the key and the cure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.paper import Paper, PaperError, open_paper
from broadsheet.paper_file import find_mistakes, unknown_variables
from tests.paper.conftest import WHOLE

Opened = Callable[..., Paper]

ADDED = {
    "an unknown table": ("[sever]\nport = 80\n", "[sever]", "[server]"),
    "a table like no other": ("[zzz]\n", "[zzz]", "the tables are paper, server"),
    "an unknown key": ("[server]\nprot = 80\n", "[server] prot", "port"),
    "a key of another table": ('[server]\nbucket = "x"\n', "[server] bucket", "[storage]"),
    "a key like no other": ("[server]\nqqqq = 1\n", "[server] qqqq", "the keys there are host, port"),
    "a number in quotes": ('[server]\nport = "80"\n', "[server] port", "whole number, for example port = 8000"),
    "true for a number": ("[server]\nport = true\n", "[server] port", "whole number"),
    "a fraction": ("[server]\nworkers = 1.5\n", "[server] workers", "whole number"),
    "a port too high": ("[server]\nport = 70000\n", "[server] port", "between 1 and 65535"),
    "no workers": ("[server]\nworkers = 0\n", "[server] workers", "between 1 and 256"),
    "an empty host": ('[server]\nhost = " "\n', "[server] host", "must not be empty"),
    "a text for a list": ('[server]\nhosts = "a"\n', "[server] hosts", 'hosts = ["www.gazette.example"]'),
    "a list of numbers": ("[server]\nhosts = [1]\n", "[server] hosts", "a list of texts"),
    "a proxy with a name": ('[server]\ntrusted_proxies = ["nginx"]\n', "trusted_proxies", "10.0.0.0/8"),
    "another database": ('[database]\nurl = "mysql://a/b"\n', "[database] url", "postgresql://"),
    "a database without a name": ('[database]\nurl = "postgresql://a"\n', "[database] url", "NAME"),
    "a database with a wrong port": ('[database]\nurl = "postgresql://a:x/b"\n', "[database] url", "PORT"),
    "no database file": ('[database]\nurl = "sqlite:"\n', "[database] url", "sqlite:PATH"),
    "a database nowhere": ('[database]\nurl = "sqlite:gone/a.db"\n', "[database] url", "missing"),
    "another cache": ('[cache]\nurl = "memcached://a"\n', "[cache] url", "redis://"),
    "a kind that is not": ('[storage]\nkind = "locl"\n', "[storage] kind", "local"),
    "a choice like no other": ('[storage]\nkind = "qqqq"\n', "[storage] kind", "local, s3"),
    "a store nobody knows": ('[press]\nstore = "sharde"\n', "[press] store", "did you mean shared?"),
    "no memory for the press": ("[press]\nmemory_mb = 0\n", "[press] memory_mb", "between 1 and 65536"),
    "a shared press without Redis": (
        '[press]\nstore = "shared"\n[database]\nurl = "postgresql://paper@127.0.0.1/paper"\n',
        "[cache] url",
        "needs a Redis server",
    ),
    "a shared press on SQLite": (
        '[press]\nstore = "shared"\n[cache]\nurl = "redis://127.0.0.1:6379/0"\n',
        "[database] url",
        "needs PostgreSQL",
    ),
    "a webhook without an address": ('[cdn]\nkind = "webhook"\n', "[cdn] urls", "told of purges"),
    "a CDN without a token": ('[cdn]\nkind = "fastly"\nzone = "abc"\n', "[cdn] token", "API token"),
    "a CDN without a zone": ('[cdn]\nkind = "cloudflare"\ntoken = "abc"\n', "[cdn] zone", "ID of the zone"),
    "no address of a CDN": ('[cdn]\nurls = [""]\n', "[cdn] urls", "http://127.0.0.1:6081"),
    "a bucket not named": ('[storage]\nkind = "s3"\n', "[storage] bucket", "name of the bucket"),
    "a search not found": ('[search]\nengine = "opensearch"\n', "[search] url", "address"),
    "a password for nobody": ('[mail]\npassword = "x"\n', "[mail] user", "name it belongs to"),
    "an address that is none": ('[mail]\ndesk_address = "the desk"\n', "[mail] desk_address", "desk@gazette.example"),
    "a theme not there": ('[theme]\nfolder = "suit"\n', "[theme] folder", "missing"),
    "a public address without scheme": (
        '[storage]\npublic_url = "media.example"\n',
        "[storage] public_url",
        "https://media.gazette.example",
    ),
}


def refusal(opened: Opened, *arguments: str, **environ: str) -> str:
    """What is said instead of opening the paper."""
    with pytest.raises(PaperError) as caught:
        opened(*arguments, **environ)
    return str(caught.value)


@pytest.mark.parametrize("case", ADDED)
def test_a_mistake_is_told_in_one_line_with_the_key_and_the_cure(case: str, opened: Opened) -> None:
    more, key, cure = ADDED[case]
    message = refusal(opened, more)
    assert key in message
    assert cure in message
    assert "\n" not in message
    assert message[-1] in ".?"


ABOUT = {
    "no name": ('[paper]\naddress = "https://a.example"\n', "[paper] name", 'name = "'),
    "no address": ('[paper]\nname = "A"\n', "[paper] address", "https://gazette.example"),
    "nothing at all": ("", "[paper] name", "is missing"),
    "a table that is a value": ("paper = 3\n", "paper", "[paper] on a line of its own"),
    "a key outside its table": ('name = "A"\n', "name", "[paper]"),
    "an empty name": ('[paper]\nname = ""\naddress = "https://a.example"\n', "[paper] name", "must not be empty"),
    "a syntax error": ("[paper]\nname = The Gazette\n", "line 2", "Mend that line"),
    "a key twice": ('[paper]\nname = "A"\nname = "B"\n', "line 3", "Mend that line"),
}


@pytest.mark.parametrize("case", ABOUT)
def test_a_file_without_its_first_table_right_is_refused(case: str, folder: Path) -> None:
    text, key, cure = ABOUT[case]
    (folder / "broadsheet.toml").write_text(text)
    with pytest.raises(PaperError) as caught:
        open_paper(folder, {})
    assert key in str(caught.value)
    assert cure in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "gazette.example",
        "ftp://gazette.example",
        "https://",
        "https://gazette.example/news",
        "https://gazette.example?x",
        "https://me@gazette.example",
        "https://gazette.example:0",
        "https://gazette.example:99999",
        "https://gazette.example:",
        "https://gaz ette.example",
        "https://[::1",
        "//gazette.example",
    ],
)
def test_a_bad_address_is_refused(address: str, opened: Opened) -> None:
    message = refusal(opened, BROADSHEET_PAPER_ADDRESS=address)
    assert message.startswith("BROADSHEET_PAPER_ADDRESS")
    assert "https://gazette.example" in message


@pytest.mark.parametrize("language", ["english", "e", "xx", "en_GB", "en-", "", "en-GB-"])
def test_an_unknown_language_is_refused(language: str, opened: Opened) -> None:
    assert "language" in refusal(opened, BROADSHEET_PAPER_LANGUAGE=language).lower()


@pytest.mark.parametrize(
    ("zone", "cure"),
    [
        ("London", '"Europe/London"'),
        ("europe/london", '"Europe/London"'),
        ("Europe/Pars", '"Europe/Paris"'),
        ("new york", '"America/New_York"'),
        ("zzzz", '"Europe/London"'),
    ],
)
def test_an_unknown_time_zone_is_refused_with_the_nearest(zone: str, cure: str, opened: Opened) -> None:
    assert cure in refusal(opened, BROADSHEET_PAPER_TIME_ZONE=zone)


def test_the_variable_is_named_when_the_mistake_is_there(opened: Opened) -> None:
    assert refusal(opened, BROADSHEET_SERVER_PORT="eighty").startswith("BROADSHEET_SERVER_PORT is 'eighty'")


def test_a_secret_is_never_shown(opened: Opened) -> None:
    assert "hunter2" not in refusal(opened, '[database]\nurl = "mysql://me:hunter2@db/x"\n')


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"There is no folder .*broadsheet init"):
        open_paper(tmp_path / "gone", {})


def test_a_folder_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"no broadsheet\.toml in .*--paper DIR"):
        open_paper(tmp_path, {})


@pytest.mark.parametrize("name", ["data", "media"])
def test_a_paper_that_lost_a_folder_is_refused(name: str, folder: Path) -> None:
    (folder / name).rmdir()
    with pytest.raises(PaperError, match=f"{name} is missing"):
        open_paper(folder, {})


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "broadsheet.toml").write_bytes(b'[paper]\nname = "Caf\xe9"\n')
    with pytest.raises(PaperError, match="save it as UTF-8"):
        open_paper(folder, {})


def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "broadsheet.toml").unlink()
    (folder / "broadsheet.toml").mkdir()
    with pytest.raises(PaperError, match="cannot be read"):
        open_paper(folder, {})


def test_all_the_mistakes_can_be_found_at_once(folder: Path) -> None:
    (folder / "broadsheet.toml").write_text(WHOLE + "[server]\nprot = 1\nport = 0\n[sever]\n")
    found = find_mistakes(folder, {"BROADSHEET_MAIL_PORT": "x"})
    assert len(found) == 4
    assert all("\n" not in line for line in found)


def test_a_whole_file_has_no_mistakes(folder: Path) -> None:
    assert find_mistakes(folder, {}) == []


def test_contradictions_are_found_too(folder: Path) -> None:
    assert len(find_mistakes(folder, {"BROADSHEET_STORAGE_KIND": "s3"})) == 1


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown_variables({"BROADSHEET_SERVER_PROT": "1", "BROADSHEET_PAPER": "/x", "PATH": ""}) == [
        "BROADSHEET_SERVER_PROT (did you mean BROADSHEET_SERVER_PORT?)"
    ]


def test_a_mark_at_the_start_of_the_file_is_no_mistake(folder: Path) -> None:
    (folder / "broadsheet.toml").write_text("\ufeff" + WHOLE, encoding="utf-8")
    assert open_paper(folder, {}).name == "The Gazette"
