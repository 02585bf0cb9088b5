"""Keep reading prefers what shares rare topics, and an old story's does not change when a new one comes out."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.newsroom.models import Story
from broadsheet.newsroom.related import ReadingAround


def best(story: Story, size: int = 6) -> list[Story]:
    ids = ReadingAround.of(Story.objects.get(pk=story.pk)).best(size)
    stories = Story.objects.in_bulk(ids)
    return [stories[pk] for pk in ids]


def test_a_shared_rare_topic_beats_a_shared_common_one(make_story, make_section):
    sport = make_section("Sport")
    for n in range(8):
        make_story(f"Council {n}", section=sport, topics=["Council"], minutes_ago=60 + n)
    rare = make_story("The ferry's engine", section=sport, topics=["Ferry"], minutes_ago=5000)
    story = make_story("Ferry and council", topics=["Ferry", "Council"], minutes_ago=1)

    assert best(story)[0] == rare


def test_of_two_alike_the_nearer_comes_first(make_story, make_section):
    year = 60 * 24 * 365
    story = make_story("Old", topics=["Ferry"], minutes_ago=10 * year)
    far = make_story("Far", topics=["Ferry"], minutes_ago=12 * year)
    near = make_story("Near", topics=["Ferry"], minutes_ago=11 * year)
    assert best(story) == [near, far]


def test_a_story_never_recommends_itself_or_more_than_asked(make_story):
    stories = [make_story(f"Story {n}", topics=["Ferry"], minutes_ago=n) for n in range(9)]
    found = best(stories[0])
    assert len(found) == 6
    assert stories[0] not in found


def test_a_story_keeps_its_company_when_newer_ones_come_out(make_story):
    for n in range(7):
        make_story(f"Before {n}", minutes_ago=900 + n)
    story = make_story("The ferry", topics=["Ferry"], minutes_ago=800)
    before = best(story)
    for n in range(3):
        make_story(f"After {n}", topics=["Ferry"], minutes_ago=n)
    assert best(story) == before
    assert all(found.published_at < story.published_at for found in before)


def test_the_first_stories_of_a_paper_are_followed_by_the_nearest_that_came_after(make_story):
    first = make_story("First", minutes_ago=900)
    after = [make_story(f"After {n}", minutes_ago=800 - n) for n in range(6)]
    assert best(first) == after
    make_story("Late", minutes_ago=1)
    assert best(first) == after


def test_a_story_that_shares_nothing_is_followed_by_what_came_before_it(make_story, make_section):
    before = [make_story(f"Before {n}", minutes_ago=600 + n) for n in range(6)]
    lonely = make_story("Lonely", section=make_section("Sport"), minutes_ago=500)
    make_story("Newest", minutes_ago=1)
    assert best(lonely) == before


def test_stories_of_one_moment_follow_each_other_once(make_story):
    story = make_story("First", minutes_ago=60)
    twins = [make_story(f"Twin {n}", minutes_ago=60) for n in range(2)]
    Story.objects.filter(pk__in=[twin.pk for twin in twins]).update(published_at=story.published_at)
    for twin in twins:
        twin.list_entries.update(published_at=story.published_at)
    assert sorted(found.title for found in best(twins[0])) == ["First", "Twin 1"]


def test_a_hidden_story_is_followed_by_what_came_before_it(make_story):
    before = [make_story(f"Before {n}", minutes_ago=60 + n) for n in range(6)]
    hidden = make_story("Hidden", hide_from_lists=True, minutes_ago=30)
    assert best(hidden) == before


def test_looking_around_takes_one_query_where_enough_came_before(make_story, django_assert_num_queries):
    for n in range(12):
        make_story(f"Story {n}", topics=["Ferry", f"Topic {n}"], minutes_ago=n)
    for title, queries in (("Story 3", 1), ("Story 11", 2)):
        story = Story.objects.get(title=title)
        assert story.topics_list
        assert story.authors == []
        with django_assert_num_queries(queries):
            assert len(ReadingAround.of(story).best(6)) == 6


def test_each_list_is_entered_where_the_story_stands(make_story):
    """Read from its head, a list of a big archive would be walked from today down to the story."""
    for n in range(8):
        make_story(f"Story {n}", topics=["Ferry"], minutes_ago=n)
    with CaptureQueriesContext(connection) as asked:
        ReadingAround.of(Story.objects.get(title="Story 1"))
    sql = next(query["sql"] for query in asked if "newsroom_listentry" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"{connection.ops.explain_query_prefix()} {sql}")
        steps = [str(row) for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        entries = [step for step in steps if "newsroom_listentry" in step]
        assert len(entries) == 3
        assert all("newsroom_list_order (list_key=? AND (published_at,story_id)<(?,?))" in step for step in entries)
