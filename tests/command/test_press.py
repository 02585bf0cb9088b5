"""`broadsheet press` says how the press stands, and makes, forgets and compares pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet.press.assemble import deflated
from broadsheet.press.changes import Noted
from broadsheet.press.store.embedded import EmbeddedStore
from tests.command.running import Served, broadsheet, refused, wait_until

pytestmark = pytest.mark.slow
Serve = Callable[..., Served]


def press(paper: Path, *arguments: str) -> str:
    """What a command says, which must succeed."""
    done = broadsheet("press", *arguments, "--paper", paper)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def store_of(paper: Path) -> EmbeddedStore:
    return EmbeddedStore(paper / "data" / "press.sqlite3")


@pytest.fixture(scope="module")
def warmed_once(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper whose pages are all made; only to be copied."""
    folder = Path(shutil.copytree(founded, tmp_path_factory.mktemp("warmed") / "gazette", symlinks=True))
    press(folder, "warm")
    return folder


@pytest.fixture
def warmed(warmed_once: Path, tmp_path: Path) -> Path:
    """A paper of the test's own whose pages are all made, and which nobody serves."""
    return Path(shutil.copytree(warmed_once, tmp_path / "gazette", symlinks=True))


def test_pages_are_made_once(paper: Path) -> None:
    made = int(re.match(r"([\d,]+) pages made; 0 were", press(paper, "warm"))[1])  # type: ignore[index] # it matches
    assert {"/", "/lite/", "/news/", "/feed/", "/news/feed/", "/archive/", "/paper.css"} <= set(store_of(paper).names())
    assert press(paper, "warm", "--all").startswith(f"0 pages made; {made} were there already.")


def test_status_says_what_there_is(warmed: Path) -> None:
    told = press(warmed, "status")
    assert "every change applied" in told
    assert re.search(rf"Pages +{len(store_of(warmed).names())}\n", told)
    assert "0 stale, 0 void" in told
    assert "not running" in told
    assert "nobody asked" in told
    assert re.search(r"Slowest +[\d.]+ m?s  /", told)


