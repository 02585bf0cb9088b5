"""Archived feeds (RFC 5005 section 4): from the head one gets to every story, and no older page ever shifts."""

import pytest
from django.utils import timezone

from broadsheet.feeds import views
from broadsheet.fronts.models import Package
from broadsheet.newsroom import lists
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON, RSS
from tests.feeds.asking import ask

HISTORY = "{http://purl.org/syndication/history/1.0}archive"
COMPLETE = "{http://purl.org/syndication/history/1.0}complete"


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)


@pytest.fixture
def matches(make_story, sport):
    """Nine stories of a section, published one after the other: pages of two, and three on the head."""
    return [make_story(f"Match {number}", section=sport, minutes_ago=60 * number + 60) for number in reversed(range(9))]


def links(feed):
    return {link.get("rel"): link.get("href") for link in feed.tree.iter("{http://www.w3.org/2005/Atom}link")}


def titles(feed):
    if feed.form is JSON:
        return [item["title"] for item in feed.parsed["items"]]
    return [entry.title for entry in feed.parsed.entries]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_following_the_older_pages_finds_every_story_once(client, matches, sport, form):
    found, number, feed = [], None, ask(client, sport.address, form)
    while True:
        assert feed.mistakes() == []
        found += titles(feed)
        older = feed.parsed.get("next_url") if form is JSON else links(feed).get("prev-archive")
        if older is None:
            break
        assert number is None or older == f"http://testserver{form.address('/sport/', number - 1)}"
        number = int(older.rstrip("/").rpartition("/")[2])
        feed = ask(client, sport.address, form, number)
    assert found == [f"Match {number}" for number in range(9)]
    assert number == 1


@pytest.mark.parametrize("form", [RSS, ATOM], ids=lambda form: form.name)
def test_an_older_page_says_that_it_is_one_and_where_the_newest_are(client, matches, form):
    head, second, newest_old = (ask(client, "/", form, number) for number in (None, 2, 3))
    assert head.tree.find(f".//{HISTORY}") is None
    assert second.tree.find(f".//{HISTORY}") is not None
    base = f"http://testserver{form.address('/')}"
    own = {
        "self": f"{base}page/2/",
        "current": base,
        "prev-archive": f"{base}page/1/",
        "next-archive": f"{base}page/3/",
    }
    assert own.items() <= links(second).items()
    assert "next-archive" not in links(newest_old)
    assert "hub" not in links(second)
    assert "hub" in links(head)
    assert "hub" not in second.headers["Link"]


def test_an_older_page_stays_as_it_is_however_many_follow(client, matches, make_story, sport):
    before = [ask(client, "/", form, 2).body for form in FORMATS]
    for number in range(5):
        make_story(f"New {number}", section=sport)
    assert [ask(client, "/", form, 2).body for form in FORMATS] == before


def test_the_head_and_its_pages_have_one_identifier(client, matches):
    assert ask(client, "/", ATOM).parsed.feed.id == ask(client, "/", ATOM, 1).parsed.feed.id
    assert ask(client, "/", ATOM).parsed.feed.id != ask(client, "/sport/", ATOM).parsed.feed.id


@pytest.mark.parametrize(
    "address", ["/feed/page/99/", "/feed/page/0/", "/feed/page/01/", "/feed/rdf/", "/feed/atom/x/"]
)
def test_a_page_that_is_not_there_is_not_found(client, make_many, address):
    assert client.get(address).status_code == 404


def test_the_date_of_an_older_page_is_that_of_its_stories(client, matches):
    newest = max(entry.updated for entry in ask(client, "/", ATOM, 1).parsed.entries)
    assert ask(client, "/", ATOM, 1).parsed.feed.updated == newest
    assert newest < timezone.now().isoformat()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_search_is_read_page_by_page(client, matches, form, monkeypatch):
    monkeypatch.setattr(views, "MOST_FOUND", 4)
    found, query, seen = [], "?q=match", []
    while query:
        feed = ask(client, "/search/", form, query=query)
        assert feed.mistakes() == []
        found += titles(feed)
        seen.append(query)
        following = feed.parsed.get("next_url") if form is JSON else links(feed).get("next")
        query = f"?{following.partition('?')[2]}" if following else ""
    assert found == [f"Match {number}" for number in range(9)]
    assert seen == ["?q=match", "?q=match&page=2", "?q=match&page=3"]
    if form is not JSON:
        first = f"http://testserver{form.address('/search/')}?q=match"
        own = {"self": f"{first}&page=3", "previous": f"{first}&page=2", "first": first}
        assert own.items() <= links(feed).items()
    address = form.address("/search/")
    assert client.get(f"{address}?q=match&page=4").status_code == 404
    for nonsense in ("0", "-1", "x", "9999", "%00"):
        assert client.get(f"{address}?q=match&page={nonsense}").content == client.get(f"{address}?q=match").content


def test_a_package_that_stands_in_its_feed_whole_says_so(client, front, matches, monkeypatch):
    package = front.add_child(instance=Package(title="The season", topic=None))
    package.chosen = [package.chosen.model(story=story) for story in matches[:3]]
    package.save_revision().publish()
    for form in (RSS, ATOM):
        feed = ask(client, package.address, form)
        assert feed.mistakes() == []
        assert feed.tree.find(f".//{COMPLETE}") is not None
    monkeypatch.setattr(views, "MOST_OF_A_PACKAGE", 2)
    assert ask(client, package.address, RSS).tree.find(f".//{COMPLETE}") is None
