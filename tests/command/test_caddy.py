"""deploy/Caddyfile, run as it is but for paths and ports, in front of a small paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.command.proxied import (
    NO_PUBLIC_FILES,
    SmallPaper,
    WebServer,
    assert_left_to_the_paper,
    make_certificate,
    make_files,
    started,
    substituted,
)
from tests.command.running import environment, free_port
from tests.house_rules.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("caddy")]
SITE = ROOT / "deploy" / "Caddyfile"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    folder = tmp_path_factory.mktemp("caddy")
    server = WebServer(folder / "paper", SmallPaper(free_port()))
    make_certificate(folder)
    make_files(server.folder)
    options = (
        f"{{\n\tadmin off\n\thttp_port {server.port}\n\thttps_port {server.tls_port}\n\tskip_install_trust\n}}\n\n"
    )
    site = substituted(
        SITE.read_text(),
        {
            "\ngazette.example {": f"\ngazette.example {{\n\ttls {folder}/own.crt {folder}/own.key",
            "/srv/papers/gazette": str(server.folder),
            "127.0.0.1:8000": f"127.0.0.1:{server.paper.port}",
        },
    )
    (folder / "Caddyfile").write_text(options + site)
    program = shutil.which("caddy")
    assert program, "caddy is missing: run tools/install_system.sh"
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    own = environment(HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder))
    with started(command, server, folder / "caddy.log", own):
        yield server


@pytest.fixture
def caddy(running: WebServer) -> Iterator[WebServer]:
    """A paper that answers as at first."""
    running.paper.stop()
    running.paper = SmallPaper(running.paper.port).start()
    yield running
    running.paper.stop()


def test_every_page_reaches_the_paper_and_comes_back_whole(caddy: WebServer) -> None:
    for said, coding in (("gzip, br", "gzip"), ("identity", None)):
        answer = caddy.get("/news/x/?y=1", Accept_Encoding=said)
        assert (answer.status, answer.text, answer.headers["Content-Encoding"]) == (200, "first", coding)
        for name, value in [("ETag", 'W/"first"'), ("Vary", "Accept-Encoding"), *caddy.paper.headers]:
            assert answer.headers[name] == value
    assert [path for _method, path, _headers in caddy.paper.asked] == ["/news/x/?y=1"] * 2


def test_the_paper_learns_who_asks_and_how_and_is_not_lied_to(caddy: WebServer) -> None:
    caddy.get("/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http")
    headers = caddy.paper.asked[-1][2]
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert headers["Host"] == "gazette.example"


def test_a_browser_that_has_the_page_is_told_so(caddy: WebServer) -> None:
    answer = caddy.get("/", If_None_Match='W/"first"')
    assert (answer.status, answer.body) == (304, b"")


def test_a_form_and_an_upload_that_is_not_too_large_reach_the_paper(caddy: WebServer) -> None:
    assert caddy.get("/desk/", "POST", "a" * 100_000).status == 200
    assert caddy.paper.asked[-1][0] == "POST"


def test_unencrypted_requests_are_sent_to_the_same_address_with_tls(caddy: WebServer) -> None:
    answer = caddy.get_plain("/news/x/?y=1")
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith("https://gazette.example")
    assert answer.headers["Location"].endswith("/news/x/?y=1")


def test_static_files_come_from_the_disk(caddy: WebServer) -> None:
    hashed = caddy.get("/static/reader/site.0123456789ab.css", Accept_Encoding="gzip")
    assert (hashed.text, hashed.headers["Content-Encoding"]) == ("body { color: black }", "gzip")
    assert hashed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    plain = caddy.get("/static/reader/plain.css")
    assert plain.headers["Cache-Control"] == "max-age=3600, public"
    assert plain.headers["Content-Type"].startswith("text/css")
    assert {answer.headers["X-Content-Type-Options"] for answer in (hashed, plain)} == {"nosniff"}
    assert caddy.paper.asked == []


def test_renditions_come_from_the_disk(caddy: WebServer) -> None:
    picture = caddy.get("/media/images/harbour.width-320.avif")
    assert (picture.text, picture.headers["Content-Type"]) == ("picture", "image/avif")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert caddy.paper.asked == []


@pytest.mark.parametrize("asked", NO_PUBLIC_FILES)
def test_everything_else_is_left_to_the_paper(asked: str, caddy: WebServer) -> None:
    assert_left_to_the_paper(caddy, asked)


def test_a_paper_that_is_down_is_told_at_once(caddy: WebServer) -> None:
    caddy.paper.stop()
    assert caddy.get("/").status == 502
