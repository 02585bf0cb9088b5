"""Fetching from strangers' servers: never into a private network, never without end, and no more often than helps."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.fetching import Fetcher, FetchError, fetch
from broadsheet.ingest.fetching import courtesy as manners
from broadsheet.ingest.fetching.courtesy import Courtesy
from broadsheet.lib.fetching.guard import may_connect, target_of
from tests.ingest.strange_server import NoWaiting, StrangeServer, strange_server

PUBLIC = "93.184.215.14"
MOST = 100_000


@pytest.fixture(scope="module")
def running() -> Iterator[StrangeServer]:
    with strange_server() as server:
        server.files["/ok"] = b"words"
        server.files["/%C3%BCber%20uns.jpg"] = b"umlaut"
        yield server


@pytest.fixture
def server(running: StrangeServer) -> StrangeServer:
    running.asked.clear()
    running.headers.clear()
    return running


def fetcher(**options: Any) -> Fetcher:
    return Fetcher(allow_private=True, courtesy=NoWaiting(), **options)


def look_up(monkeypatch: pytest.MonkeyPatch, **numbers: str) -> list[str]:
    """Names of `.example` lead to these numbers; answers the names that were looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **options: Any) -> Any:
        asked.append(host)
        return real(numbers.get(host.removesuffix(".example"), host), port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def pretend_public(monkeypatch: pytest.MonkeyPatch, server: StrangeServer) -> list[tuple[str, int]]:
    """Calls to the public number end at the test's server; answers who was called."""
    called: list[tuple[str, int]] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *args: Any) -> socket.socket:
        called.append(address)
        return real(("127.0.0.1", server.server_port), *args)

    monkeypatch.setattr(socket, "create_connection", connect)
    return called


@pytest.mark.parametrize(
    ("number", "public", "own"),
    [
        (PUBLIC, True, True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True, True),
        ("::ffff:93.184.215.14", True, True),
        ("127.0.0.1", False, True),
        ("127.255.0.9", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("192.0.0.8", False, True),
        ("::1", False, True),
        ("fd12::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("0.0.0.0", False, False),
        ("0.1.2.3", False, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("224.0.0.1", False, False),
        ("240.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::", False, False),
        ("fe80::1", False, False),
        ("fec0::1", False, False),
        ("ff02::1", False, False),
        ("64:ff9b::7f00:1", False, False),
        ("64:ff9b:1::7f00:1", False, False),
        ("::7f00:1", False, False),
        ("2002:7f00:1::", False, False),
        ("2001:0:7f00:1::", False, False),
        ("2001:db8::1", False, False),
        ("100::1", False, False),
        ("nonsense", False, False),
    ],
)
def test_a_number_is_public_or_ones_own_or_nobodys(number: str, public: bool, own: bool) -> None:
    assert may_connect(number) is public
    assert may_connect(number, allow_private=True) is own


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "ⓛocalhost",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "inside.example",
    ],
)
def test_no_spelling_of_a_private_host_is_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up(monkeypatch, inside="10.0.0.7")
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("it was called"))
    with pytest.raises(FetchError, match="private network"):
        fetch(f"http://{host}/", most_bytes=MOST)


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://old.example/a.jpg", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("//old.example/a.jpg", "only http and https"),
        ("http://mara:secret@old.example/", "name and password"),
        ("http://old.example\\@127.0.0.1/", "name and password"),
        ("http://old.example:6379/", "port 6379"),
        ("http://old.example:99999/", "not an address"),
        ("http:///a.jpg", "not an address"),
        ("http://old example/", "not an address"),
        ("http://[::/", "not an address"),
        (f"http://{'a' * 64}.example/", "cannot be read"),
        ("http://a..example/", "cannot be read"),
        ("http://old.example/" + "a" * 5000, "too long"),
    ],
)
def test_addresses_that_are_none_are_not_fetched(url: str, trouble: str) -> None:
    with pytest.raises(FetchError, match=trouble):
        fetch(url, most_bytes=MOST)


def test_an_address_is_asked_for_as_the_server_spells_it() -> None:
    assert target_of("http://Köln.example./").authority == "xn--kln-sna.example"
    assert target_of("http://old.example/über uns.jpg?q=ß%20x#top").path == "/%C3%BCber%20uns.jpg?q=%C3%9F%20x"
    assert target_of("http://[::1]:8000/", allow_private=True).authority == "[::1]:8000"


