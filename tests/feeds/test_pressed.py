"""Files for machines through the press: kept once, binary or not, and answered as a reader's page would be."""

import gzip
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from broadsheet.fronts.models import Machines, Masthead
from broadsheet.press import outbox
from broadsheet.press.front import Front
from broadsheet.press.memory import Memory
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.serving.pressing import renderer_of, rules_of

pytestmark = pytest.mark.django_db
KEPT = [
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap-stories-0.xml",
    "/sitemap-pages-0.xml",
    "/robots.txt",
    "/license.xml",
    "/.well-known/tdmrep.json",
    "/ads.txt",
    "/favicon.ico",
    "/icon-192.png",
    "/site.webmanifest",
]


@pytest.fixture
def ask(tmp_path, make_story):
    """Asks the press as a server would; ``ask.front`` is the front itself."""
    make_story("One")
    Machines(ads_txt="google.com, 1, DIRECT").save()
    store = EmbeddedStore(tmp_path / "press.sqlite3")
    front = Front(
        get_wsgi_application(), renderer_of(settings.PAPER), store, Memory(), outbox, rules_of(settings.PAPER)
    )
    front._running = True  # its thread would have a database of its own

    def get(path, method="GET", **headers):
        front.follower.follow_outbox()
        answered = {}

        def start_response(status, fields, _error=None):
            answered.update(status=int(status[:3]), headers={name.lower(): value for name, value in fields})

        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": None,
            **headers,
        }
        answered["body"] = b"".join(front(environ, start_response))
        return answered

    get.front = front
    yield get
    store.close()


@pytest.mark.parametrize("address", KEPT)
def test_it_is_made_once_and_kept_as_it_was_made(ask, client, address, django_assert_num_queries):
    made = client.get(address)
    first = ask(address)
    assert (first["status"], first["body"]) == (200, made.content)
    assert first["headers"]["content-type"] == made.headers["Content-Type"]
    entry = ask.front.store.get(address)
    assert entry.status == 200
    inflated = ask(address, HTTP_ACCEPT_ENCODING="gzip")
    assert inflated["headers"]["content-encoding"] == "gzip"
    assert gzip.decompress(inflated["body"]) == made.content
    ask(address)
    with django_assert_num_queries(1):  # where the outbox is; of the page nothing is asked
        assert ask(address)["body"] == made.content


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/favicon.ico"])
def test_head_and_not_modified_are_answered_without_a_body(ask, address):
    whole = ask(address)
    head = ask(address, method="HEAD")
    assert (head["status"], head["body"]) == (200, b"")
    assert head["headers"]["content-length"] == str(len(whole["body"]))
    unchanged = ask(address, HTTP_IF_NONE_MATCH=whole["headers"]["etag"])
    assert (unchanged["status"], unchanged["body"]) == (304, b"")
    assert ask(address, HTTP_IF_NONE_MATCH='"another"')["status"] == 200


def test_a_change_is_in_them_once_it_is_made(ask, make_story):
    before = {address: ask(address)["body"] for address in KEPT}
    machines = Machines.of_the_paper()
    machines.allow_training = True
    machines.ads_txt = "example.com, 2, RESELLER"
    machines.save()
    Masthead(name="Quite another").save()
    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=1)):
        make_story("Two")
    from broadsheet.press.presser import Presser

    presser = Presser(ask.front.store, ask.front.renderer, outbox)
    presser.follower.follow_outbox()
    presser.drain()
    ask.front.memory.forget(None)
    same = {address for address in KEPT if ask(address)["body"] == before[address]}
    assert same == {"/sitemap-pages-0.xml"}
