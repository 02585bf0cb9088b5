"""Nothing leaks: what one request carries never reaches what others are given, and made-up addresses fill nothing."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest
from django.test import Client
from wagtail.models import PageViewRestriction

from broadsheet.newsroom import lists
from broadsheet.press import outbox
from broadsheet.press.front import Front
from broadsheet.press.memory import Memory
from broadsheet.press.store.base import Store
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.serving.pressing import renderer_of, rules_of
from tests.press.conftest import OpenStore, shared

pytestmark = pytest.mark.django_db


@dataclass
class Answer:
    """What a reader was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Reader:
    """Asks the front as a server would, with any environment at all."""

    def __init__(self, front: Front, store: Store) -> None:
        self.front, self.store = front, store

    def ask(self, path: str, query: str = "", method: str = "GET", scheme: str = "http", **headers: str) -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "203.0.113.9",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        told: list[Any] = []
        body = b"".join(self.front(environ, lambda status, headers, *_: told.extend([status, headers])))
        return Answer(int(told[0][:3]), {name.lower(): value for name, value in told[1]}, body)

    def pressed(self) -> list[str]:
        """The addresses in the store that are served from it."""
        return [name for name, entry in self.store.get_many(self.kept()).items() if entry.status == 200]

    def kept(self) -> list[str]:
        """The addresses the store knows anything of, if only that Django answers them."""
        return self.store.names("/")


@pytest.fixture
def reader(front: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader of the test paper, through a press of its own without threads."""
    return reader_of(EmbeddedStore(tmp_path / "press.sqlite3"), monkeypatch)


def reader_of(store: Store, monkeypatch: pytest.MonkeyPatch) -> Reader:
    from django.core.wsgi import get_wsgi_application

    made = Front(get_wsgi_application(), renderer_of(settings.PAPER), store, Memory(), outbox, rules_of(settings.PAPER))
    monkeypatch.setattr(made, "_running", True)
    made.follower.step()
    # Django ends each request it answers by letting go of connections, and with them of the test's transaction.
    monkeypatch.setattr("django.db.close_old_connections", lambda **_: None)
    for signal in ("request_started", "request_finished"):
        monkeypatch.setattr(f"django.core.signals.{signal}.receivers", [])
        monkeypatch.setattr(f"django.core.signals.{signal}.sender_receivers_cache", {})
    return Reader(made, store)


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories fill an older page."""
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)


@pytest.fixture
def story(reader: Reader, make_story: Callable[..., Any]) -> str:
    """The address of a public story, already pressed."""
    return pressed_story(reader, make_story)


def pressed_story(reader: Reader, make_story: Callable[..., Any]) -> str:
    address = make_story("The ferry is late", topics=["Ferry"]).address
    reader.front.follower.wake()
    reader.front.follower.step()
    assert reader.ask(address).status == 200
    assert address in reader.pressed()
    return str(address)


HOSTILE = [
    {"host": "evil.example"},
    {"host": "testserver@evil.example"},
    {"x_forwarded_host": "evil.example"},
    {"x_forwarded_proto": "https"},
    {"x_forwarded_for": "198.51.100.66"},
    {"x_forwarded_port": "666"},
    {"x_original_url": "/desk/"},
    {"x_rewrite_url": "/desk/"},
    {"forwarded": "host=evil.example;proto=https"},
    {"accept_language": "ar, de;q=0.9"},
    {"cookie": "django_language=ar; theme=evil"},
    {"user_agent": "<script>evil.example</script>"},
    {"referer": "https://evil.example/"},
    {"accept": "application/json"},
    {"range": "bytes=0-9"},
    {"if_modified_since": "Tue, 24 Nov 2036 00:00:00 GMT"},
    {"x_http_method_override": "DELETE"},
    {"x_requested_with": "XMLHttpRequest"},
    {"origin": "https://evil.example"},
    {"authorization": "Basic ZXZpbDpldmls"},
]


