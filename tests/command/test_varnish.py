"""deploy/varnish.vcl, run as it is but for the paper's port, in front of a small paper that purges it."""

from __future__ import annotations

import http.client
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn.base import Cdn
from broadsheet.press.cdn.kinds import open_cdn
from broadsheet.press.cdn.purger import Purger, Timing
from broadsheet.press.cdn.tags import tag
from tests.command.proxied import HOST, Answer, SmallPaper, WebServer, started, substituted
from tests.command.running import environment, free_port, wait_until
from tests.house_rules.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("varnish")]
VCL = ROOT / "deploy" / "varnish.vcl"


@dataclass
class Varnish:
    server: WebServer
    cdn: Cdn

    @property
    def paper(self) -> SmallPaper:
        return self.server.paper

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        connection.request("GET", path, headers={"Host": HOST, **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def asked(self, path: str) -> int:
        """How often the paper was asked for a page."""
        return sum(asked == path for method, asked, _headers in self.paper.asked if method == "GET")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    folder = tmp_path_factory.mktemp("varnish")
    server = WebServer(folder / "paper", SmallPaper(free_port()))
    vcl = substituted(VCL.read_text(), {'"8000"': f'"{server.paper.port}"'})
    (folder / "paper.vcl").write_text(vcl)
    folder.chmod(0o755)
    program = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert program, "varnishd is missing: run tools/install_system.sh"
    command = [program, "-F", "-n", str(folder / "work"), "-j", "none", "-a", f"127.0.0.1:{server.port}"]
    command += ["-f", str(folder / "paper.vcl"), "-s", "malloc,32m", "-p", "thread_pool_min=10"]
    with started(command, server, folder / "varnish.log", environment()):
        yield server


@pytest.fixture
def varnish(running: WebServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Varnish]:
    """A paper behind Varnish; what is kept of another test has been purged."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    keys = CdnKeys(kind="varnish", urls=(f"http://127.0.0.1:{running.port}",))
    made = Varnish(running, open_cdn(keys, f"https://{HOST}"))
    running.paper.stop()
    running.paper = SmallPaper(running.paper.port, headers=made.cdn.headers_for(["story:17"], ["piece:latest"])).start()
    wait_until(lambda: made.get("/probe/", Cookie="sessionid=x").status == 200, "the paper is seen to be well")
    made.cdn.purge_tags([tag("*")], takedown=True)
    yield made
    running.paper.stop()


def purged(varnish: Varnish, *keys: str, takedown: bool = False) -> None:
    purger = Purger(varnish.cdn, Timing(gather=0))
    purger.purge(keys, takedown=takedown)
    purger.close()
    assert purger.status().error == ""


def test_a_page_is_kept_and_readers_see_none_of_what_varnish_is_told(varnish: Varnish) -> None:
    for _again in range(3):
        answer = varnish.get("/a/")
    assert (answer.status, answer.text, varnish.asked("/a/")) == (200, "first", 1)
    assert answer.headers["Cache-Control"] == "max-age=0, s-maxage=1, stale-if-error=60"
    assert not {"Surrogate-Control", "xkey"} & set(answer.headers)
    time.sleep(2.1)  # longer than Cache-Control allows others
    varnish.get("/a/")
    assert varnish.asked("/a/") == 1


def test_a_change_is_seen_after_a_purge_of_one_of_the_pages_keys(varnish: Varnish) -> None:
    varnish.get("/b/")
    varnish.paper.text = "second"
    purged(varnish, "story:18")
    assert varnish.get("/b/").text == "first"
    purged(varnish, "story:17")
    wait_until(lambda: varnish.get("/b/").text == "second", "the new page is seen", seconds=5)


def test_a_takedown_is_never_shown_again_even_where_only_a_piece_showed_it(varnish: Varnish) -> None:
    varnish.get("/c/")
    varnish.paper.text = "second"
    purged(varnish, "card:9")
    assert varnish.get("/c/").text == "first"
    purged(varnish, "card:9", takedown=True)
    varnish.paper.stop()
    assert varnish.get("/c/").status == 503


def test_an_address_can_be_purged(varnish: Varnish) -> None:
    varnish.get("/d/?y=1")
    varnish.paper.text = "second"
    varnish.cdn.purge_addresses([varnish.cdn.address_of("/d/?y=1")], takedown=True)
    assert varnish.get("/d/?y=1").text == "second"


def test_a_page_is_shown_while_the_paper_is_down_even_after_a_change(varnish: Varnish) -> None:
    varnish.get("/e/")
    varnish.paper.stop()
    purged(varnish, "story:17")
    wait_until(lambda: varnish.get("/never-seen/").status == 503, "Varnish sees that the paper is down")
    time.sleep(3)
    assert varnish.get("/e/").text == "first"


def test_the_desk_and_who_is_logged_in_are_answered_by_the_paper(varnish: Varnish) -> None:
    for path, headers in (("/desk/x/", {}), ("/f/", {"Cookie": "a=b; sessionid=x"}), ("/f/", {"Authorization": "x"})):
        before = varnish.asked(path)
        for _again in range(2):
            varnish.get(path, **headers)
        assert varnish.asked(path) == before + 2


@pytest.mark.parametrize("headers", [[], [("Cache-Control", "private")], [("Cache-Control", "no-store")]], ids=str)
def test_what_the_paper_does_not_offer_is_not_kept(headers: list[tuple[str, str]], varnish: Varnish) -> None:
    varnish.paper.headers = headers
    path = f"/g/{len(str(headers))}/"
    for _again in range(3):
        varnish.get(path)
    assert varnish.asked(path) == 3
