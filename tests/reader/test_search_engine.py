"""The engine behind every search, the desk's included, through Wagtail's own interface."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
from modelsearch.query import And, Not, Or, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from broadsheet.lib.search_backends import best_first
from broadsheet.newsroom.models import Author, Story

pytestmark = pytest.mark.on_postgresql
MakeStory = Callable[..., Story]


def found(results: Any) -> set[str]:
    """Headlines of some results."""
    return {story.title for story in results}


def test_the_engine_is_ours_and_comes_with_the_database(db: None) -> None:
    assert type(get_search_backend()).__module__.startswith("broadsheet.lib.search_backends.")


def test_the_desk_finds_pages_by_words_and_by_beginnings_of_words(make_story: MakeStory) -> None:
    make_story("The barrier holds", live=False)
    make_story("The bridge holds")
    assert found(Page.objects.search("barrier")) == {"The barrier holds"}
    assert found(Page.objects.autocomplete("bri hol")) == set()
    assert found(Page.objects.autocomplete("the holds br")) == {"The bridge holds"}
    assert found(Story.objects.filter(live=True).search("holds")) == {"The bridge holds"}
    assert not len(get_search_backend().search("barrier", Author))


def test_results_can_be_counted_sliced_ordered_and_grouped(make_story: MakeStory) -> None:
    for number in range(3):
        make_story(f"Ferry {number}", slug=f"f{number}", kind="opinion" if number else "news")
    results = Story.objects.search("ferry")
    assert results.count() == 3
    assert len(results[1:]) == 2
    assert found(results[:1]) | found(results[1:]) == {"Ferry 0", "Ferry 1", "Ferry 2"}
    assert next(iter(Story.objects.search("ferry", order_by="published_at"))).title == "Ferry 0"
    assert dict(results.facet("kind")) == {"opinion": 2, "news": 1}
    assert [story.title for story in Story.objects.filter(kind="news").search("ferry")] == ["Ferry 0"]


def test_queries_are_combined_as_they_say(make_story: MakeStory) -> None:
    for title in ("Ferry and tide", "Ferry and storm", "Storm and tide"):
        make_story(title)
    ferry, storm, tide = map(PlainText, ("ferry", "storm", "tide"))
    assert found(Story.objects.search(And([Or([ferry, storm]), tide]))) == {"Ferry and tide", "Storm and tide"}
    assert found(Story.objects.search(And([ferry, Not(storm)]))) == {"Ferry and tide"}
    assert found(Story.objects.search(Not(ferry))) == {"Storm and tide"}
    assert found(Story.objects.search(Phrase("ferry and storm"))) == {"Ferry and storm"}
    assert found(Story.objects.search(Not(Or([ferry, storm])))) == set()


def test_a_field_can_be_named(make_story: MakeStory) -> None:
    make_story("Ferry", standfirst="A tide.")
    make_story("Tide")
    assert found(Story.objects.search("tide", fields=["title"])) == {"Tide"}
    assert found(Story.objects.search("tide", fields=["standfirst"])) == {"Ferry"}


def test_an_old_headline_is_found_though_newer_texts_have_the_word(make_story: MakeStory, monkeypatch: Any) -> None:
    monkeypatch.setattr(best_first, "RANKED_AT_LEAST", 4)
    monkeypatch.setattr(best_first, "RANKED_FOR_ONE_SHOWN", 1)
    make_story("The ferry of old", slug="old")
    for number in range(6):
        make_story(f"Story {number}", slug=f"s{number}", standfirst="The ferry came.")
    assert Story.objects.search("ferry")[:4].results()[0].slug == "old"


def test_saving_a_story_does_not_read_the_whole_index(
    make_story: MakeStory, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    story = make_story("Ferry")
    with django_assert_max_num_queries(40) as queries:
        get_search_backend().add(story)
    assert not [query["sql"] for query in queries.captured_queries if "AVG(" in query["sql"].upper()]


def test_the_engine_is_a_setting(make_story: MakeStory) -> None:
    make_story("The barrier holds")
    with override_settings(
        WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}
    ):
        assert found(Story.objects.search("arrier", fields=["title"])) == {"The barrier holds"}
    assert found(Story.objects.search("arrier", fields=["title"])) == set()
