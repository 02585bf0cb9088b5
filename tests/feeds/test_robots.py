"""robots.txt says to each crawler what an editor chose, as a parser of those who obey it reads it."""

import re
from itertools import product
from pathlib import Path

import pytest
from protego import Protego

from broadsheet.feeds.machine_files.crawlers import CRAWLERS, Purpose
from broadsheet.fronts.models import Machines

pytestmark = pytest.mark.django_db
STORY = "http://testserver/news/a-story/"
CHOICES = list(product((True, False), repeat=3))


@pytest.fixture
def choose(client):
    """What robots.txt says once an editor has chosen: the text, and what a parser makes of it."""

    def make(search=True, answers=True, training=False, refused=""):
        machines = Machines.of_the_paper()
        machines.allow_search, machines.allow_answers, machines.allow_training = search, answers, training
        machines.refused_crawlers = refused
        machines.save()
        answer = client.get("/robots.txt")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        return answer.content.decode(), Protego.parse(answer.content.decode())

    return make


@pytest.mark.parametrize(("search", "answers", "training"), CHOICES)
def test_each_crawler_may_do_what_was_chosen_for_its_purpose(choose, search, answers, training):
    _text, rules = choose(search, answers, training)
    chosen = {Purpose.SEARCH: search, Purpose.ANSWERS: answers, Purpose.TRAINING: training}
    wrong = [one.name for one in CRAWLERS if rules.can_fetch(STORY, one.name) != chosen[one.purpose]]
    assert wrong == []
    assert rules.can_fetch(STORY, "SomethingNew/1.0") == search


@pytest.mark.parametrize(("search", "answers", "training"), CHOICES)
def test_nobody_is_let_into_the_desk_and_everybody_may_read_the_terms(choose, search, answers, training):
    _text, rules = choose(search, answers, training, refused="ExampleBot")
    for name in [*(one.name for one in CRAWLERS), "ExampleBot", "SomethingNew"]:
        for path in ("/desk/", "/desk/login/", "/search/?q=ferry", "/lite/search/?q=ferry", "/_util/login/"):
            assert not rules.can_fetch(f"http://testserver{path}", name)
        for path in ("/ads.txt", "/license.xml", "/.well-known/security.txt"):
            assert rules.can_fetch(f"http://testserver{path}", name)


def test_pages_pictures_and_styles_may_be_read(choose):
    _text, rules = choose()
    for path in ("/", "/lite/news/", "/media/images/1-abcdef12-whole.jpg", "/static/reader/css/reader.css", "/feed/"):
        assert rules.can_fetch(f"http://testserver{path}", "Googlebot")


def test_a_crawler_named_besides_is_refused_whatever_its_purpose(choose):
    _text, rules = choose(refused="ExampleBot\r\n\r\n  bingbot  \n")
    assert not rules.can_fetch(STORY, "ExampleBot/2.1")
    assert not rules.can_fetch(STORY, "bingbot")
    assert rules.can_fetch(STORY, "Googlebot")
    _text, rules = choose(search=False, answers=True, refused="ChatGPT-User")
    assert not rules.can_fetch(STORY, "ChatGPT-User")
    assert rules.can_fetch(STORY, "Claude-User")


def test_a_name_that_would_refuse_everybody_is_passed_over(choose):
    text, rules = choose(refused="*\nExampleBot")
    assert rules.can_fetch(STORY, "Googlebot")
    assert text.count("User-agent: *") == 1


@pytest.mark.parametrize(("search", "answers", "training"), CHOICES)
def test_the_content_signal_says_the_same(choose, search, answers, training):
    text, _rules = choose(search, answers, training)
    said = dict(re.findall(r"(search|ai-input|ai-train)=(yes|no)", text))
    assert said == {
        name: "yes" if allowed else "no"
        for name, allowed in {"search": search, "ai-input": answers, "ai-train": training}.items()
    }


def test_the_sitemap_and_the_licence_are_named(choose):
    text, rules = choose()
    assert list(rules.sitemaps) == ["http://testserver/sitemap.xml"]
    assert "License: http://testserver/license.xml\n" in text
    text, rules = choose(search=False)
    assert list(rules.sitemaps) == []


def test_no_crawler_is_named_twice():
    names = [crawler.name.casefold() for crawler in CRAWLERS]
    assert len(names) == len(set(names))


def test_the_guide_prints_the_table_that_is_used():
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "machines.md").read_text()
    for purpose in Purpose:
        names = ", ".join(f"`{one.name}`" for one in CRAWLERS if one.purpose is purpose)
        assert names in guide, f"docs/guide/machines.md should say: {names}"
