"""`broadsheet export static`: what readers get, as files that any file server can serve."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

import broadsheet.feeds
import broadsheet.reader
from broadsheet.media.models import File, Photo
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ContactPage, Section, Story
from broadsheet.paper import PaperError
from broadsheet.press import outbox
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.upkeep.press.opened import OpenedPress
from broadsheet.upkeep.static_copy.copying import Copied, copy_site
from broadsheet.upkeep.static_copy.cutting import moved_to, without_the_hub, without_the_running_parts
from broadsheet.upkeep.static_copy.folder import file_of
from broadsheet.upkeep.static_copy.references import references
from tests.command.running import free_port, wait_until

MakeStory = Callable[..., Story]
Export = Callable[..., Copied]
ORIGIN = "https://gazette.example"


# Without a database


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "index.html"),
        ("/news/a-story/", "news/a-story/index.html"),
        ("/lite/", "lite/index.html"),
        ("/paper.css", "paper.css"),
        ("/2009/old", "2009/old/index.html"),
        ("/2009/old.html", "2009/old.html"),
        ("/أخبار/", "أخبار/index.html"),
        ("/../etc/passwd", None),
        ("/a/./b/", None),
        ("/a//b/", None),
        ("/a\\b/", None),
        ("/a\0b/", None),
        ("/.broadsheet-static", None),
    ],
)
def test_every_address_has_one_file_within_the_folder(address: str, path: str | None) -> None:
    assert file_of(address) == path


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<p>a</p><form class="x" action="/search/"><input name="q"></form><p>b</p>', "<p>a</p><p>b</p>"),
        ('<dialog id="search-dialog"><form action="/search/"></form></dialog>b', "b"),
        ('<dialog id="menu"><form action="/search/"></form></dialog>', ""),
        ('<dialog id="menu"><a href="/news/">News</a></dialog>', None),
        ('<a href="/search/" data-search>Search</a><a href="/menu/">Menu</a>', '<a href="/menu/">Menu</a>'),
        ('<a href="/lite/search/">Search</a>', ""),
        ('<a href="/search-and-rescue/">Rescue</a>', None),
        ('<script type="module" src="/static/reader/js/search.0123456789ab.js"></script>\n<p>', "<p>"),
        ('<script type="module" src="/static/reader/js/share.0123456789ab.js"></script>', None),
        ('<form class="contact-form" method="post" novalidate><p><input></p></form>.', "."),
        ('<form method="post" action="/news/">x</form>', ""),
        ('<form method="post" action="https://lists.example/join">x</form>', None),
        ('<form action="//search.example/">x</form>', None),
        ('<p class="empty">The search below.</p>\n<form action="/search/">x</form>', ""),
    ],
)
def test_only_what_needs_a_running_paper_is_cut_out(html: str, left: str | None) -> None:
    assert without_the_running_parts(html) == (html if left is None else left)


def test_a_page_names_what_it_links_to_and_what_a_browser_loads_with_it() -> None:
    html = (
        '<a href="/news/a%20b/?x=1#top">1</a><a href="https://gazette.example/about/">2</a><a href="//other.example/">3'
        '</a><a href="mailto:a@b.example">4</a><a href="#main">5</a><a href="next/">6</a>'
        '<img srcset="/media/images/1-abc-3x2-320.jpg 320w, /media/images/1-abc-3x2-640.jpg 640w">'
        '<meta content="https://gazette.example/media/images/1-abc-16x9-1280.jpg"><use href="/static/i.svg#home"/>'
        "<p>https://elsewhere.example/static/no.css</p>"
    )
    assert set(references("text/html", "/sport/", html, ORIGIN)) == {
        "/news/a b/",
        "/about/",
        "/sport/next/",
        "/media/images/1-abc-3x2-320.jpg",
        "/media/images/1-abc-3x2-640.jpg",
        "/media/images/1-abc-16x9-1280.jpg",
        "/static/i.svg",
    }


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        (
            "text/css",
            "a{background:url(../b.svg)}@font-face{src:url('f.woff2')}",
            {"/static/b.svg", "/static/c/f.woff2"},
        ),
        ("text/css", 'a{b:url("data:image/png;base64,xx")}', set()),
        ("text/javascript", 'import {a} from "./d.js"; const b = "/files/no"', {"/static/c/d.js"}),
        ("application/rss+xml", f"<link>{ORIGIN}/news/</link><link>https://a.example/</link>", {"/news/"}),
    ],
)
def test_a_file_names_what_it_needs(kind: str, text: str, named: set[str]) -> None:
    assert set(references(kind, "/static/c/a", text, ORIGIN)) == named


def test_a_copy_can_have_an_address_of_its_own() -> None:
    text = f'href="{ORIGIN}/a/" {ORIGIN}" {ORIGIN}.evil.example share?url=https%3A%2F%2Fgazette.example%2Fa'
    assert moved_to(ORIGIN, "http://b.test", text) == (
        f'href="http://b.test/a/" http://b.test" {ORIGIN}.evil.example share?url=http%3A%2F%2Fb.test%2Fa'
    )


# With a paper


@pytest.fixture
def styles() -> Iterator[None]:
    """The static files of what readers get where `collect` would have put them."""
    place = settings.PAPER.static
    for app in (broadsheet.reader, broadsheet.feeds):
        shutil.copytree(Path(app.__file__).parent / "static", place, dirs_exist_ok=True)
    yield
    shutil.rmtree(place)


@pytest.fixture
def export(front: Page, styles: None, tmp_path: Path) -> Iterator[Export]:
    """Copies the paper into tmp_path/copy, from a press of the test's own."""
    with closing(EmbeddedStore(tmp_path / "press.sqlite3")) as store:
        press = OpenedPress(settings.PAPER, store, outbox)

        def run(**options: Any) -> Copied:
            return copy_site(press, tmp_path / "copy", lambda *_: None, **options)

        yield run