@pytest.mark.parametrize(
    "headers", HOSTILE, ids=lambda headers: next(iter(headers)) + "=" + next(iter(headers.values()))
)
def test_no_header_changes_what_others_are_given(reader: Reader, story: str, headers: dict[str, str]) -> None:
    usual = reader.ask(story)
    reader.store.clear(reader.store.position())
    reader.front.memory.forget(None)
    reader.ask(story, **headers)  # the first to ask, and the one it is made for if for anybody
    for _ in range(2):
        again = reader.ask(story)
        assert (again.status, again.body) == (usual.status, usual.body)
        assert again.headers == usual.headers
    assert "evil" not in again.text


def test_a_range_is_answered_with_the_whole_page(reader: Reader, story: str) -> None:
    answer = reader.ask(story, range="bytes=0-9")
    assert answer.status == 200
    assert "content-range" not in answer.headers
    assert len(answer.body) == int(answer.headers["content-length"])


QUERIES = ["utm_source=mail", "page=2", "x=" + "y" * 5000, "%00", "&&&=&", "next=//evil.example"]


@pytest.mark.parametrize("query", QUERIES)
def test_parameters_nobody_defined_ask_for_the_page_itself(reader: Reader, story: str, query: str) -> None:
    plain = reader.ask(story)
    before = reader.store.figures().pages
    answer = reader.ask(story, query=query)
    assert (answer.status, answer.body) == (200, plain.body)
    assert reader.store.figures().pages == before


def test_a_numbered_address_reaches_the_newsroom(reader: Reader) -> None:
    from wagtail.contrib.redirects.models import Redirect

    Redirect.objects.create(old_path="/?p=17", redirect_link="/about/")
    assert reader.ask("/").status == 200
    answer = reader.ask("/", query="p=17")
    assert (answer.status, answer.headers["location"]) == (301, "/about/")
    assert reader.ask("/").status == 200


ENCODINGS = {
    "": False,
    "identity": False,
    "gzip": True,
    "GZIP": False,
    "gzip, br, zstd": True,
    "gzip;q=0": False,
    "gzip;q=0.0, *": False,
    "gzip;q=1.0, identity; q=0.5": True,
    "*": True,
    "*;q=0": False,
    "br;q=1, *;q=0.1": True,
    "deflate": False,
    "gzip;q=banana": False,
    "\x00": False,
}


@pytest.mark.parametrize("accepted", ENCODINGS)
def test_each_reader_gets_an_encoding_it_can_read(reader: Reader, story: str, accepted: str) -> None:
    plain = reader.ask(story)
    answer = reader.ask(story, accept_encoding=accepted)
    assert (answer.headers.get("content-encoding") == "gzip") is ENCODINGS[accepted]
    assert answer.text == plain.text
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_head_and_not_modified_say_what_get_does(reader: Reader, story: str, accepted: str) -> None:
    got = reader.ask(story, accept_encoding=accepted)
    head = reader.ask(story, method="HEAD", accept_encoding=accepted)
    assert (head.status, head.body, head.headers) == (200, b"", got.headers)
    for match in (got.headers["etag"], f'"other", {got.headers["etag"]}', got.headers["etag"].removeprefix("W/"), "*"):
        unchanged = reader.ask(story, if_none_match=match, accept_encoding=accepted)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["etag"] == got.headers["etag"]
    assert reader.ask(story, if_none_match='"other"').status == 200


def test_nginx_is_told_to_the_end_of_which_second_it_may_keep_a_page(reader: Reader, story: str) -> None:
    before = int(time.time())
    told = reader.ask(story, x_micro_cache="second").headers["x-accel-expires"]
    assert before <= int(told.removeprefix("@")) <= time.time()
    assert "x-accel-expires" not in reader.ask(story).headers
    assert "x-accel-expires" not in reader.ask("/no-such-page/", x_micro_cache="second").headers


