"""Every feed of a whole paper is valid: the demo, and WordPress's own test archive once it has moved in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import etree

from broadsheet.demo.loader import load_demo
from broadsheet.ingest.runs import import_wordpress
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON
from broadsheet.newsroom.models import ListBound, ListEntry
from tests.feeds.asking import Asked, ask
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, needs_inputs


def lists_of(client: Client) -> list[str]:
    """The address of everything that has a feed."""
    root = etree.fromstring(client.get("/feeds.opml").content)
    addresses = [one.get("htmlUrl", "") for one in root.iter("outline") if one.get("htmlUrl")]
    return [address.removeprefix("http://testserver") for address in addresses]


def every_feed(client: Client) -> Iterator[Asked]:
    """Every list's feed in each format, and the older pages of the paper's."""
    for address in lists_of(client):
        yield from (ask(client, address, form) for form in FORMATS)
    for number in ListBound.objects.filter(list_key="paper").values_list("number", flat=True):
        yield from (ask(client, "/", form, number) for form in FORMATS)


def stories_in_archive(client: Client) -> int:
    """How many stories one gets by following the paper's feed to its end."""
    feed, found = ask(client, "/", JSON).parsed, []
    while True:
        found += [item["id"] for item in feed["items"]]
        if "next_url" not in feed:
            return len(set(found))
        feed = client.get(feed["next_url"]).json()


def mistakes(client: Client) -> dict[str, list[str]]:
    return {feed.headers["Link"]: found for feed in every_feed(client) if (found := feed.mistakes())}


def test_every_feed_of_the_demo_is_valid(client: Client, front: object) -> None:
    load_demo()
    assert len(lists_of(client)) > 30
    assert mistakes(client) == {}
    assert stories_in_archive(client) == ListEntry.objects.filter(list_key="paper").count()


@needs_inputs
@pytest.mark.parametrize("archive", [THEME_TEST, BLOCK_TEST], ids=["theme-test", "block-test"])
def test_every_feed_of_an_imported_archive_is_valid(client: Client, front: object, archive: object) -> None:
    import_wordpress(archive)
    assert ListEntry.objects.filter(list_key="paper").count() > 20
    assert ask(client, "/", ATOM).parsed.entries
    assert mistakes(client) == {}
    assert stories_in_archive(client) == ListEntry.objects.filter(list_key="paper").count()
