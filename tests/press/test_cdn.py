"""What every CDN is told with a page, and how each is told to forget one."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn import calling
from broadsheet.press.cdn.base import Cdn
from broadsheet.press.cdn.calling import CdnError
from broadsheet.press.cdn.kinds import KINDS, open_cdn
from broadsheet.press.cdn.tags import MOST_TAGS, tag, tags_shown, tags_to_purge
from tests.press.cdn_server import SITE, TOKEN, CdnServer, cdn_server

SERVICES = sorted(set(KINDS) - {"none"})
TAG_HEADERS = ("Surrogate-Key", "Cache-Tag", "xkey")
LIFE_HEADERS = ("Surrogate-Control", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CdnServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with cdn_server() as running:
        yield running


def tags_in(cdn: Cdn, keys: list[str], pieces: list[str]) -> set[str]:
    values = [value for name, value in cdn.headers_for(keys, pieces) if name in TAG_HEADERS]
    assert values
    assert len({frozenset(value.replace(",", " ").split()) for value in values}) == 1
    return set(values[0].replace(",", " ").split())


# Tags


def test_a_tag_is_eight_characters_that_any_service_takes() -> None:
    tags = {tag(f"story:{number}") for number in range(20_000)}
    assert len(tags) == 20_000
    assert {len(one) for one in tags} == {8}
    assert all(one.isascii() and one.isalnum() and one == one.lower() for one in tags)


def test_a_tag_is_the_same_in_every_process() -> None:
    assert tag("story:17") == "okhcsq5t"


def test_a_page_is_purged_by_each_of_its_own_keys() -> None:
    page = set(tags_shown(["story:17", "author:4", "list:section-2:head", "piece:latest"]))
    for key in ("story:17", "author:4", "list:section-2:head", "piece:latest", "*"):
        assert page & tags_to_purge([key]), key
    assert not page & tags_to_purge(["story:18", "author:5"])


def test_a_takedown_purges_every_page_since_a_piece_may_have_shown_it_on_any() -> None:
    page = set(tags_shown(["story:17", "piece:latest"]))
    assert not page & tags_to_purge(["card:9"])
    assert page & tags_to_purge(["card:9"], takedown=True)
    assert tags_to_purge([], takedown=True) == set()


def test_a_picture_is_purged_with_its_own_photo_and_no_other() -> None:
    picture = {tag("photo:9")}
    for takedown in (True, False):
        assert picture & tags_to_purge(["photo:9"], takedown)
        assert not picture & tags_to_purge(["photo:8", "story:9"], takedown)


def test_a_page_with_150_keys_names_each() -> None:
    keys = [f"card:{number}" for number in range(150)]
    page = tags_shown(keys)
    assert len(page) == 151
    assert len(" ".join(page)) < 8192


def test_a_page_with_too_many_keys_is_purged_by_each_of_them_all_the_same() -> None:
    keys = ["story:17", "menu", *(f"card:{number}" for number in range(3000)), *(f"photo:{n}" for n in range(399))]
    page = set(tags_shown(keys))
    assert len(page) <= MOST_TAGS
    for key in (*keys[:40], *keys[-40:]):
        assert page & tags_to_purge([key]), key
    assert not page & tags_to_purge(["story:18", "author:1"])


def test_a_page_whose_cards_are_folded_keeps_what_is_its_own() -> None:
    page = tags_shown([f"card:{number}" for number in range(MOST_TAGS + 50)] + ["story:17"])
    assert tag("story:17") in page
    assert len(page) == 3


def test_every_page_is_purged_with_everything() -> None:
    assert set(tags_shown([])) == tags_to_purge(["*"]) == tags_to_purge(["*"], takedown=True)


# With each page


def test_without_a_cdn_a_page_carries_no_tags_and_is_asked_for_each_time() -> None:
    assert open_cdn(CdnKeys(), SITE).headers_for(["story:17"], ["piece:latest"]) == [
        ("Cache-Control", "max-age=0, s-maxage=1, stale-if-error=60")
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_picture_is_kept_for_a_year_under_its_photos_tag(kind: str) -> None:
    headers = dict(open_cdn(CdnKeys(kind=kind), SITE).headers_of_picture("photo:9"))
    assert headers.pop("Cache-Control") == "public, max-age=31536000, immutable"
    assert set(headers.values()) == ({tag("photo:9")} if kind != "none" else set())
    assert set(headers) <= set(TAG_HEADERS)


@pytest.mark.parametrize("kind", SERVICES)
def test_the_cdn_keeps_a_page_longer_than_anybody_else(kind: str, server: CdnServer) -> None:
    cdn = server.opened(kind, s_maxage=120, stale_while_revalidate=7, stale_if_error=900)
    headers = cdn.headers_for(["story:17"])
    assert dict(headers)["Cache-Control"] == "max-age=0, s-maxage=1, stale-if-error=60"
    lives = {value for name, value in headers if name in LIFE_HEADERS}
    assert lives == {"max-age=120, stale-while-revalidate=7, stale-if-error=900"}
    assert cdn.longest_life == 1027


@pytest.mark.parametrize("kind", SERVICES)
def test_a_page_carries_the_tags_it_is_purged_by(kind: str, server: CdnServer) -> None:
    cdn = server.opened(kind)
    assert tags_in(cdn, ["story:17", "author:4"], ["piece:latest"]) == set(
        tags_shown(["story:17", "author:4", "piece:latest"])
    )


@pytest.mark.parametrize("kind", SERVICES)
def test_the_headers_of_the_fullest_page_stay_under_eight_kilobytes(kind: str, server: CdnServer) -> None:
    keys = [f"{kind_of_key}:{number}" for kind_of_key in ("card", "photo", "author", "topic") for number in range(99)]
    headers = server.opened(kind).headers_for(keys, ["piece:latest"])
    assert sum(len(name) + len(value) + 4 for name, value in headers) < 8192


def test_a_stamp_tells_when_kept_pages_carry_other_headers_than_they_should() -> None:
    made = [CdnKeys(kind=kind, s_maxage=life) for kind in KINDS for life in (60, 90)]
    stamps = [open_cdn(keys, SITE).stamp for keys in made]
    assert len(set(stamps)) == len(stamps) - 1  # without a CDN its life is nothing to a page
    assert open_cdn(CdnKeys(kind="fastly", token="a"), SITE).stamp == open_cdn(CdnKeys(kind="fastly"), SITE).stamp


# Purging


@pytest.mark.parametrize("kind", SERVICES)
@pytest.mark.parametrize("takedown", [False, True])
def test_tags_are_purged_in_one_call(kind: str, takedown: bool, server: CdnServer) -> None:
    cdn = server.opened(kind)
    wanted = sorted(tag(f"story:{number}") for number in range(cdn.tags_per_call))
    cdn.purge_tags(wanted, takedown)
    (call,) = server.calls
    assert sorted(call.tags) == wanted


@pytest.mark.parametrize("kind", SERVICES)
def test_addresses_are_purged(kind: str, server: CdnServer) -> None:
    cdn = server.opened(kind)
    address = cdn.address_of("/media/images/harbour öl.avif?x=1")
    assert address == f"{SITE}/media/images/harbour%20%C3%B6l.avif?x=1"
    cdn.purge_addresses([address], takedown=True)
    (call,) = server.calls
    assert "/media/images/harbour%20%C3%B6l.avif?x=1" in call.path + call.text
    assert "gazette.example" in call.path + call.text + call.headers["Host"]


@pytest.mark.parametrize("kind", SERVICES)
@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_refusal_is_told_without_the_token(kind: str, status: int, server: CdnServer) -> None:
    server.answers = [status] * 2
    server.headers = {"Retry-After": "7"}
    cdn = server.opened(kind)
    for purge in (cdn.purge_tags, cdn.purge_addresses):
        with pytest.raises(CdnError, match=str(status)) as refusal:
            purge([f"{SITE}/x"], False)
        assert TOKEN not in str(refusal.value)
        assert refusal.value.wait == 7


@pytest.mark.parametrize("kind", SERVICES)
def test_a_redirect_is_not_followed_with_the_token(kind: str, server: CdnServer) -> None:
    server.answers = [302]
    server.headers = {"Location": f"{server.url}/elsewhere"}
    with pytest.raises(CdnError, match="302"):
        server.opened(kind).purge_tags(["a"], False)
    assert len(server.calls) == 1


@pytest.mark.parametrize("kind", SERVICES)
def test_a_cdn_that_is_away_is_told_in_a_few_words(kind: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        cdn = open_cdn(CdnKeys(kind=kind, urls=(url,), zone="abc", token=TOKEN), SITE)
        with pytest.raises(CdnError, match="cannot be reached"):
            cdn.purge_tags(["a"], False)


@pytest.mark.parametrize("kind", SERVICES)
def test_a_cdn_that_never_answers_is_left(kind: str, server: CdnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "TIMEOUT_SECONDS", 0.2)
    server.gate.clear()
    with pytest.raises(CdnError):
        server.opened(kind).purge_tags(["a"], False)


@pytest.mark.parametrize("kind", ["webhook", "fastly", "cloudflare"])
def test_a_token_that_no_header_can_hold_is_not_told_either(kind: str, server: CdnServer) -> None:
    cdn = open_cdn(CdnKeys(kind=kind, urls=(server.url,), zone="abc", token="only\nfor-purges"), SITE)
    with pytest.raises(CdnError, match="odd characters") as refusal:
        cdn.purge_tags(["a"], False)
    assert "purges" not in str(refusal.value)


@pytest.mark.parametrize("kind", ["webhook", "varnish"])
def test_every_server_is_told_though_one_is_away(kind: str, server: CdnServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        urls = (f"http://127.0.0.1:{taken.getsockname()[1]}", server.url)
        with pytest.raises(CdnError):
            open_cdn(CdnKeys(kind=kind, urls=urls), SITE).purge_tags(["a"], False)
    assert server.tags == ["a"]


# As each service wants it


def test_the_webhook_gets_tags_addresses_and_a_bearer_token(server: CdnServer) -> None:
    cdn = server.opened("webhook")
    cdn.purge_tags(["a", "b"], True)
    cdn.purge_addresses([f"{SITE}/x/"], False)
    assert [(call.method, call.body) for call in server.calls] == [
        ("POST", {"tags": ["a", "b"], "addresses": [], "takedown": True}),
        ("POST", {"tags": [], "addresses": [f"{SITE}/x/"], "takedown": False}),
    ]
    assert {call.headers["Authorization"] for call in server.calls} == {f"Bearer {TOKEN}"}


def test_fastly_is_purged_softly_unless_something_was_taken_down(server: CdnServer) -> None:
    cdn = server.opened("fastly")
    cdn.purge_tags(["a", "b"], False)
    cdn.purge_tags(["a"], True)
    cdn.purge_addresses([f"{SITE}/x/"], True)
    assert [(call.method, call.path, call.body) for call in server.calls] == [
        ("POST", "/service/abc/purge", {"surrogate_keys": ["a", "b"]}),
        ("POST", "/service/abc/purge", {"surrogate_keys": ["a"]}),
        ("POST", "/purge/gazette.example/x/", None),
    ]
    assert [call.headers.get("Fastly-Soft-Purge") for call in server.calls] == ["1", None, None]
    assert {call.headers["Fastly-Key"] for call in server.calls} == {TOKEN}


def test_cloudflare_is_asked_by_tag_and_by_file(server: CdnServer) -> None:
    cdn = server.opened("cloudflare")
    cdn.purge_tags(["a", "b"], False)
    cdn.purge_addresses([f"{SITE}/x/"], True)
    assert [(call.path, call.body) for call in server.calls] == [
        ("/zones/abc/purge_cache", {"tags": ["a", "b"]}),
        ("/zones/abc/purge_cache", {"files": [f"{SITE}/x/"]}),
    ]
    assert {call.headers["Authorization"] for call in server.calls} == {f"Bearer {TOKEN}"}


def test_what_cloudflare_refuses_with_200_is_refused(server: CdnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    cdn = server.opened("cloudflare")
    server.answers = [201]
    with pytest.raises(CdnError, match="bad day"):
        cdn.purge_tags(["a"], False)
    monkeypatch.setattr("broadsheet.press.cdn.cloudflare.call", lambda *_arguments: b"<html>")
    with pytest.raises(CdnError, match="no JSON"):
        cdn.purge_tags(["a"], False)


def test_varnish_is_purged_by_xkey_and_by_address(server: CdnServer) -> None:
    cdn = server.opened("varnish")
    cdn.purge_tags(["a", "b"], False)
    cdn.purge_tags(["a"], True)
    cdn.purge_addresses([f"{SITE}/x/?y=1"], True)
    soft, hard, address = server.calls
    assert (soft.method, soft.headers["xkey-softpurge"]) == ("PURGEKEYS", "a b")
    assert (hard.method, hard.headers["xkey-purge"]) == ("PURGEKEYS", "a")
    assert (address.method, address.path) == ("PURGE", "/x/?y=1")
    assert {call.headers["Host"] for call in server.calls} == {"gazette.example"}


@pytest.mark.parametrize(("kind", "host"), [("fastly", "api.fastly.com"), ("cloudflare", "api.cloudflare.com")])
def test_a_service_is_called_at_its_own_address_unless_another_is_named(
    kind: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(
        f"broadsheet.press.cdn.{kind}.call",
        lambda method, url, headers, document=None: called.append(url) or b'{"success": true}',
    )
    open_cdn(CdnKeys(kind=kind, zone="abc", token=TOKEN), SITE).purge_tags(["a"], False)
    assert called[0].startswith(f"https://{host}/")
