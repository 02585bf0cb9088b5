"""Purges are gathered, sent in the background, tried again and repeated; nobody waits for a CDN."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

import pytest

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn import purger as purging
from broadsheet.press.cdn.kinds import open_cdn
from broadsheet.press.cdn.purger import Purger, Timing
from broadsheet.press.cdn.tags import tag, tags_to_purge
from tests.command.running import wait_until
from tests.press.cdn_server import SITE, TOKEN, CdnServer, cdn_server

QUICK = Timing(gather=0.05, repeat_after=0.3, first_pause=0.05, longest_pause=0.2)
ONCE = Timing(gather=0.05, repeat_after=3600, first_pause=0.05, longest_pause=0.2)
Opened = Callable[..., Purger]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CdnServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with cdn_server() as running:
        yield running


@pytest.fixture
def opened(server: CdnServer) -> Iterator[Opened]:
    """Purgers that are closed at the end."""
    made: list[Purger] = []

    def opening(kind: str = "fastly", timing: Timing = ONCE, **more: int) -> Purger:
        made.append(Purger(server.opened(kind, **more), timing))
        return made[-1]

    yield opening
    server.gate.set()
    for purger in made:
        purger.close(timeout=0.5)


def test_a_change_reaches_the_cdn(opened: Opened, server: CdnServer) -> None:
    opened().purge(["story:17", "author:4"])
    wait_until(lambda: server.calls, "the CDN is told")
    assert set(server.tags) == tags_to_purge(["story:17", "author:4"])


def test_a_purge_is_repeated_once(opened: Opened, server: CdnServer) -> None:
    purger = opened(timing=QUICK)
    purger.purge(["story:17"])
    wait_until(lambda: len(server.calls) == 2, "the CDN is told twice")
    time.sleep(0.6)
    assert len(server.calls) == 2
    assert set(server.calls[0].tags) == set(server.calls[1].tags)
    assert purger.status().waiting == 0


def test_purges_close_together_go_in_one_call(opened: Opened, server: CdnServer) -> None:
    purger = opened()
    for number in range(20):
        purger.purge([f"story:{number}", "menu"])
    wait_until(lambda: server.calls, "the CDN is told")
    purger.close()
    assert len(server.calls) == 1
    assert sorted(server.tags) == sorted(tags_to_purge([*(f"story:{number}" for number in range(20)), "menu"]))


@pytest.mark.parametrize("kind", ["fastly", "cloudflare", "varnish", "webhook"])
def test_many_keys_are_cut_to_what_a_call_may_hold(kind: str, opened: Opened, server: CdnServer) -> None:
    purger = opened(kind)
    keys = [f"story:{number}" for number in range(400)]
    purger.purge(keys)
    purger.close(timeout=30)
    assert sorted(server.tags) == sorted(tags_to_purge(keys))
    assert max(len(call.tags) for call in server.calls) == purger.cdn.tags_per_call


def test_asking_never_waits_for_the_cdn(opened: Opened, server: CdnServer) -> None:
    server.gate.clear()
    purger = opened()
    purger.purge(["story:1"], takedown=True)
    wait_until(lambda: server.calls, "a call hangs")
    started = time.thread_time()
    before = time.monotonic()
    for number in range(100):
        purger.purge([f"story:{number}"])
    assert time.monotonic() - before < 1
    assert time.thread_time() - started < 0.5
    assert purger.status().waiting >= 100


def test_what_was_asked_for_during_a_call_is_purged_after_it(opened: Opened, server: CdnServer) -> None:
    server.gate.clear()
    purger = opened()
    purger.purge(["story:1"])
    wait_until(lambda: server.calls, "a call hangs")
    purger.purge(["story:1"])
    server.gate.set()
    wait_until(lambda: len(server.calls) == 2, "it is purged again")


def test_a_takedown_goes_before_what_waits_and_purges_every_page(opened: Opened, server: CdnServer) -> None:
    purger = opened(timing=Timing(gather=60, repeat_after=60))
    purger.purge(["story:1"])
    purger.purge(["card:9"], ["/media/images/x.avif"], takedown=True)
    wait_until(lambda: len(server.calls) == 2, "the takedown is told")
    assert server.calls[0].tags == [tag("*")]
    assert server.calls[1].path == "/purge/gazette.example/media/images/x.avif"
    assert all(call.headers["Fastly-Soft-Purge"] is None for call in server.calls)


def test_a_takedown_stays_one_when_a_change_follows(opened: Opened, server: CdnServer) -> None:
    server.answers = [503]
    purger = opened(timing=Timing(gather=0, repeat_after=60, first_pause=0.3))
    purger.purge(["card:9"], takedown=True)
    wait_until(lambda: purger.status().error, "it failed")
    purger.purge(["*"])
    wait_until(lambda: not purger.status().waiting, "it is told")
    assert [(call.tags, call.headers["Fastly-Soft-Purge"]) for call in server.calls[1:]] == [([tag("*")], None)]


def test_a_failing_cdn_is_logged_once_and_told_all_when_it_is_back(
    opened: Opened, server: CdnServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.answers = [503] * 4
    purger = opened()
    purger.purge(["story:17"])
    wait_until(lambda: purger.status().error, "the failure is known")
    assert "503" in purger.status().error
    assert purger.status().waiting
    assert time.time() - purger.status().failing_since < 60
    wait_until(lambda: not purger.status().waiting, "the CDN is told")
    assert set(server.calls[-1].tags) == tags_to_purge(["story:17"])
    assert (purger.status().error, purger.status().failing_since, purger.status().sent) == ("", 0.0, 1)
    assert time.time() - purger.status().last_success < 60
    lines = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if "does not take" in line] == [
        f"The CDN does not take purges: {server.url.removeprefix('http://')} answered 503 Service Unavailable. "
        "They are kept, and sent once it does."
    ]
    assert len([line for line in lines if "again" in line]) == 1
    assert TOKEN not in caplog.text


def test_the_pauses_grow(opened: Opened, server: CdnServer) -> None:
    server.answers = [500] * 100
    purger = opened(timing=Timing(gather=0, first_pause=0.2, longest_pause=60))
    purger.purge(["story:1"])
    time.sleep(1.2)
    assert 2 <= len(server.calls) <= 4  # at 0, 0.2, 0.6 and 1.4 s


def test_the_cdn_is_left_alone_for_as_long_as_it_says(opened: Opened, server: CdnServer) -> None:
    server.answers = [429]
    server.headers = {"Retry-After": "1"}
    purger = opened()
    before = time.monotonic()
    purger.purge(["story:1"])
    wait_until(lambda: server.calls, "the CDN is told")
    purger.purge(["story:2"], takedown=True)
    wait_until(lambda: not purger.status().waiting, "the CDN is told")
    assert time.monotonic() - before >= 1


def test_a_takedown_is_tried_at_once_while_the_cdn_fails(opened: Opened, server: CdnServer) -> None:
    server.answers = [500]
    purger = opened(timing=Timing(gather=0, first_pause=3600, longest_pause=3600))
    purger.purge(["story:1"])
    wait_until(lambda: purger.status().error, "it failed")
    purger.purge(["story:2"], takedown=True)
    wait_until(lambda: tag("*") in server.tags, "the takedown is told", seconds=5)


def test_one_bad_address_does_not_hold_the_others_up(
    opened: Opened, server: CdnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    purger = opened()
    send = purger.cdn.purge_addresses

    def sending(addresses: list[str], takedown: bool) -> None:
        if addresses[0].endswith("/bad"):
            raise RuntimeError("never seen before")
        send(addresses, takedown)

    monkeypatch.setattr(purger.cdn, "purge_addresses", sending)
    purger.purge([], ["/bad", "/good", "/better"], takedown=True)
    wait_until(lambda: len(server.calls) == 2, "the good ones are told")
    assert purger.status().waiting == 1


def test_what_the_cdn_has_forgotten_by_itself_is_given_up(opened: Opened, server: CdnServer) -> None:
    server.answers = [500] * 100
    purger = opened(s_maxage=1, stale_while_revalidate=0, stale_if_error=0)
    purger.purge(["story:1"])
    wait_until(lambda: server.calls and not purger.status().waiting, "it is given up")


def test_more_than_can_be_remembered_becomes_everything(
    opened: Opened, server: CdnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "MOST_WANTED", 50)
    purger = opened(timing=Timing(gather=0.3))
    purger.purge([f"story:{number}" for number in range(80)])
    purger.close()
    assert server.tags == [tag("*")]


def test_closing_sends_what_waits_and_repeats_nothing(opened: Opened, server: CdnServer) -> None:
    purger = opened(timing=Timing(gather=3600, repeat_after=3600))
    purger.purge(["story:1"])
    purger.close(timeout=10)
    assert len(server.calls) == 1
    purger.purge(["story:2"])
    assert tag("story:2") not in server.tags


def test_closing_does_not_wait_for_a_cdn_that_is_away(
    opened: Opened, server: CdnServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.gate.clear()
    purger = opened()
    purger.purge(["story:1"])
    wait_until(lambda: server.calls, "a call hangs")
    before = time.monotonic()
    purger.close(timeout=0.2)
    assert time.monotonic() - before < 2
    assert "was not told of 2 purges" in caplog.text


def test_without_a_cdn_nothing_is_kept_and_no_thread_runs() -> None:
    purger = Purger(open_cdn(CdnKeys(), SITE))
    purger.purge(["story:1"], ["/x"], takedown=True)
    assert purger.status().waiting == 0
    assert purger._thread is None
    purger.close()


def test_only_tags_and_addresses_go_out(opened: Opened, server: CdnServer) -> None:
    purger = opened("webhook")
    purger.purge(["author:4", "path:/old/secret-plan/"], ["/x/"])
    purger.close()
    sent = [call.body for call in server.calls]
    assert {name for body in sent for name in body} == {"tags", "addresses", "takedown"}
    assert "secret-plan" not in str(sent)
