"""The news sitemap names the stories of the last two days, at every moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.feeds.sitemaps import news
from broadsheet.feeds.sitemaps.documents import xml_text
from broadsheet.fronts.models import Masthead
from broadsheet.newsroom import clock
from broadsheet.newsroom.models import ClockMark
from broadsheet.press.outbox import position, since
from tests.feeds.conformance import found, valid

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]
DAY = 24 * 60


@pytest.fixture
def read(client):
    return lambda: valid(client.get("/sitemap-news.xml").content)


def test_it_names_two_days_newest_first(read, make_story):
    make_story("Three days old", minutes_ago=3 * DAY)
    make_story("Just too old", minutes_ago=2 * DAY + 1)
    make_story("Almost too old", minutes_ago=2 * DAY - 1)
    make_story("New", minutes_ago=1)
    document = read()
    assert found(document, "//n:title") == ["New", "Almost too old"]
    assert set(found(document, "//n:publication/n:name")) == {"The Test Gazette"}
    assert set(found(document, "//n:publication/n:language")) == {"en"}


def test_the_paper_is_called_as_its_masthead_calls_it(read, make_story):
    make_story("New")
    masthead = Masthead.of_the_paper()
    masthead.name = "The Évening & Star"
    masthead.save()
    assert found(read(), "//n:publication/n:name") == ["The Évening & Star"]


def test_what_is_paid_for_hidden_or_from_elsewhere_is_not_news(client, make_story):
    make_story("Paid for", kind="sponsored")
    make_story("Hidden", hide_from_lists=True)
    make_story("Elsewhere", canonical_url="https://other.example/")
    assert client.get("/sitemap-news.xml").status_code == 404
    assert b"sitemap-news" not in client.get("/sitemap.xml").content
    make_story("Ours")
    assert b"sitemap-news" in client.get("/sitemap.xml").content


def test_it_names_a_thousand_at_most(read, make_story, monkeypatch):
    monkeypatch.setattr(news, "MOST", 2)
    for minutes in (3, 2, 1):
        make_story(f"Story {minutes}", minutes_ago=minutes)
    assert found(read(), "//n:title") == ["Story 1", "Story 2"]
    monkeypatch.undo()
    assert news.MOST == 1000


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("en-GB", "en"),
        ("de", "de"),
        ("ckb", "ckb"),
        ("zh", "zh-cn"),
        ("zh-Hans", "zh-cn"),
        ("zh-hant", "zh-tw"),
        ("zh-TW", "zh-tw"),
        ("zh_Hant_HK", "zh-tw"),
    ],
)
def test_languages_are_told_as_news_search_knows_them(tag, told):
    assert news.news_language(tag) == told


def test_each_story_is_in_its_own_language(read, make_story):
    make_story("العبّارة متأخرة", language="ar", minutes_ago=1)
    make_story("Late", minutes_ago=2)
    assert found(read(), "//n:language") == ["ar", "en"]


@pytest.mark.parametrize("title", ["<b>&amp;]]></b>", "🗞️ Extra", "A\u0000\u0008\u000bB", "x" * 255, "سطر\u202eقديم"])
def test_any_title_is_well_formed(read, make_story, title):
    story = make_story("Plain")
    type(story).objects.filter(pk=story.pk).update(title=title.replace("\u0000", ""))
    assert found(read(), "//n:title") == [xml_text(title.replace("\u0000", ""))]


def test_characters_that_xml_refuses_are_left_out():
    assert xml_text("A\x00\x08B\ud800C\ufffe  D\n") == "A B C D"


def test_the_clock_tells_of_a_story_that_grows_too_old(make_story, monkeypatch):
    make_story("Old news", minutes_ago=2 * DAY - 5)
    ClockMark.objects.all().delete()
    clock.tick()
    real = timezone.now()

    def told_at(minutes):
        before = position()
        monkeypatch.setattr(timezone, "now", lambda: real + timedelta(minutes=minutes))
        clock.tick()
        return {key for noted in since(before) for key in noted.keys} - {"day", "month", "year"}

    assert told_at(4) == set()
    assert told_at(6) == {"news"}
    assert told_at(7) == set()
