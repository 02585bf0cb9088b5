"""No feed tells anybody what they may not read, or what is listed nowhere."""

import pytest
from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import Package
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON, RSS
from broadsheet.newsroom.models import Story
from tests.feeds.asking import ask


@pytest.fixture
def restrict():
    """Leaves a page and what lies below it to those who log in."""
    return lambda page: PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


@pytest.fixture
def secret(make_story, make_author, sport, front, correct):
    """A story that stands in every kind of list, with a correction."""
    ann = make_author("Bo Baker")
    story = make_story("The secret crossing", section=sport, authors=[ann], topics=["Ferry"])
    make_story("Nothing to hide", section=sport, authors=[ann], topics=["Ferry"])
    package = front.add_child(instance=Package(title="The ferry question"))
    package.chosen.add(package.chosen.model(story=story))
    package.save_revision().publish()
    return correct(story, "<p>It was a secret.</p>")


LISTS = ["/", "/sport/", "/topic/ferry/", "/author/bo-baker/", "/the-ferry-question/", "/corrections/"]


def feeds(client):
    found = [ask(client, address, form).text for address in LISTS for form in FORMATS]
    return found + [ask(client, "/search/", form, query="?q=crossing").text.partition("<item>")[2] for form in (RSS,)]


def test_what_everybody_may_read_stands_in_each(client, secret):
    assert all("The secret crossing" in feed for feed in feeds(client))


@pytest.mark.parametrize("how", ["restricted", "unpublished", "hidden", "deleted"])
def test_what_is_not_for_everybody_stands_in_none(client, secret, restrict, how):
    if how == "restricted":
        restrict(secret)
    elif how == "unpublished":
        secret.unpublish()
    elif how == "hidden":
        secret.hide_from_lists = True
        secret.save_revision().publish()
    else:
        Story.objects.get(pk=secret.pk).delete()
    assert not any("secret" in feed for feed in feeds(client))


def test_a_restricted_section_or_package_has_no_feed(client, secret, sport, restrict):
    package = Package.objects.get()
    restrict(sport)
    restrict(package)
    for form in FORMATS:
        for address in (sport.address, package.address):
            assert client.get(form.address(address)).status_code == 404
    assert not any("secret" in ask(client, address, JSON).text for address in ("/", "/topic/ferry/", "/corrections/"))
    opml = client.get("/feeds.opml").content.decode()
    page = client.get("/feeds/").content.decode()
    assert "/sport/feed/" not in opml + page
    assert "/the-ferry-question/feed/" not in opml + page


def test_a_related_story_that_is_restricted_is_not_named(client, make_story, secret, restrict):
    restrict(secret)
    make_story("Another", body=[("related_story", {"story": secret}), ("text", "<p>Words.</p>")])
    assert "secret" not in ask(client, "/", ATOM).text


def test_other_methods_are_refused(client, secret):
    for address in ("/feed/", "/search/feed/", "/feeds.opml", "/corrections/feed/"):
        assert client.post(address).status_code in (403, 405)
