"""The press's keys are told in words that a person knows."""

import inspect
from datetime import date

import pytest
from django.db import OperationalError

from broadsheet.feeds.sitemaps import press_keys as of_sitemaps
from broadsheet.fronts import press_keys as of_fronts
from broadsheet.media import press_keys as of_media
from broadsheet.newsroom import press_keys as of_newsroom
from broadsheet.newsroom.desk import key_words
from broadsheet.newsroom.desk.key_words import in_words, is_key

APPS = [of_newsroom, of_fronts, of_media, of_sitemaps]
MADE = [
    *(of_newsroom.story(1), of_newsroom.page(1), of_newsroom.card(1), of_newsroom.address(1), of_newsroom.below("/a/")),
    *(of_newsroom.section(1), of_newsroom.author(1), of_newsroom.topic(1), of_newsroom.head("paper")),
    of_newsroom.head("kind-opinion"),
    *(of_newsroom.older("topic-3", 7), of_newsroom.reading(1), of_newsroom.archive_day(date(2026, 1, 2))),
    *(of_newsroom.archive_month(date(2026, 1, 2)), of_newsroom.archive_year(date(2026, 1, 2))),
    *(of_newsroom.redirect("/old/"), of_media.photo(1), of_media.file(1), of_newsroom.comments(1)),
    of_newsroom.shelf_of(17_003),
]
CONSTANTS = [value for app in APPS for name, value in inspect.getmembers(app) if name.isupper() and type(value) is str]


@pytest.mark.parametrize("key", [*MADE, *CONSTANTS, "*"])
def test_every_key_an_app_declares_has_words(key, db):
    assert is_key(key)
    assert in_words([key])[key] != key


@pytest.mark.parametrize("text", ["", "story", "story:", "story:x", "stories:1", "/news/", "front:1", "list:"])
def test_nothing_else_is_a_key(text):
    assert not is_key(text)


def test_things_are_called_by_their_names(make_story, make_author, news):
    story, author = make_story("The ferry is late"), make_author("Ann Archer")
    words = in_words([story.own_key, author.own_key, f"section:{news.pk}", f"list:section-{news.pk}:head"])
    assert list(words.values()) == [
        f"story {story.pk}: The ferry is late",
        f"author {author.pk}: Ann Archer",
        f"section {news.pk}: News",
        f"the newest stories of section {news.pk}: News",
    ]


def test_many_keys_of_a_kind_cost_one_query(make_story, django_assert_num_queries):
    keys = [make_story(f"Story {number}").own_key for number in range(5)]
    with django_assert_num_queries(1):
        in_words(keys)


def test_what_is_gone_and_what_cannot_be_asked_is_told_by_its_number(db, monkeypatch):
    assert in_words(["story:99"]) == {"story:99": "story 99"}

    def away(model):
        raise OperationalError

    monkeypatch.setattr(key_words.apps, "get_model", away)
    assert in_words(["story:99"]) == {"story:99": "story 99"}
