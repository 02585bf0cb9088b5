"""Readers search the archive: what is found, in which order, how it is shown, and what is never shown."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from broadsheet.newsroom.models import Section, Story
from broadsheet.reader.searching.query import read_query

MakeStory = Callable[..., Story]


def text(*paragraphs: str) -> list[tuple[str, str]]:
    """A body of paragraphs."""
    return [("text", f"<p>{paragraph}</p>") for paragraph in paragraphs]


def ask(client: Client, q: str = "", address: str = "/search/", **filters: Any) -> Any:
    """The answer to a search."""
    answer = client.get(f"{address}?{urlencode({'q': q, **filters})}")
    assert answer.status_code == 200
    return answer


def titles(client: Client, q: str = "", **filters: Any) -> list[str]:
    """Headlines found, in order."""
    return [result["story"].title for result in ask(client, q, **filters).context["results"]]


# What is found


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Mackerel return"},
        {"standfirst": "The mackerel are back."},
        {"body": text("A long winter.", "Then came the <b>mackerel</b>.")},
        {"key_points": [("point", {"label": "Fish", "text": "Mackerel came back"})]},
        {"topics": ["Mackerel"]},
    ],
    ids=["headline", "standfirst", "body", "key points", "topic"],
)
def test_a_word_is_found_wherever_it_stands(client: Client, make_story: MakeStory, fields: dict[str, Any]) -> None:
    make_story("Nothing of the sort", slug="other")
    found = make_story(**fields)
    assert titles(client, "mackerel") == [found.title]


def test_an_author_is_found_by_name(client: Client, make_story: MakeStory, make_author: Callable[..., Any]) -> None:
    make_story("By her", authors=[make_author("Ottoline Marsh")])
    make_story("By nobody")
    assert titles(client, "ottoline") == ["By her"]


def test_a_plural_finds_the_singular_and_the_other_way_round(client: Client, make_story: MakeStory) -> None:
    make_story("The barrier holds")
    make_story("Barriers everywhere")
    assert set(titles(client, "barriers")) == {"The barrier holds", "Barriers everywhere"}
    assert set(titles(client, "barrier")) == {"The barrier holds", "Barriers everywhere"}


def test_every_word_must_be_there(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry delayed", body=text("The harbour is closed."))
    make_story("Ferry on time")
    assert titles(client, "ferry harbour") == ["Ferry delayed"]


def test_a_phrase_is_found_only_as_it_stands(client: Client, make_story: MakeStory) -> None:
    make_story("The harbour master resigns")
    make_story("A master of the harbour")
    assert titles(client, '"harbour master"') == ["The harbour master resigns"]
    assert titles(client, "“harbour master”") == ["The harbour master resigns"]
    assert len(titles(client, "harbour master")) == 2


def test_a_word_with_a_minus_is_left_out(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry and tide")
    make_story("Ferry and storm")
    assert titles(client, "ferry -storm") == ["Ferry and tide"]
    assert titles(client, 'ferry -"and storm"') == ["Ferry and tide"]


def test_a_hyphen_within_a_word_leaves_nothing_out(client: Client, make_story: MakeStory) -> None:
    make_story("An on-demand bus")
    assert titles(client, "on-demand") == ["An on-demand bus"]


def test_only_words_to_leave_out_find_nothing(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry and tide")
    assert titles(client, "-storm") == []


@pytest.mark.parametrize(
    ("title", "body", "q"),
    [
        ("灯台の一年", "東京都の港で、灯台の光が戻った。", "灯台"),
        ("灯台の一年", "東京都の港で、灯台の光が戻った。", "東京"),
        ("عودة السفينة", "عادت السفينة إلى الميناء القديم.", "الميناء"),
    ],
    ids=["Japanese headline", "within Japanese text", "Arabic"],
)
def test_other_scripts_are_found_and_marked(
    client: Client, make_story: MakeStory, title: str, body: str, q: str
) -> None:
    make_story("Something else", body=text("Nothing in that script."))
    make_story(title, slug="a", body=text(body))
    answer = ask(client, q)
    assert [result["story"].title for result in answer.context["results"]] == [title]
    assert f"<mark>{q}</mark>" in answer.context["results"][0]["snippet"]


def test_an_edited_story_is_found_by_its_new_words_only(client: Client, make_story: MakeStory) -> None:
    story = make_story("The old headline")
    story.title = "A fresh start"
    story.save_revision().publish()
    assert titles(client, "fresh") == ["A fresh start"]
    assert titles(client, "old headline") == []


# In which order


def test_a_headline_counts_more_than_the_text(client: Client, make_story: MakeStory) -> None:
    make_story("About a ferry", body=text("Nothing more."), minutes_ago=60 * 24 * 300)
    make_story("Something else", body=text("The quay. " * 30, "The ferry came."), minutes_ago=60 * 24 * 300)
    assert titles(client, "ferry") == ["About a ferry", "Something else"]


def test_of_two_alike_the_fresher_comes_first(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry news today", slug="new", minutes_ago=5)
    make_story("Ferry news today", slug="old", minutes_ago=60 * 24 * 900)
    found = ask(client, "ferry").context["results"]
    assert [result["story"].slug for result in found] == ["new", "old"]


# What is never shown


def test_a_draft_is_not_found(client: Client, make_story: MakeStory) -> None:
    make_story("Secret ferry", live=False)
    assert titles(client, "ferry") == []


def test_a_story_taken_down_is_not_found(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry").unpublish()
    assert titles(client, "ferry") == []


def test_a_story_hidden_from_lists_is_not_found(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry", hide_from_lists=True)
    assert titles(client, "ferry") == []


def test_a_story_in_a_restricted_section_is_not_found(client: Client, make_story: MakeStory, news: Section) -> None:
    make_story("Ferry")
    PageViewRestriction.objects.create(page=news, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client, "ferry") == []


def test_words_of_a_draft_above_a_live_story_are_not_found(client: Client, make_story: MakeStory) -> None:
    story = make_story("The ferry")
    story.title = "The unannounced sale"
    story.save_revision()
    assert titles(client, "unannounced") == []


# Snippets


def test_the_passage_with_most_of_the_words_is_shown_and_marked(client: Client, make_story: MakeStory) -> None:
    make_story(
        "A quiet week",
        standfirst="The ferry again.",
        body=text("A ferry once. " + "Filler follows here. " * 20, "At noon the Ferry struck the harbour wall."),
    )
    snippet = ask(client, "ferry harbour").context["results"][0]["snippet"]
    assert snippet == "At noon the <mark>Ferry</mark> struck the <mark>harbour</mark> wall."


def test_a_passage_is_escaped(client: Client, make_story: MakeStory) -> None:
    make_story("Code", body=text("The ferry &lt;script&gt;alert(1)&lt;/script&gt; &amp; more."))
    answer = ask(client, "ferry")
    assert "<mark>ferry</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in answer.content.decode()


def test_a_long_sentence_is_cut_around_its_first_match(client: Client, make_story: MakeStory) -> None:
    make_story("Long", body=text("word " * 200 + "ferry " + "word " * 200))
    snippet = ask(client, "ferry").context["results"][0]["snippet"]
    assert "<mark>ferry</mark>" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(snippet) < 330


def test_a_match_in_the_byline_shows_the_standfirst(
    client: Client, make_story: MakeStory, make_author: Callable[..., Any]
) -> None:
    make_story("By her", standfirst="What she saw.", authors=[make_author("Ottoline Marsh")])
    assert ask(client, "ottoline").context["results"][0]["snippet"] == "What she saw."


# Filters


def test_a_section_includes_its_subsections(
    client: Client, make_story: MakeStory, make_section: Callable[..., Section]
) -> None:
    sport = make_section("Sport")
    make_story("Ferry race", section=make_section("Rowing", under=sport))
    make_story("Ferry news")
    assert titles(client, "ferry", section="sport") == ["Ferry race"]
    assert titles(client, "ferry", section="rowing") == ["Ferry race"]
    assert ask(client, "ferry", section="sport").context["chosen"]["section"] == "sport"


def test_a_story_is_found_in_its_further_sections(
    client: Client, make_story: MakeStory, make_section: Callable[..., Section]
) -> None:
    make_story("Ferry art", further_sections=[make_section("Culture")])
    assert titles(client, "ferry", section="culture") == ["Ferry art"]


def test_an_author_narrows_a_search_and_so_does_a_section_at_once(
    client: Client, make_story: MakeStory, make_author: Callable[..., Any], make_section: Callable[..., Section]
) -> None:
    ann, bob = make_author("Ann Quay"), make_author("Bob Tide", is_guest=True)
    sport = make_section("Sport")
    make_story("Ferry one", authors=[ann])
    make_story("Ferry two", authors=[bob])
    make_story("Ferry three", authors=[bob], section=sport)
    assert titles(client, "ferry", author="ann-quay") == ["Ferry one"]
    assert set(titles(client, "ferry", author="bob-tide")) == {"Ferry two", "Ferry three"}
    assert titles(client, "ferry", author="bob-tide", section="sport") == ["Ferry three"]


def test_dates_include_both_ends_in_the_papers_own_time(client: Client, make_story: MakeStory) -> None:
    from datetime import UTC, datetime

    make_story("Ferry at night", published_at=datetime(2026, 7, 9, 23, 30, tzinfo=UTC))  # the 10th in London
    assert titles(client, "ferry", **{"from": "2026-07-10", "to": "2026-07-10"}) == ["Ferry at night"]
    assert titles(client, "ferry", **{"from": "2026-07-11"}) == []
    assert titles(client, "ferry", to="2026-07-09") == []
    assert titles(client, "ferry", **{"from": "2026-07-11", "to": "2026-07-01"}) == ["Ferry at night"]


def test_a_choice_without_words_lists_the_newest(client: Client, make_story: MakeStory, news: Section) -> None:
    make_story("Older", minutes_ago=50)
    make_story("Newer", minutes_ago=5)
    assert titles(client, "", section="news") == ["Newer", "Older"]


def test_a_choice_that_does_not_exist_is_passed_over(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry")
    assert titles(client, "ferry", section="nowhere") == ["Ferry"]
    assert titles(client, "ferry", author="no\0body") == ["Ferry"]
    for date in ("yesterday", "0001-01-01", "9999-12-31", "2026-02-30", "\0"):
        assert titles(client, "ferry", **{"from": date, "to": date}) == ["Ferry"]


# Pages


def test_pages_follow_each_other_without_repeating(client: Client, make_story: MakeStory) -> None:
    for number in range(23):
        make_story(f"Ferry {number}", slug=f"f{number}", minutes_ago=number)
    first = ask(client, "ferry", section="news")
    assert first.context["newer_url"] == ""
    second = client.get(first.context["older_url"])
    found = [result["story"].slug for page in (first, second) for result in page.context["results"]]
    assert len(found) == len(set(found)) == 23
    assert second.context["older_url"] == ""
    assert client.get(second.context["newer_url"]).context["results"][0]["story"].slug == found[0]


def test_a_page_that_is_not_there_is_the_nearest_there_is(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry")
    for page in ("0", "-1", "999", "99999999999999999999", "two", "²", "\0"):
        assert titles(client, "ferry", page=page) == ["Ferry"]


# Nothing typed, nothing found, nonsense


def test_an_empty_search_shows_the_form_alone(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry")
    answer = ask(client, "   ")
    assert answer.context["searched"] is False
    assert answer.context["results"] == []


def test_a_misspelt_word_is_corrected(client: Client, make_story: MakeStory) -> None:
    make_story("The tidal barrier holds")
    answer = ask(client, "tidal barier -storm")
    assert answer.context["correction"] == "tidal barrier -storm"
    assert len(client.get(answer.context["correction_url"]).context["results"]) == 1


def test_no_correction_is_offered_that_finds_nothing(client: Client, make_story: MakeStory) -> None:
    make_story("The tidal barrier holds").unpublish()
    answer = ask(client, "barier")
    assert answer.context["correction"] == ""
    assert "Nothing in the archive matches" in answer.content.decode()


HOSTILE = [
    '"',
    '""',
    '" OR "',
    "' OR 1=1 --",
    "AND",
    "OR NOT NEAR(",
    "title:ferry",
    "{title body} : ferry",
    "ferry*",
    "^ferry",
    "fer\0ry",
    "\0",
    "-",
    "--",
    "-ferry",
    "(((((",
    "\\",
    "a' & 'b | !c <-> d:*",
    "%s %d %(x)s %",
    "'; DROP TABLE wagtailsearch_indexentry; --",
    "<script>alert(1)</script>",
    "\ud800",
    "\u202eyrref",
    "😀 🚢",
    "x" * 10_000,
    "ferry " * 2_000,
    '"' * 5_000,
    "-a " * 3_000,
    "東" * 3_000,
    "the of and",
]


@pytest.mark.parametrize("address", ["/search/", "/lite/search/"])
def test_nothing_typed_is_an_error(client: Client, make_story: MakeStory, address: str) -> None:
    make_story("A ferry story")
    for q in HOSTILE:
        answer = client.get(address, {"q": q.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, ascii(q[:50])
        assert "<script>alert" not in answer.content.decode()


def test_a_query_of_ten_kilobytes_is_cut() -> None:
    query = read_query("ferry " * 2_000)
    assert len(query.text) <= 200
    assert len(read_query(" ".join(map(str, range(500)))).terms) <= 12


# Cost


def test_results_may_be_kept_for_a_minute_and_set_no_cookie(client: Client, make_story: MakeStory) -> None:
    make_story("Ferry")
    answer = ask(client, "ferry")
    assert "max-age=60" in answer["Cache-Control"]
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_other_methods_are_refused(client: Client, front: Any) -> None:
    assert client.post("/search/?q=a").status_code == 405


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "ferry"},
        {"q": "ferry", "section": "news", "author": "ann-quay", "from": "2020-01-01"},
        {"q": "fery harbuor"},
        {},
    ],
    ids=["words", "filters", "correction", "nothing"],
)
def test_a_search_takes_at_most_twenty_queries(
    client: Client,
    make_story: MakeStory,
    make_author: Callable[..., Any],
    django_assert_max_num_queries: Callable[..., Any],
    asked: dict[str, str],
) -> None:
    ann = make_author("Ann Quay")
    for number in range(30):
        make_story(f"Ferry in harbour {number}", slug=f"f{number}", authors=[ann], topics=["Sea"])
    client.get("/search/")
    with django_assert_max_num_queries(20):
        client.get("/search/", asked)


def test_the_text_only_edition_finds_the_same(client: Client, make_story: MakeStory) -> None:
    for number in range(23):
        make_story(f"Ferry {number}", slug=f"f{number}")
    answer = ask(client, "ferry", address="/lite/search/")
    assert len(answer.context["results"]) == 20
    assert answer.context["older_url"].startswith("/lite/search/?")
