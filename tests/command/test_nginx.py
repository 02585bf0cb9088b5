"""deploy/nginx.conf, run as it is but for paths and ports, in front of a small paper."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.command.nginx_running import SITE, nginx_before
from tests.command.proxied import (
    NO_PUBLIC_FILES,
    PAGE_KEYS,
    SmallPaper,
    WebServer,
    assert_left_to_the_paper,
    make_files,
)
from tests.command.running import free_port, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nginx")]
GZIP = "gzip, deflate, br"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    folder = tmp_path_factory.mktemp("nginx")
    server = WebServer(folder / "paper", SmallPaper(free_port()))
    make_files(server.folder)
    with nginx_before(server):
        yield server


@pytest.fixture
def nginx(running: WebServer) -> Iterator[WebServer]:
    """A paper that answers as at first; what nginx kept of another test has another address."""
    fresh = SmallPaper(running.paper.port)
    running.paper.stop()
    running.paper = fresh.start()
    yield running
    running.paper.stop()


@pytest.fixture
def path() -> str:
    """An address no other test asks for."""
    return f"/news/{next(NUMBERS)}/"


def begin_of_a_second() -> None:
    """nginx counts whole seconds; here one has just begun."""
    time.sleep(1.02 - time.time() % 1)


def test_a_page_asked_for_again_comes_from_nginx(nginx: WebServer, path: str) -> None:
    begin_of_a_second()
    first, second = nginx.get(path), nginx.get(path)
    assert (first.text, second.text) == ("first", "first")
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert len(nginx.paper.asked) == 1


def test_a_change_is_seen_within_a_second_of_nginx_clock(nginx: WebServer, path: str) -> None:
    begin_of_a_second()
    nginx.get(path)
    nginx.paper.text = "second"
    changed = time.monotonic()
    wait_until(lambda: nginx.get(path).text == "second", "the new page is seen", seconds=5)
    assert time.monotonic() - changed < 1.1


@pytest.mark.parametrize("late", [0.5, 0.9])
def test_a_page_fetched_late_in_a_second_is_not_kept_through_the_next(late: float, nginx: WebServer, path: str) -> None:
    begin_of_a_second()
    time.sleep(late)
    nginx.get(path)
    nginx.paper.text = "second"
    changed = time.monotonic()
    wait_until(lambda: nginx.get(path).text == "second", "the new page is seen", seconds=5)
    assert time.monotonic() - changed < 1.1 - late


def test_a_page_nobody_asked_for_in_a_while_is_not_shown_old(nginx: WebServer, path: str) -> None:
    nginx.get(path)
    time.sleep(1.1)
    nginx.paper.text = "second"
    assert nginx.get(path).text == "second"


def test_an_unchanged_page_is_not_sent_to_nginx_again(nginx: WebServer, path: str) -> None:
    nginx.get(path)
    time.sleep(1.1)
    assert nginx.get(path).headers["X-Cache"] == "REVALIDATED"
    assert nginx.paper.asked[-1][2]["If-None-Match"] == 'W/"first"'


def test_a_takedown_is_not_shown_from_the_cache(nginx: WebServer, path: str) -> None:
    nginx.get(path)
    nginx.paper.status, nginx.paper.text, nginx.paper.headers = 410, "gone", []
    wait_until(lambda: nginx.get(path).status == 410, "the takedown is seen", seconds=1.1)
    for _again in range(3):
        assert nginx.get(path).text == "gone"


def test_a_page_is_shown_while_the_paper_is_down_and_no_longer_than_it_said(nginx: WebServer, path: str) -> None:
    nginx.paper.headers = [("Cache-Control", "max-age=0, s-maxage=1, stale-if-error=4")]
    nginx.get(path)
    begun = time.monotonic()
    nginx.paper.stop()
    time.sleep(1.1)
    answer = nginx.get(path)
    assert (answer.status, answer.text, answer.headers["X-Cache"]) == (200, "first", "STALE")
    wait_until(lambda: nginx.get(path).status == 502, "the old page is shown no longer", seconds=10)
    assert time.monotonic() - begun < 7
    assert nginx.get("/never-seen/").status == 502


def test_a_paper_says_how_long_it_may_be_shown_while_it_is_down(nginx: WebServer, path: str) -> None:
    nginx.get(path)
    nginx.paper.stop()
    time.sleep(1.1)
    assert nginx.get(path).text == "first"


@pytest.mark.parametrize("who", [{"Cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=x"}, {"Authorization": "Basic eDp5"}])
def test_who_is_logged_in_is_answered_by_the_paper_and_leaves_nothing_behind(
    who: dict[str, str], nginx: WebServer, path: str
) -> None:
    begin_of_a_second()
    nginx.paper.text = "for Alice"
    for _again in range(2):
        assert nginx.get(path, **who).headers["X-Cache"] == "BYPASS"
    assert len(nginx.paper.asked) == 2
    nginx.paper.text = "for everybody"
    assert nginx.get(path).text == "for everybody"
    nginx.paper.text = "for Alice"
    assert nginx.get(path, **who).text == "for Alice"
    assert nginx.get(path, Cookie="theme=night").text == "for everybody"


def test_the_desk_is_never_kept(nginx: WebServer, path: str) -> None:
    for _again in range(2):
        answer = nginx.get(f"/desk{path}")
        assert answer.headers["X-Cache"] is None
    assert len(nginx.paper.asked) == 2


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "private, max-age=60")],
        [("Cache-Control", "no-store")],
        [("Cache-Control", "max-age=60"), ("Set-Cookie", "a=b")],
        [("Cache-Control", "max-age=60"), ("Vary", "Accept-Encoding, Cookie")],
        [("Cache-Control", "max-age=60"), ("Vary", "*")],
    ],
    ids=str,
)
def test_what_the_paper_does_not_offer_is_not_kept(headers: list[tuple[str, str]], nginx: WebServer, path: str) -> None:
    nginx.paper.headers = headers
    for _again in range(3):
        nginx.get(path)
    assert len(nginx.paper.asked) == 3


def test_a_form_reaches_the_paper_each_time(nginx: WebServer, path: str) -> None:
    nginx.get(path)
    for _again in range(2):
        assert nginx.get(path, "POST", "a=b").status == 200
    assert [method for method, _path, _headers in nginx.paper.asked] == ["GET", "POST", "POST"]


def test_a_page_is_kept_as_it_was_compressed_for_every_browser(nginx: WebServer, path: str) -> None:
    begin_of_a_second()
    answers = [nginx.get(path, Accept_Encoding=said) for said in (GZIP, "gzip", "br;q=1, GZIP;q=0.5", "deflate, gzip")]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert {answer.body for answer in answers} == {answers[0].body}
    assert len(nginx.paper.asked) == 1
    plain = [nginx.get(path, Accept_Encoding=said) for said in ("identity", "br", "gzip;q=0", "gzip; q=0.0, br")]
    assert {answer.body for answer in plain} == {b"first"}
    assert [asked[2].get("Accept-Encoding") for asked in nginx.paper.asked] == ["gzip", None]


def test_no_header_of_the_paper_is_lost(nginx: WebServer, path: str) -> None:
    for _from_paper_then_cache in range(2):
        answer = nginx.get(path, Accept_Encoding=GZIP)
        for name, value in nginx.paper.headers:
            assert answer.headers[name] == value
        assert answer.headers["ETag"] == 'W/"first"'
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert len(PAGE_KEYS) * 9 < len(answer.headers["Surrogate-Key"]) < 8192


def test_a_browser_that_has_the_page_is_told_so(nginx: WebServer, path: str) -> None:
    for _from_paper_then_cache in range(2):
        nginx.get(path)
        answer = nginx.get(path, If_None_Match='W/"first"')
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["Cache-Control"] == dict(nginx.paper.headers)["Cache-Control"]
        assert answer.headers["ETag"] == 'W/"first"'


def test_head_is_answered_from_the_same_page(nginx: WebServer, path: str) -> None:
    begin_of_a_second()
    nginx.get(path)
    answer = nginx.get(path, "HEAD")
    assert (answer.status, answer.body, answer.headers["X-Cache"]) == (200, b"", "HIT")


def test_the_paper_learns_who_asks_and_how_and_is_not_lied_to(nginx: WebServer, path: str) -> None:
    nginx.get(path, X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http")
    (_method, asked, headers) = nginx.paper.asked[-1]
    assert asked == path
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert headers["Host"] == "gazette.example"


def test_unencrypted_requests_are_sent_to_the_same_address_with_tls(nginx: WebServer) -> None:
    answer = nginx.get_plain("/news/x/?y=1")
    assert (answer.status, answer.headers["Location"]) == (301, "https://gazette.example/news/x/?y=1")


def test_static_files_come_from_the_disk(nginx: WebServer) -> None:
    hashed = nginx.get("/static/reader/site.0123456789ab.css", Accept_Encoding=GZIP)
    assert hashed.text == "body { color: black }"
    assert hashed.headers["Content-Encoding"] == "gzip"
    assert hashed.headers["Content-Type"] == "text/css; charset=utf-8"
    assert hashed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert hashed.headers["Vary"] == "Accept-Encoding"
    plain = nginx.get("/static/reader/plain.css")
    assert plain.headers["Cache-Control"] == "max-age=3600, public"
    assert {answer.headers["X-Content-Type-Options"] for answer in (hashed, plain)} == {"nosniff"}
    assert nginx.paper.asked == []


def test_renditions_come_from_the_disk(nginx: WebServer) -> None:
    picture = nginx.get("/media/images/harbour.width-320.avif")
    assert (picture.text, picture.headers["Content-Type"]) == ("picture", "image/avif")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert nginx.paper.asked == []


@pytest.mark.parametrize("asked", NO_PUBLIC_FILES)
def test_everything_else_is_left_to_the_paper(asked: str, nginx: WebServer) -> None:
    assert_left_to_the_paper(nginx, asked)


def test_a_link_out_of_the_folder_is_not_followed(nginx: WebServer) -> None:
    assert "secret" not in nginx.get("/media/images/stolen.avif").text


def test_the_session_cookie_is_the_one_django_sets() -> None:
    assert f"$cookie_{settings.SESSION_COOKIE_NAME}$" in SITE.read_text()