def test_the_number_that_was_judged_is_called_and_no_second_look_up_is_made(
    server: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = look_up(monkeypatch, old=PUBLIC)
    called = pretend_public(monkeypatch, server)
    assert fetch("http://old.example/ok", most_bytes=MOST).content == b"words"
    assert asked.count("old.example") == 1
    assert called == [(PUBLIC, 80)]
    assert server.headers[0]["Host"] == "old.example"


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("/to-loopback", "private network"),
        ("/to-inside", "private network"),
        ("/to-file", "only http and https"),
        ("/to-nonsense", "not an address"),
        ("/round", "more than 5 redirects"),
    ],
)
def test_every_step_of_a_redirect_is_judged_anew(
    path: str, trouble: str, server: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up(monkeypatch, old=PUBLIC, inside="10.0.0.7")
    called = pretend_public(monkeypatch, server)
    with pytest.raises(FetchError, match=trouble):
        Fetcher(courtesy=NoWaiting()).fetch(f"http://old.example{path}", MOST)
    assert {number for number, _port in called} == {PUBLIC}


@pytest.mark.parametrize(
    ("path", "trouble", "times"),
    [
        ("/drip", "took too long", 3),
        ("/drip-head", "took too long", 3),
        ("/endless", "larger than", 1),
        ("/promises-more", "broke off", 3),
        ("/promises-too-much", "larger than", 1),
        ("/gzip-bomb", "larger than", 1),
        ("/torn-gzip", "broke off", 3),
        ("/packed", "packed in a way", 1),
        ("/garbage", "does not speak HTTP", 1),
        ("/missing", "answered 404", 1),
        ("/busy", "answered 429", 1),
        ("/broken", "answered 500", 3),
    ],
)
def test_a_bad_answer_is_one_line_and_is_asked_for_again_only_where_that_may_help(
    path: str, trouble: str, times: int, server: StrangeServer, tmp_path: Path
) -> None:
    with pytest.raises(FetchError, match=trouble):
        fetcher(longest=0.15).fetch_to(tmp_path / "kept", server.address(path), MOST)
    assert server.asked[path] == times
    assert not list(tmp_path.iterdir())


def test_a_good_answer_is_kept_whole(server: StrangeServer, tmp_path: Path) -> None:
    found = fetcher().fetch_to(tmp_path / "deep" / "kept", server.address("/to-ok"), MOST)
    assert (tmp_path / "deep" / "kept").read_bytes() == b"words"
    assert (found.type, found.url) == ("image/jpeg", server.address("/ok"))
    assert fetcher().fetch(server.address("/über uns.jpg"), MOST).content == b"umlaut"
    assert fetcher().fetch(server.address("/gzip"), MOST).content == b"words"
    assert fetcher().fetch(server.address("/promises-less"), MOST).content == b"much"
    sent = server.headers[0]
    assert sent["User-Agent"].startswith("Broadsheet/")
    assert sent["Accept-Encoding"] == "identity"


def test_a_proxy_named_in_the_environment_is_not_asked(server: StrangeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert fetcher().fetch(server.address("/ok"), MOST).content == b"words"


def test_a_server_that_asks_for_patience_gets_it(server: StrangeServer) -> None:
    patient = NoWaiting()
    assert Fetcher(allow_private=True, courtesy=patient).fetch(server.address("/flaky"), MOST).content == b"at last"
    assert patient.waits == [7.0]


def test_a_host_that_never_answers_is_left_in_peace(server: StrangeServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    asking = fetcher()
    errors = []
    for number in range(manners.MOST_SILENCES // 3 + 1):
        with pytest.raises(FetchError) as caught:
            asking.fetch(f"http://127.0.0.1:{port}/{number}.jpg", MOST)
        errors.append(caught.value.message)
    assert errors[0] == "the connection was refused or broke off"
    assert errors[-1] == "127.0.0.1 did not answer 12 times in a row; it was not asked again"
    assert fetcher().fetch(server.address("/ok"), MOST).content == b"words"


def test_a_stopped_fetcher_asks_nobody(server: StrangeServer) -> None:
    stopped = Fetcher(allow_private=True)
    stopped.stop()
    with pytest.raises(FetchError, match="stopped"):
        stopped.fetch(server.address("/ok"), MOST)
    assert not server.asked


def test_a_host_is_given_a_breath_between_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    polite = Courtesy(breath=5)
    monkeypatch.setattr(polite, "pause", waits.append)
    for _request in range(3):
        with polite.turn("old.example"):
            pass
    assert [round(wait / 5) for wait in waits] == [0, 1, 2]
