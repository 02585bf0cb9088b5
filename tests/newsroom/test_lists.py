"""The lists of the paper stay true and their older pages stay put."""

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ListEntry
from broadsheet.press.outbox import position, since

pytestmark = pytest.mark.on_postgresql


def test_a_published_story_heads_the_lists_it_belongs_to(make_story, make_section, make_author):
    sport = make_section("Sport")
    rowing = make_section("Rowing", under=sport)
    ann = make_author("Ann Archer")
    story = make_story("Eight win", section=rowing, authors=[ann], topics=["Regatta"], kind="analysis")

    keys = set(ListEntry.objects.filter(story=story).values_list("list_key", flat=True))

    topic = story.topics_list[0]
    assert keys == {"paper", rowing.list_key, sport.list_key, ann.list_key, topic.list_key, "kind-analysis"}


def test_a_draft_is_in_no_list(make_story):
    make_story("Not yet", live=False)
    assert not ListEntry.objects.exists()


def test_an_unpublished_story_leaves_every_list(make_story):
    story = make_story("Gone")
    story.unpublish()
    assert not ListEntry.objects.exists()


def test_a_hidden_story_is_in_no_list(make_story):
    make_story("Hidden", hide_from_lists=True)
    assert not ListEntry.objects.exists()


def test_moving_a_story_moves_it_between_section_lists(make_story, make_section, news):
    sport = make_section("Sport")
    story = make_story("Moved")
    story.move(sport, pos="last-child")
    story.refresh_from_db()
    assert story.section_id == sport.pk
    assert lists.head_ids(sport.list_key, 5) == [story.pk]
    assert lists.head_ids(news.list_key, 5) == []


def test_a_story_moved_under_a_restriction_leaves_every_list_and_is_taken_down(make_story, make_section):
    closed = make_section("Members")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    story, before = make_story("Moved"), position()
    story.move(closed, pos="last-child")
    assert not ListEntry.objects.exists()
    taken_down = {key for change in since(before) if change.is_takedown for key in change.keys}
    assert {f"story:{story.pk}", f"card:{story.pk}"} <= taken_down


def test_a_restricted_story_can_be_deleted_and_is_listed_by_nobody_meanwhile(make_story):
    story = make_story("Closed")
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    story.delete()
    assert not ListEntry.objects.exists()
    connection.check_constraints()


def test_heads_of_several_lists_cost_one_query(make_story, make_section, django_assert_num_queries):
    sport = make_section("Sport")
    first = make_story("First", minutes_ago=10)
    second = make_story("Second", section=sport, minutes_ago=5)
    with django_assert_num_queries(1):
        found = lists.heads({"paper": 2, sport.list_key: 5, "topic-99": 3})
    assert found == {"paper": [second.pk, first.pk], sport.list_key: [second.pk], "topic-99": []}


def test_older_pages_keep_their_stories_when_more_are_published(make_story, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    made = [make_story(f"Story {n}", minutes_ago=100 - n).pk for n in range(5)]
    first_page = lists.older_page("paper", 1)
    assert first_page is not None
    assert first_page.story_ids == [made[1], made[0]]
    assert lists.head_page("paper").story_ids == [made[4], made[3], made[2]]

    made.append(make_story("One more", minutes_ago=1).pk)

    assert lists.older_page("paper", 1).story_ids == [made[1], made[0]]
    assert lists.older_page("paper", 2).story_ids == [made[3], made[2]]
    assert lists.older_page("paper", 3) is None
    assert lists.head_page("paper").older == 2


def test_rebuilding_gives_the_same_lists_as_publishing_one_by_one(make_story, make_section, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    sport = make_section("Sport")
    for n in range(7):
        make_story(f"Story {n}", section=sport if n % 2 else None, topics=["Ferry"], minutes_ago=100 - n)
    before = sorted(ListEntry.objects.values_list("list_key", "story_id"))
    pages_before = [lists.older_page("paper", n).story_ids for n in (1, 2)]

    assert lists.rebuild() == 7

    assert sorted(ListEntry.objects.values_list("list_key", "story_id")) == before
    assert [lists.older_page("paper", n).story_ids for n in (1, 2)] == pages_before
