"""A small paper to read: two sections, authors, topics, a story with one of every block."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache

from broadsheet.lib import rate_limits
from broadsheet.newsroom.models import Author, Section, Story

EVERY_BLOCK = [
    ("text", "<p>The ferry <b>sailed</b> at six.</p>"),
    *[("heading", {"text": f"Part {number}", "level": "2"}) for number in (1, 2, 3)],
    ("quote", {"text": "<p>We saw it go.</p>", "source": "Ada Quay"}),
    ("pull_quote", {"text": "We saw it go", "source": "Ada Quay"}),
    ("list", {"style": "numbered", "items": ["<p>One</p>", "<p>Two</p>"]}),
    (
        "table",
        {"data": [["Day", "Boats"], ["Monday", "4"]], "first_row_is_table_header": True, "table_caption": "Boats"},
    ),
    ("embed", {"url": "https://vimeo.com/76979871", "title": "The crossing", "caption": ""}),
    ("info_box", {"title": "How we counted", "text": "<p>By hand.</p>"}),
    ("code", {"language": "python", "code": "1 < 2"}),
    ("markup", {"html": "<table><tr><td>Kept</td></tr></table><script>alert(1)</script>"}),
]


@pytest.fixture
def nobody_has_asked() -> Iterator[None]:
    """Requests are counted in the cache, which outlives a test, by an hour that here does not end meanwhile."""
    cache.clear()
    with mock.patch.object(rate_limits, "time", SimpleNamespace(time=lambda: 1_800_000_000)):
        yield


@pytest.fixture
def sport(make_section: Callable[..., Section]) -> Section:
    return make_section("Sport", accent="#123456")


@pytest.fixture
def ann(make_author: Callable[..., Author]) -> Author:
    return make_author("Ann Archer", role="Reporter", biography="<p>Ann reports.</p>")


@pytest.fixture
def full_story(make_story: Callable[..., Story], sport: Section, ann: Author) -> Story:
    """A story that uses everything a story can have but pictures."""
    return make_story(
        "The last ferry sails",
        section=sport,
        authors=[ann],
        topics=["Ferry", "Sallow Island"],
        standfirst="It left at six with nine aboard.",
        body=EVERY_BLOCK,
        key_points=[("point", {"label": "When", "text": "At six."})],
        summary="<p>The ferry has gone.</p>",
        questions=[("question", {"question": "Will it return?", "answer": "<p>In spring.</p>"})],
        minutes_ago=30,
    )


@pytest.fixture
def make_many(make_story: Callable[..., Story], sport: Section, ann: Author) -> Callable[[int], list[Story]]:
    """Makes a number of stories in Sport, an hour apart."""

    def make(count: int, **fields: Any) -> list[Story]:
        return [
            make_story(f"Match {n}", section=sport, authors=[ann], topics=["Ferry"], minutes_ago=60 * n + 60, **fields)
            for n in range(count)
        ]

    return make