MADE_UP = [
    "/no-such-page/",
    "/no-such-page",
    "//",
    "/news//",
    "//evil.example/",
    "/NEWS/",
    "/news/../desk/",
    "/news/./",
    "/news/%2e%2e/",
    "/topic/nothing/",
    "/author/nobody/",
    "/author/nobody/page/3/",
    "/archive/9999/",
    "/archive/2026/13/",
    "/archive/2026/02/30/",
    "/lite/lite/",
    "/lite/lite/lite/about/",
    "/\xff\xfe/",
    "/" + "a/" * 400,
    "/" + "a" * 900 + "/",
    "/" + "a" * 5000 + "/",
    "/news\x00/",
    "/news/page/0/",
    "/news/page/00001/",
    "/news/page/999999999/",
    "/news/page/1\xd9\xa2/",  # an Arabic two
    "/news/\n",
    "/ news/",
    "/news/\r\nX-Evil: yes/",
    "http://testserver/news/",
    "*",
]


@pytest.mark.parametrize("path", MADE_UP, ids=lambda path: ascii(path)[:40])
def test_an_address_somebody_made_up_fills_nothing(reader: Reader, story: str, path: str) -> None:
    before = reader.kept()
    for query in ("", "x=1"):
        answer = reader.ask(path, query=query)
        assert answer.status in (301, 302, 400, 404, 410), (path, answer.status)
        assert "x-evil" not in answer.headers
        assert "evil.example" not in answer.headers.get("location", "")
    assert reader.kept() == before


def test_made_up_addresses_without_end_fill_neither_the_memory_nor_the_store(reader: Reader, story: str) -> None:
    """Three hundred of them, to a memory that holds a hundred; test_memory.py asks for ten thousand."""
    reader.front.missing.most = 100
    before = reader.kept()
    for number in range(300):
        assert reader.ask(f"/nothing-{number}/").status == 404
    assert len(reader.front.missing) <= 100
    assert reader.kept() == before


@pytest.mark.usefixtures("short_lists")
def test_every_spelling_of_a_page_number_but_one_is_refused(reader: Reader, make_story: Callable[..., Any]) -> None:
    for number in range(5):
        make_story(f"Council {number}", topics=["Council"], minutes_ago=number)
    reader.front.follower.wake()
    reader.front.follower.step()
    assert reader.ask("/topic/council/page/1/").status == 200
    assert reader.ask("/news/page/1/").status == 200
    others = ("/topic/council/page/01/", "/topic/council/page/0001/", "/news/page/01/")
    fullwidth_one, arabic_one = "\xef\xbc\x91", "\xd9\xa1"
    foreign = (f"/news/page/{fullwidth_one}/", f"/news/page/{arabic_one}/", f"/lite/news/page/{arabic_one}/")
    for path in (*others, *foreign):
        assert reader.ask(path).status == 404, path


def test_nothing_made_for_somebody_logged_in_is_kept(reader: Reader, story: str) -> None:
    editor = get_user_model().objects.create_superuser("alice@gazette.example", "correct-horse-battery")
    client = Client()
    client.force_login(editor)
    session = client.cookies["sessionid"].value
    before = reader.store.figures()
    for path in ("/", story, "/desk/", "/about/"):
        answer = reader.ask(path, cookie=f"theme=dark; sessionid={session}")
        assert answer.status in (200, 302, 404)
        assert "etag" not in answer.headers
    assert reader.store.figures() == before


METHODS = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"]


@pytest.mark.parametrize("method", METHODS)
def test_only_get_and_head_are_answered_from_the_press(reader: Reader, story: str, method: str) -> None:
    before = reader.store.figures()
    answer = reader.ask(story, method=method)
    assert "etag" not in answer.headers
    assert answer.status in ({"get": (200,), "OPTIONS": (200, 405)}.get(method) or (400, 403, 405))
    assert reader.store.figures() == before


def test_a_page_behind_a_password_is_never_kept(reader: Reader, make_story: Callable[..., Any]) -> None:
    secret = make_story("The secret ferry")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="harbour")
    reader.front.follower.wake()
    reader.front.follower.step()
    for _ in range(2):
        answer = reader.ask(secret.address)
        assert "The secret ferry" not in answer.text
        assert "etag" not in answer.headers
    assert secret.address not in reader.pressed()