def test_status_while_the_paper_is_served_tells_how_many_found_their_page_ready(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    for _ in range(20):
        assert served.get("/").status == 200
    counted = re.compile(r"Ready +9\d\.\d % of [2-9]\d answers")
    wait_until(lambda: counted.search(press(paper, "status")), "readers are counted")
    assert re.search(r"Presser +running", press(paper, "status"))
    assert press(paper, "purge", "/") == "1 forgotten.\n"
    assert served.get("/").status == 200
    wait_until(lambda: store_of(paper).get("/"), "the front is made anew")


def test_explain_tells_when_and_from_what_in_words(warmed: Path) -> None:
    told = press(warmed, "explain", "/news/")
    assert re.search(r"/news/ was made on \d{4}-\d\d-\d\d .* ago, which took \d+ m?s\.", told)
    assert "How it is served: from the press, as it should be." in told
    assert re.search(r"section:\d+ – section \d+: News\n", told)
    assert "   path:/news/ – the address /news/\n" in told
    assert re.search(r"shows \d+ shared pieces:\n", told)
    assert press(warmed, "explain", "http://localhost:8000/news/?utm_source=x").startswith("/news/ was made")


def test_explain_tells_what_made_it_stale(warmed: Path) -> None:
    store = store_of(warmed)
    newest = store.position()
    store.apply([Noted(newest + 1, ("menu", "path:/news/")), Noted(newest + 2, ("path:/feed/",), is_takedown=True)])
    told = press(warmed, "explain", "/news/")
    assert "as it was, old, while it is being made anew" in told
    assert f"stale since change {newest + 1}, which named:\n   path:/news/ – the address /news/\n" in told
    assert "something that was taken down" in press(warmed, "explain", "/feed/")


def test_explain_tells_of_what_is_not_there(paper: Path) -> None:
    assert press(paper, "explain", "/nowhere/").startswith("/nowhere/ is not in the press.")


def test_status_and_explain_work_while_the_database_is_away(warmed: Path, tmp_path: Path) -> None:
    shutil.move(warmed / "data" / "broadsheet.sqlite3", tmp_path / "elsewhere")
    assert "away. The database cannot be reached" in press(warmed, "status")
    told = press(warmed, "explain", "/news/")
    assert "The newsroom is away meanwhile." in told
    assert "   path:/news/\n" in told
    assert press(warmed, "purge", "menu").endswith("forgotten.\n")
    assert "The database cannot be reached" in refused("press", "audit", "--paper", warmed)


def test_status_and_explain_work_where_django_will_not_start(warmed: Path) -> None:
    (warmed / "data" / "secret.key").unlink()
    assert "away. " in press(warmed, "status")
    assert press(warmed, "explain", "/").startswith("/ was made")


def test_pages_are_forgotten_by_key_by_address_and_all(warmed: Path) -> None:
    store = store_of(warmed)
    number = next(key for key in store.explain("/news/").keys if key.startswith("page:"))  # type: ignore[union-attr] # it is there
    assert press(warmed, "purge", "/feed/") == "1 forgotten.\n"
    assert store.get("/feed/") is None
    assert press(warmed, "purge", number).endswith("forgotten.\n")
    assert store.get("/news/") is None
    assert store.get("/archive/")
    assert press(warmed, "purge", "/feed/") == "Nothing of that was in the press.\n"
    press(warmed, "purge", "--all")
    assert store.names("") == []


def test_an_audit_of_sound_pages_finds_nothing(paper: Path) -> None:
    press(paper, "warm")  # pages of a paper that was moved since are passed over
    told = re.fullmatch(
        r"(\d) pages are as they should be(?:; (\d) passed over, .*)?\.\n", press(paper, "audit", "--sample", "7")
    )
    assert told
    sound, asked_each_time = int(told[1]), int(told[2] or 0)  # the contact page, in both editions, may be in the sample
    assert sound + asked_each_time == 7
    assert asked_each_time <= 2


def test_an_audit_shows_the_first_line_that_differs(paper: Path) -> None:
    press(paper, "warm")
    store = store_of(paper)
    known, page = store.explain("/news/"), store.get("/news/")
    assert known
    assert page
    store.put([(replace(page, parts=(deflated(b"<!doctype html>\n<p>old"), *page.parts[1:])), frozenset(known.keys))])
    done = broadsheet("press", "audit", "--sample", "1000", "--paper", paper)
    assert done.returncode == 1
    assert re.search(r"^/news/ differs in line \d+:\n  stored .*\n  fresh  ", done.stdout, re.MULTILINE)
    assert done.stdout.count("differs") == 1
    assert "1 are not." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "https://other.example/"], "is no address of this paper"),
        (["explain", "news"], "is no address"),
        (["explain", "/desk/"], "is never in the press"),
        (["explain", "ftp://localhost:8000/"], "is no address a page"),
        (["explain"], "Missing argument 'URL'"),
        (["purge"], "Give a key, an address or --all"),
        (["purge", "menu", "--all"], "Give a key, an address or --all"),
        (["purge", "stry:17"], "stry:17 is no key"),
        (["purge", "story:x"], "story:x is no key"),
        (["purge", "https://other.example/"], "is no address of this paper"),
        (["audit", "--sample", "0"], "0 is not in the range"),
        (["poison"], "No such command 'poison'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_mistake_is_told_in_one_line(arguments: list[str], words: str, founded: Path) -> None:
    assert words in refused("press", *arguments, folder=founded)


def test_status_tells_when_the_newsroom_was_away(warmed: Path, serve: Serve, tmp_path: Path) -> None:
    database, elsewhere = warmed / "data" / "broadsheet.sqlite3", tmp_path / "elsewhere"
    shutil.move(database, elsewhere)
    served = serve(warmed).is_ready()
    wait_until(lambda: served.get("/").getheader("X-Press") == "newsroom away", "readers are told")
    assert re.search(r"Away +[\d-]+ [\d:]+ to now", press(warmed, "status"))
    shutil.move(elsewhere, database)
    ended = re.compile(r"Away +[\d-]+ [\d:]+ to \d{4}-[\d-]+ [\d:]+\n")
    wait_until(lambda: ended.search(press(warmed, "status")), "the newsroom is back")
    assert press(warmed, "status").count(" to ") == 1
