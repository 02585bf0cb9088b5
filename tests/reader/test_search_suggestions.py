"""Suggestions while somebody types."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from broadsheet.newsroom import vocabulary
from broadsheet.newsroom.models import SearchWord, Section, Story, Topic
from tests.reader.test_search import HOSTILE

MakeStory = Callable[..., Story]


def suggested(client: Client, q: str) -> list[dict[str, str]]:
    """What is suggested for what has been typed."""
    answer = client.get("/search/suggest/", {"q": q})
    assert answer.status_code == 200
    return answer.json()["suggestions"]


def named(client: Client, q: str) -> list[str]:
    """Titles suggested."""
    return [suggestion["title"] for suggestion in suggested(client, q)]


def test_a_headline_is_suggested_by_the_beginning_of_any_word(client: Client, make_story: MakeStory) -> None:
    story = make_story("The tidal barrier holds")
    assert suggested(client, "barr") == [{"title": "The tidal barrier holds", "url": story.address, "kind": "Story"}]
    assert named(client, "tid") == ["The tidal barrier holds"]
    assert named(client, "Tidal BARR") == ["The tidal barrier holds"]


def test_the_words_before_the_last_must_be_there(client: Client, make_story: MakeStory) -> None:
    make_story("The tidal barrier holds")
    make_story("A barrier to trade")
    assert named(client, "tidal barr") == ["The tidal barrier holds"]


def test_a_slip_is_forgiven(client: Client, make_story: MakeStory) -> None:
    make_story("Barrier opens")
    for typed in ("brrier", "barier", "barrire", "abrrier", "barreir", "brri"):
        assert named(client, typed) == ["Barrier opens"], typed


def test_topics_authors_and_sections_are_suggested_before_stories(
    client: Client,
    make_story: MakeStory,
    make_author: Callable[..., Any],
    make_section: Callable[..., Section],
) -> None:
    author = make_author("Marsha Field")
    section = make_section("Marshland")
    make_story("Marsh fire", topics=["Marshes"], authors=[author])
    found = {suggestion["kind"]: suggestion for suggestion in suggested(client, "marsh")}
    assert found["Topic"] == {"title": "Marshes", "url": "/topic/marshes/", "kind": "Topic"}
    assert found["Author"] == {"title": "Marsha Field", "url": author.address, "kind": "Author"}
    assert found["Section"] == {"title": "Marshland", "url": section.address, "kind": "Section"}
    assert named(client, "marsh")[-1] == "Marsh fire"


def test_what_readers_may_not_see_is_not_suggested(
    client: Client, make_story: MakeStory, make_section: Callable[..., Section]
) -> None:
    make_story("Barrier draft", live=False)
    make_story("Barrier hidden", hide_from_lists=True)
    make_story("Barrier gone").unpublish()
    make_section("Barrier desk", live=False)
    private = make_section("Barrier club")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert suggested(client, "barrier") == []


def test_at_most_eight_are_suggested_newest_stories_first(client: Client, make_story: MakeStory) -> None:
    for number in range(12):
        make_story(f"Ferry {number}", slug=f"f{number}", minutes_ago=number)
        Topic.objects.create(name=f"Ferry line {number}", slug=f"l{number}")
    found = suggested(client, "ferr")
    assert [suggestion["kind"] for suggestion in found] == ["Topic"] * 4 + ["Story"] * 4
    assert [suggestion["title"] for suggestion in found[4:]] == ["Ferry 0", "Ferry 1", "Ferry 2", "Ferry 3"]


def test_a_headline_in_japanese_is_suggested(client: Client, make_story: MakeStory) -> None:
    make_story("灯台の一年", slug="a")
    assert named(client, "灯台") == ["灯台の一年"]


def test_nothing_typed_is_an_error(client: Client, make_story: MakeStory) -> None:
    make_story("Barrier opens")
    for q in ("", " ", "b", "-", *HOSTILE):
        answer = client.get("/search/suggest/", {"q": q.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, ascii(q[:50])
        assert len(answer.json()["suggestions"]) <= 8


@pytest.mark.parametrize("typed", ["barr", "brrier", "tidal barr"])
def test_suggestions_take_at_most_six_queries(
    client: Client, make_story: MakeStory, django_assert_max_num_queries: Callable[..., Any], typed: str
) -> None:
    for number in range(12):
        make_story(f"Tidal barrier {number}", slug=f"f{number}", topics=["Barriers"])
    suggested(client, "warm")  # the first request of a process also asks for the content types
    with django_assert_max_num_queries(6):
        assert suggested(client, typed)


def test_suggestions_may_be_kept_for_a_minute(client: Client, front: Any) -> None:
    answer = client.get("/search/suggest/", {"q": "ferry"})
    assert "max-age=60" in answer["Cache-Control"]
    assert not answer.cookies


# The vocabulary behind them


def test_words_are_learnt_when_a_story_is_first_published(make_story: MakeStory) -> None:
    make_story("A secret ferry", live=False)
    assert not SearchWord.objects.filter(word="ferry").exists()
    story = make_story("The Café by the quay", slug="cafe")
    story.save_revision().publish()
    assert SearchWord.objects.get(word="cafe").uses == 1


def test_rebuilding_forgets_words_that_lead_nowhere(make_story: MakeStory) -> None:
    make_story("Mackerel").unpublish()
    make_story("Two ferries", topics=["Ferries"])
    vocabulary.rebuild()
    words = dict(SearchWord.objects.values_list("word", "uses"))
    assert "mackerel" not in words
    assert words["ferries"] == 1 + vocabulary.NAME_USES


def test_the_vocabulary_is_bounded(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "SIZE", 3)
    vocabulary.learn(["alpha beta gamma delta"], uses=2)
    vocabulary.learn(["omega kappa"], uses=9)
    vocabulary.prune()
    assert SearchWord.objects.count() <= 3
    assert set(SearchWord.objects.filter(uses=9).values_list("word", flat=True)) == {"omega", "kappa"}
