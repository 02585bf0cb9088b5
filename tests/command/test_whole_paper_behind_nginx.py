"""A paper as `serve` runs it, with nginx before it as deploy/nginx.conf says: what readers are given, and how soon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command.nginx_running import nginx_before
from tests.command.proxied import SmallPaper, WebServer
from tests.command.running import Served, broadsheet, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nginx")]
GZIP = "gzip, deflate, br"
TITLE = "The ferry is late"
FIND = f"from broadsheet.newsroom.models import Story; s = Story.objects.get(title__startswith={TITLE!r})"
PUBLISH = """
from broadsheet.newsroom.models import Section, Story
s = Section.objects.first().add_child(instance=Story(title={title!r}, slug="ferry"))
s.save_revision().publish()
"""


def at_the_desk(paper: Path, script: str) -> None:
    done = broadsheet("manage", "-p", paper, "shell", "-c", script)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def site(paper: Path, serve: Callable[..., Served]) -> Iterator[WebServer]:
    """nginx on the paper's own name, and the paper served as it is run behind nginx."""
    text = (paper / "broadsheet.toml").read_text()
    (paper / "broadsheet.toml").write_text(text.replace("http://localhost:8000", "https://gazette.example"))
    at_the_desk(paper, PUBLISH.format(title=TITLE))
    served = serve(paper).is_ready()
    with nginx_before(WebServer(paper, SmallPaper(served.port))) as server:
        yield server


def test_readers_behind_nginx_get_what_the_paper_says_and_see_changes_at_once(site: WebServer, paper: Path) -> None:
    assert site.get_plain("/news/ferry/").headers["Location"] == "https://gazette.example/news/ferry/"
    wait_until(lambda: site.get("/news/ferry/").headers["ETag"], "the story is pressed")
    story = site.get("/news/ferry/", Accept_Encoding=GZIP)
    assert (story.status, story.headers["Content-Encoding"], TITLE in story.text) == (200, "gzip", True)
    assert site.get("/news/ferry/").text == story.text
    assert "Set-Cookie" not in story.headers
    assert "unsafe-inline" not in story.headers["Content-Security-Policy"]
    unchanged = site.get("/news/ferry/", Accept_Encoding=GZIP, If_None_Match=story.headers["ETag"])
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert TITLE in site.get("/").text
    assert site.get("/desk/").status == 302
    assert site.get("/news/nothing-here/").status == 404

    at_the_desk(paper, f"{FIND}; s.title += ' again'; s.save_revision().publish()")
    for path in ("/news/ferry/", "/", "/lite/news/ferry/"):
        wait_until(lambda path=path: f"{TITLE} again" in site.get(path).text, f"{path} shows it", seconds=5)

    at_the_desk(paper, f"{FIND}; s.unpublish()")
    time.sleep(1)
    answer = site.get("/news/ferry/")
    assert (answer.status, TITLE in answer.text) == (404, False)
    assert TITLE not in site.get("/").text
