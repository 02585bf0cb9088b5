"""Every feed of a paper, held to what feeds must be."""

from collections.abc import Iterator

from django.test import Client
from lxml import etree

from broadsheet.newsroom.feed_addresses import FORMATS, JSON
from broadsheet.newsroom.models import ListBound, ListEntry
from tests.feeds.asking import Asked, ask


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


def judge_feeds(client: Client) -> None:
    """Each is valid, and whoever follows the paper's to its end gets every story once."""
    mistakes = {feed.headers["Link"]: found for feed in every_feed(client) if (found := feed.mistakes())}
    assert mistakes == {}
    assert stories_in_archive(client) == ListEntry.objects.filter(list_key="paper").count()