@pytest.mark.usefixtures("short_lists")
@pytest.mark.parametrize("edition", ["", "/lite"])
@pytest.mark.parametrize("kind", ["password", "login"])
def test_pages_that_are_not_there_behind_a_password_fill_nothing(
    reader: Reader, news: Any, make_story: Callable[..., Any], kind: str, edition: str
) -> None:
    for number in range(5):
        make_story(f"Council {number}", minutes_ago=number)
    PageViewRestriction.objects.create(page=news, restriction_type=kind, password="harbour")
    reader.front.follower.wake()
    reader.front.follower.step()
    assert reader.ask(f"{edition}/news/page/1/").status == {"password": 403, "login": 302}[kind]
    before = reader.kept()
    for number in range(1000, 1005):
        assert reader.ask(f"{edition}/news/page/{number}/").status == 404
    assert reader.kept() == before


def test_what_carries_a_token_or_a_cookie_is_never_kept(reader: Reader) -> None:
    for path in ("/contact/", "/lite/contact/", "/search/", "/search/?q=x", "/desk/login/"):
        path, _, query = path.partition("?")
        first = reader.ask(path, query=query)
        assert "etag" not in first.headers, path
    assert reader.pressed() == []


def test_a_preview_and_a_draft_are_never_kept(reader: Reader, make_story: Callable[..., Any]) -> None:
    draft = make_story("Not yet", live=False)
    before = reader.pressed()
    assert reader.ask(draft.address).status == 404
    assert reader.ask(f"/desk/pages/{draft.pk}/view_draft/").status == 302
    assert reader.pressed() == before


def test_nothing_pressed_contains_a_token_a_nonce_or_a_cookie(reader: Reader, story: str) -> None:
    for path in ("/", "/news/", "/authors/", "/topics/", "/archive/", "/about/", f"/lite{story}", "/topic/ferry/"):
        reader.ask(path)
    entries = reader.store.get_many(reader.store.names("/"))
    assert len(entries) > 5
    for name, entry in entries.items():
        if entry.status == 200:
            answer = reader.ask(name)
            assert "set-cookie" not in answer.headers
            assert "csrfmiddlewaretoken" not in answer.text
            assert "nonce" not in answer.text


@pytest.mark.parametrize("open_store", [shared], indirect=True)
def test_none_of_this_leaks_or_fills_anything_where_several_machines_share_their_pages(
    front: Any, open_store: OpenStore, make_story: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reader_of(open_store(), monkeypatch)
    story = pressed_story(reader, make_story)
    for headers in HOSTILE:
        test_no_header_changes_what_others_are_given(reader, story, headers)
    for query in QUERIES:
        test_parameters_nobody_defined_ask_for_the_page_itself(reader, story, query)
    for accepted in ENCODINGS:
        test_each_reader_gets_an_encoding_it_can_read(reader, story, accepted)
    for path in MADE_UP:
        test_an_address_somebody_made_up_fills_nothing(reader, story, path)
    for method in METHODS:
        test_only_get_and_head_are_answered_from_the_press(reader, story, method)
    test_nothing_made_for_somebody_logged_in_is_kept(reader, story)
    test_nothing_pressed_contains_a_token_a_nonce_or_a_cookie(reader, story)
    test_a_page_behind_a_password_is_never_kept(reader, make_story)
    test_a_preview_and_a_draft_are_never_kept(reader, make_story)


HIT = [{}, {"accept_encoding": "gzip"}, {"method": "HEAD"}, {"if_none_match": "*"}]


@pytest.mark.parametrize("asked", HIT, ids=["GET", "gzip", "HEAD", "304"])
@pytest.mark.parametrize("is_there", [True, False], ids=["a page", "nothing"])
def test_a_hit_asks_no_database_and_makes_no_request_of_django(
    reader: Reader, story: str, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], is_there: bool
) -> None:
    address = story if is_there else "/no-such-page/"
    for _ in range(2):
        expected = reader.ask(address, **asked)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a reader's hit came here")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)
    monkeypatch.setattr(CursorWrapper, "execute", refuse)
    monkeypatch.setattr(HttpRequest, "__init__", refuse)
    monkeypatch.setattr(EmbeddedStore, "get_many", refuse)
    for _ in range(3):
        assert reader.ask(address, **asked) == expected
