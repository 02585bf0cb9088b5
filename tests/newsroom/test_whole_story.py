"""A story and the cards below it come out of their light queries as they would out of any."""

import pytest

from broadsheet.lib.written_queries import WrittenQuery
from broadsheet.newsroom.lists import cards
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.newsroom.whole_story import cards_below, whole_story


def test_a_story_is_found_with_everything_its_page_shows(
    make_story, make_author, photo, django_assert_num_queries, news
):
    authors = [make_author("Zoe Young", picture=photo), make_author("Ann Archer")]
    made = make_story("The ferry", authors=authors, topics=["Quay", "ferry"], lead_picture=photo, section=news)
    whole_story(made.url_path)
    with django_assert_num_queries(4):
        story = whole_story(made.url_path)
        assert story == made
        assert story.lead_picture == photo
        assert [author.name for author in story.authors] == ["Zoe Young", "Ann Archer"]
        assert [author.picture for author in story.authors] == [photo, None]
        assert [topic.name for topic in story.topics_list] == ["ferry", "Quay"]
        assert (story.published_at, str(story.body)) == (made.published_at, str(made.body))


def test_nothing_is_found_where_no_live_story_is(make_story, news):
    assert whole_story(make_story("Draft", live=False).url_path) is None
    assert whole_story(news.url_path) is None


def test_cards_come_in_the_order_asked_for_and_pass_over_what_is_gone(make_story, photo, django_assert_num_queries):
    stories = [make_story(f"Story {n}", lead_picture=photo) for n in range(3)]
    wanted = [stories[2].pk, 999_999, stories[0].pk, stories[1].pk]
    sections = live_sections()
    with django_assert_num_queries(2):
        found = cards_below(wanted, sections)
    assert found == cards(wanted)
    assert all(story.lead_picture == photo and story.section.title == "News" for story in found)
    assert cards_below([], sections) == []


def test_a_query_that_adds_values_of_its_own_can_not_be_written_down(db):
    query = WrittenQuery(lambda title: Story.objects.filter(title=title, slug="x"))
    with pytest.raises(ValueError, match="as given"):
        query("A story")