@pytest.fixture
def small_photo(db: None) -> Photo:
    """So small that each shape has one width."""
    buffer = BytesIO()
    Image.new("RGB", (100, 70), "#8a1f11").save(buffer, "JPEG")
    return Photo.objects.create(title="A quay", file=ImageFile(BytesIO(buffer.getvalue()), "quay.jpg"))


@pytest.fixture
def copied(
    export: Export, make_story: MakeStory, small_photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The copy of a paper with something of everything."""
    tides = File.objects.create(title="Tide table", file=ContentFile(b"%PDF-1.4 tides", "tides.pdf"))
    picture = {"photo": small_photo, "caption": "", "alt": "", "size": "text"}
    body = [("file", {"document": tides, "title": ""}), ("picture", picture)]
    make_story("The ferry sails", lead_picture=small_photo, topics=["Ferry"], minutes_ago=5, body=body)
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(4):
        make_story(f"Match {number}", minutes_ago=100 + number)
    told = export(is_gzipped=True)
    assert (told.dead.named, told.failed.named, told.closed.named) == ([], [], [])
    return tmp_path / "copy"


def test_any_file_server_serves_the_whole_paper(copied: Path, tmp_path: Path, client: Client) -> None:
    lists_of_it = {"/news/page/1/", "/lite/news/page/1/", "/topic/ferry/", "/archive/", "/menu/"}
    found = {"/", "/news/", "/news/the-ferry-sails/", "/feed/", "/topic/ferry/feed/", "/paper.css"} | lists_of_it
    with by_python(copied) as port:
        seen = crawl(port)
        assert found <= seen.keys()
        assert any(path.startswith("/media/images/") and path.endswith(".avif") for path in seen)
        assert any(path.endswith(".woff2") for path in seen)
        assert [body for path, body in seen.items() if re.search(r"/tides[^/]*\.pdf$", path)] == [b"%PDF-1.4 tides"]
        for path in ("/news/the-ferry-sails/", "/lite/news/page/1/"):
            assert seen[path].decode() == without_the_running_parts(client.get(path).content.decode())
        assert seen["/feed/"].decode() == without_the_hub(client.get("/feed/").content.decode())
        assert not [path for path, body in seen.items() if path.endswith("feed/json/") and b"hubs" in body]
    with by_nginx(copied, tmp_path) as port:
        assert crawl(port) == seen


def test_compressed_twins_hold_the_same(copied: Path) -> None:
    pages = list(copied.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        assert gzip.decompress(Path(f"{page}.gz").read_bytes()) == page.read_bytes()
    assert not list(copied.rglob("*.jpg.gz"))


def test_no_page_of_the_copy_has_a_search_or_a_form(copied: Path) -> None:
    texts = [page.read_text() for page in copied.rglob("*.html") if page.parent.name != "search"]
    assert not [text for text in texts if "<form" in text or "/search/" in text or "search.js" in text]
    assert 'url=/archive/"' in (copied / "search" / "index.html").read_text()
    assert "not in the paper" in (copied / "404.html").read_text()


def test_what_is_not_for_everybody_is_not_in_it(
    export: Export, make_story: MakeStory, make_section: Callable[..., Section], front: Page, tmp_path: Path
) -> None:
    make_story("Unfinished secret one", live=False)
    for kind in ("password", "login"):
        story = make_story(f"Behind a {kind} secret")
        PageViewRestriction.objects.create(page=story, restriction_type=kind, password="low tide")
    closed = make_section("Secret section")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    make_story("Inside it, secret", section=closed)
    front.add_child(instance=ContactPage(title="Write to us", introduction="<p>Do.</p>"))
    told = export()
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert not [path for path in files if b"ecret" in path.read_bytes() or "ecret" in str(path)]
    assert told.closed.count >= 4
    assert {"/write-to-us/", "/lite/write-to-us/"} <= set(told.formless.named)


def test_a_second_run_writes_what_changed_and_takes_away_what_is_gone(
    export: Export, make_story: MakeStory, tmp_path: Path
) -> None:
    going, staying = make_story("Going", minutes_ago=9000), make_story("Staying", minutes_ago=20000)
    assert export().removed == 0
    page = tmp_path / "copy" / "news" / "staying" / "index.html"
    before = page.stat().st_mtime_ns
    again = export()
    assert (again.written, again.removed) == (0, 0)
    (tmp_path / "copy" / "CNAME").write_text("gazette.example")
    going.unpublish()
    told = export()
    assert told.written > 0
    assert told.removed >= 2
    assert not (tmp_path / "copy" / "news" / "going").exists()
    assert staying.live
    assert page.exists()
    assert page.stat().st_mtime_ns >= before
    assert (tmp_path / "copy" / "CNAME").exists()


def test_old_addresses_lead_on(export: Export, make_story: MakeStory, tmp_path: Path) -> None:
    story, hidden = make_story("The ferry sails"), make_story("Unfinished", live=False)
    for old, fields in {
        "/2009/ferry": {"redirect_page": story},
        "/2009/ferry.html": {"redirect_link": "/news/the-ferry-sails/"},
        "/away": {"redirect_link": "https://other.example/?a=1&b=2"},
        "/?p=12": {"redirect_page": story},
        "/unfinished": {"redirect_page": hidden},
        "/nowhere": {"redirect_link": "/no/such/page/"},
        "/news": {"redirect_link": "https://other.example/"},
    }.items():
        Redirect.objects.create(old_path=old, **fields)
    told = export().redirects
    copy = tmp_path / "copy"
    assert (told.made, told.numbered, told.nowhere) == (5, 1, 2)
    for old in ("2009/ferry/index.html", "2009/ferry.html"):
        assert 'content="0; url=/news/the-ferry-sails/"' in (copy / old).read_text()
    assert 'href="https://other.example/?a=1&amp;b=2"' in (copy / "away" / "index.html").read_text()
    assert "<main" in (copy / "news" / "index.html").read_text()
    assert "/2009/ferry /news/the-ferry-sails/ 301\n" in (copy / "_redirects").read_text()
    assert '"/2009/ferry/" "/news/the-ferry-sails/";\n' in (copy / "_redirects.map").read_text()


def test_a_copy_for_another_address_names_that_one(export: Export, tmp_path: Path) -> None:
    export(base="https://old.gazette.example/")
    text = (tmp_path / "copy" / "news" / "index.html").read_text()
    assert '<link rel="canonical" href="https://old.gazette.example/news/">' in text
    assert settings.PAPER.address not in text + (tmp_path / "copy" / "feed" / "index.html").read_text()


def test_a_folder_that_holds_anything_else_is_refused(tmp_path: Path, export: Export) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "thesis.txt").write_text("Chapter 1")
    with pytest.raises(PaperError, match="holds something that is no static copy"):
        export()
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["thesis.txt"]


# Served


@contextmanager
def by_python(folder: Path) -> Iterator[int]:
    """Python's own file server, quietly."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def by_nginx(folder: Path, workplace: Path) -> Iterator[int]:
    """nginx with nothing but a root, and the copy's own map of redirects."""
    port = free_port()
    (workplace / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {workplace}/nginx.pid; error_log stderr;"
        " events {} http { access_log off;"
        + "".join(
            f"{kind}_temp_path {workplace}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f" map_hash_bucket_size 256; map $uri $elsewhere {{ include {folder}/_redirects.map; }}"
        f" server {{ listen 127.0.0.1:{port}; root {folder}; error_page 404 /404.html;"
        " if ($elsewhere) { return 301 $elsewhere; } } }"
    )
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert program, "nginx is missing: run tools/install_system.sh"
    with (workplace / "nginx.log").open("wb") as log:
        process = subprocess.Popen([program, "-p", str(workplace), "-c", str(workplace / "nginx.conf")], stderr=log)
    try:
        wait_until(lambda: _listens(port), "nginx listens")
        yield port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def crawl(port: int) -> dict[str, bytes]:
    """Everything reachable from the front: every link and everything loaded must be there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    waiting, seen = ["/"], dict[str, bytes]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        connection.request("GET", quote(path))
        answer = connection.getresponse()
        seen[path] = answer.read()
        assert answer.status == 200, f"{path} answers {answer.status}"
        kind = "text/css" if path.endswith(".css") else "text/html" if path.endswith("/") else ""
        if kind:
            waiting += references(kind, path, seen[path].decode(), settings.PAPER.address)
    connection.close()
    return seen
