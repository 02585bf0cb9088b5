"""How people and programs find the feeds: in the heads of pages, on a page of their own, in one file."""

import re

import pytest
from lxml import etree

from broadsheet.fronts.models import Package
from broadsheet.newsroom.feed_addresses import FORMATS
from tests.feeds.asking import ask

ALTERNATE = re.compile(r'<link rel="alternate" type="([^"]+)" title="([^"]*)" href="([^"]*)">')


def named(client, address):
    """``[(type, title, address)]`` of the feeds that a page names."""
    kinds = {form.media_type for form in FORMATS}
    return [link for link in ALTERNATE.findall(client.get(address).content.decode()) if link[0] in kinds]


def outlines(client):
    """``{address of the list: address of its feed}`` of the file of all feeds."""
    answer = client.get("/feeds.opml")
    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title")
    found = [one for one in root.iter("outline") if one.get("type")]
    assert all(one.get("type") == "rss" and one.get("text") and one.get("xmlUrl") for one in found)
    return {one.get("htmlUrl"): one.get("xmlUrl") for one in found}


@pytest.fixture
def whole_paper(front, full_story, make_section, sport):
    """A paper with one of everything that can be followed."""
    make_section("Rowing", under=sport)
    front.add_child(instance=Package(title="The ferry question")).save_revision().publish()


def test_a_list_names_its_feed_in_each_format_and_the_papers(client, whole_paper):
    for address in ("/sport/", "/topic/ferry/", "/author/ann-archer/", "/the-ferry-question/"):
        found = [feed[2] for feed in named(client, address)]
        assert found == [*(form.address(address) for form in FORMATS), "/feed/"]


def test_every_other_page_names_the_papers_in_each_format(client, whole_paper):
    for address in ("/", "/sport/the-last-ferry-sails/", "/about/", "/topics/"):
        assert [feed[2] for feed in named(client, address)] == ["/feed/", "/feed/atom/", "/feed/json/"]


def test_a_search_names_the_feed_of_what_it_found(client, whole_paper):
    found = named(client, "/search/?q=ferry&section=sport")
    assert found[0][2] == "/search/feed/?q=ferry&amp;section=sport"
    feed = ask(client, "/search/", query="?q=ferry&section=sport")
    assert [entry.title for entry in feed.parsed.entries] == ["The last ferry sails"]
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert 'rel="hub"' not in feed.headers["Link"]
    assert not ask(client, "/search/", query="?q=nothinglikeit").parsed.entries


def test_a_search_that_was_answered_before_is_answered_briefly(client, whole_paper):
    first = client.get("/search/feed/?q=ferry")
    again = client.get("/search/feed/?q=ferry", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for lie in ('"nothing"', "*garbage*", 'W/"', '"' * 300, "\x7f"):
        assert client.get("/search/feed/?q=ferry", headers={"if-none-match": lie}).content == first.content


def test_the_file_of_all_feeds_has_every_one(client, whole_paper):
    lists = ["/", "/corrections/", "/news/", "/sport/", "/sport/rowing/", "/the-ferry-question/", "/author/ann-archer/"]
    base = "http://testserver"
    topics = ["/topic/ferry/", "/topic/sallow-island/"]
    assert outlines(client) == {f"{base}{one}": f"{base}{one}feed/" for one in [*lists, *topics]}
    for address in outlines(client).values():
        assert client.get(address.removeprefix(base)).status_code == 200


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_the_page_of_feeds_leads_to_every_one_and_is_found_from_any_page(client, whole_paper, edition):
    page = client.get(f"{edition}/feeds/").content.decode()
    for address in outlines(client).values():
        assert f'href="{address.removeprefix("http://testserver")}"' in page
    assert 'href="/feeds.opml"' in page
    assert 'href="/sport/feed/json/"' in page
    assert f'href="{edition}/feeds/"' in client.get(f"{edition}/sport/the-last-ferry-sails/").content.decode()


def test_a_topic_without_stories_is_not_offered(client, whole_paper, full_story):
    full_story.unpublish()
    assert not any("/topic/" in address for address in outlines(client))


def test_a_browser_is_given_what_it_shows_a_feed_by(client, whole_paper):
    feed = ask(client, "/sport/")
    sheets = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', feed.text)
    assert sheets == ["/static/reader/css/reader.css", "/paper.css", "/static/feeds/feed.css"]
    about = feed.tree.find("channel/{http://www.w3.org/1999/xhtml}div")
    assert "This is a feed." in "".join(about.itertext())
    assert about.findtext("{*}code") == "http://testserver/sport/feed/"
    links = [link.get("href") for link in about.iter("{*}a")]
    assert {"http://testserver/sport/", "http://testserver/sport/feed/atom/", "http://testserver/feeds/"} <= set(links)
