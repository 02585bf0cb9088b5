"""Times, days and names are written as the language of the paper writes them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from lxml import html as lxml_html

from broadsheet.lib import dates_shown

MOMENT = datetime(2026, 11, 29, 21, 5, tzinfo=UTC)
FORMATS = {
    "en-gb": ("21:05", "29 Nov", "Sunday 29 November", "Sunday 29 November 2026", "November 2026"),
    "en-us": ("9:05 p.m.", "Nov 29", "Sunday November 29", "Sunday November 29, 2026", "November 2026"),
    "de": ("21:05", "29. Nov", "Sonntag 29. November", "Sonntag 29. November 2026", "November 2026"),
    "ja": ("21:05", "11月29日", "日曜日 11月29日", "日曜日 2026年11月29日", "2026年11月"),
}


@pytest.mark.parametrize("language", FORMATS)
def test_each_language_has_its_own_way_with_dates(language):
    writers = ("time_of_day", "short_day", "day_of_week", "whole_day", "month_of_year")
    with translation.override(language):
        assert tuple(getattr(dates_shown, writer)(MOMENT) for writer in writers) == FORMATS[language]


@pytest.fixture
def by_three(make_story, make_author):
    authors = [make_author("Ann Archer"), make_author("Bo Baker"), make_author("Cy Cole")]
    return make_story("The last ferry sails", authors=authors, published_at=MOMENT)


BYLINES = {
    "en-gb": "By Ann Archer, Bo Baker and Cy Cole",
    "de": "Von Ann Archer, Bo Baker und Cy Cole",
    "ar": "بقلم Ann Archer، Bo Baker و Cy Cole",
}


@pytest.mark.parametrize("language", BYLINES)
@pytest.mark.parametrize("edition", ["", "/lite"])
def test_several_names_are_joined_as_the_language_joins_them(client, by_three, language, edition):
    with translation.override(language):
        page = lxml_html.fromstring(client.get(edition + by_three.address).content)
        names = " ".join(page.xpath("string((//a[@rel='author'])[1]/..)").split())
        assert names == BYLINES[language]


def test_cards_join_names_and_write_times_alike(client, by_three):
    with translation.override("de"):
        page = client.get("/news/").content.decode()
    assert "Ann Archer, Bo Baker und Cy Cole" in page
    assert ">29. Nov</time>" in page


def test_a_day_of_the_archive_is_headed_as_the_language_has_it(client, by_three):
    with translation.override("de"):
        page = lxml_html.fromstring(client.get("/archive/2026/11/29/").content)
    assert page.xpath("string(//h1)") == "Sonntag 29. November 2026"
