"""A hub elsewhere is told which feeds have changed, in batches, until it has heard."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Machines
from broadsheet.websub import changed_feeds, limits, outside
from broadsheet.websub.models import OutboxRead, Ping
from tests.websub.conftest import Working

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]


def name_hub(address):
    machines = Machines.of_the_paper()
    machines.hub_url = address
    machines.save()


@pytest.fixture
def told(listener, hub, monkeypatch):
    """The paper's hub is a test's server; what it is told comes back, as one list of addresses for each call."""
    monkeypatch.setattr(outside, "GATHER", timedelta(0))
    name_hub(listener.callback("/hub"))
    hub.work()

    def addresses():
        hub.work()
        calls = [parse_qs(sent.body.decode()) for sent in listener.delivered]
        assert all(call["hub.mode"] == ["publish"] for call in calls)
        return [sorted(address.removeprefix("http://testserver") for address in call["hub.url"]) for call in calls]

    return addresses


def rss_of(calls):
    return {address for call in calls for address in call if address.endswith("feed/")}


def test_it_is_told_of_every_feed_a_publication_changed(told, make_story, make_author, make_section, listener):
    rowing = make_section("Rowing", under=make_section("Sport"))
    told()
    listener.delivered.clear()
    make_story("Eight win", section=rowing, authors=[make_author("Ann Archer")], topics=["Ferry"])
    calls = told()
    expected = {"/feed/", "/sport/feed/", "/sport/rowing/feed/", "/author/ann-archer/feed/", "/topic/ferry/feed/"}
    assert rss_of(calls) == expected
    assert len(calls) == 1
    assert listener.delivered[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_it_is_told_of_edits_and_takedowns(told, make_story, listener):
    story = make_story("Ferry sold")
    told()
    for change in (lambda: story.save_revision().publish(), story.unpublish):
        listener.delivered.clear()
        change()
        assert {"/feed/", "/news/feed/"} <= rss_of(told())


def test_it_is_told_of_a_correction(told, make_story, listener):
    story = make_story("Ferry sold")
    told()
    listener.delivered.clear()
    story.corrections.add(story.corrections.model(kind="correction", note="<p>It was given away.</p>"))
    story.save_revision().publish()
    assert "/corrections/feed/" in rss_of(told())


def test_a_new_name_tells_of_its_own_feeds(told, make_author, listener):
    ann = make_author("Ann Archer")
    told()
    listener.delivered.clear()
    ann.name = "Anne Archer"
    ann.save()
    assert rss_of(told()) == {"/author/ann-archer/feed/"}


def test_a_story_far_down_every_list_changes_no_feed(told, make_story, listener, monkeypatch):
    monkeypatch.setattr(changed_feeds, "LONGEST_FEED", 2)
    old = make_story("Old", minutes_ago=1000)
    for number in range(2):
        make_story(f"Newer {number}")
    told()
    listener.delivered.clear()
    old.standfirst = "Another"
    old.save()
    assert told() == []


def test_what_concerns_every_feed_tells_of_the_papers_and_the_sections(told, make_section, make_story, listener):
    make_section("Sport")
    make_story("Ferry sold", topics=["Ferry"])
    told()
    listener.delivered.clear()
    Machines.of_the_paper().save()
    assert rss_of(told()) == {"/feed/", "/news/feed/", "/sport/feed/", "/corrections/feed/"}


def test_addresses_in_other_scripts_are_encoded(told, make_section, make_story):
    make_story("سباق", section=make_section("رياضة", slug="رياضة"))
    assert any("%D8%B1" in address for call in told() for address in call)


def test_a_restricted_section_is_not_told_of(told, make_section, make_story, listener):
    sport = make_section("Sport")
    PageViewRestriction.objects.create(page=sport, restriction_type=PageViewRestriction.LOGIN)
    told()
    listener.delivered.clear()
    make_story("Eight win", section=sport)
    assert "/sport/feed/" not in rss_of(told())


def test_one_that_does_not_answer_is_told_later_and_at_last_no_more(told, hub, make_story, listener):
    listener.is_broken = True
    make_story("Ferry sold")
    told()
    assert len(listener.delivered) == 1
    assert Ping.objects.filter(tries=1, due_at__gt=timezone.now() + limits.DELIVERY_PAUSES[0] / 2).exists()
    for _again in range(10):
        Ping.objects.update(due_at=timezone.now())
        told()
    assert len(listener.delivered) == 8
    assert not Ping.objects.exists()


def test_nothing_is_lost_while_nobody_works_and_nothing_is_told_twice(told, make_story, listener):
    told()
    make_story("Ferry sold")
    for _life in range(2):
        Working().work()
    assert len(listener.delivered) == 1


def test_pings_go_out_in_batches(told, make_story, listener):
    make_story("Ferry sold", topics=[f"Topic {number}" for number in range(outside.BATCH + 5)])
    calls = told()
    assert len(calls) >= 2
    assert max(map(len, calls)) == outside.BATCH


def test_an_outside_hub_in_a_private_network_is_not_called(told, make_story, listener, settings):
    settings.WEBSUB_ALLOW_PRIVATE = False
    make_story("Ferry sold")
    assert told() == []


def test_without_an_outside_hub_nothing_is_noted(told, hub, make_story, listener):
    name_hub("")
    make_story("Ferry sold")
    hub.herald._tidied = float("-inf")
    hub.work()
    assert not listener.delivered
    assert not Ping.objects.exists()
    assert not OutboxRead.objects.exists()
