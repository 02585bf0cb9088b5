"""A draft can always be saved; what must not go out is said when it would."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from broadsheet.newsroom.models import Story
from tests.desk.conftest import post_of_story

AHEAD = "2099-01-01 08:00"


@pytest.fixture
def write(edna, at_desk, news):
    """Edna posts a new story: ``write(published_at="…")``; returns the answer."""

    def post(**fields: str) -> Any:
        address = reverse("wagtailadmin_pages:add", args=["newsroom", "story", news.pk])
        return at_desk(edna).post(address, post_of_story("Ferry stops", "ferry-stops", **fields))

    return post


def bylines(*authors: Any) -> dict[str, str]:
    """What the form posts for rows that name ``authors``; None for a row left empty."""
    fields = {"bylines-TOTAL_FORMS": str(len(authors))}
    for row, author in enumerate(authors):
        fields[f"bylines-{row}-author"] = str(author.pk) if author else ""
        fields[f"bylines-{row}-ORDER"] = str(row + 1)
    return fields


def names() -> list[str]:
    return [author.name for author in Story.objects.get().get_latest_revision_as_object().authors]


def test_a_draft_may_name_a_date_to_come(write):
    write(published_at=AHEAD)
    assert Story.objects.get().get_latest_revision_as_object().published_at.year == 2099


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_date_to_come_is_refused_when_the_story_leaves_the_desk(write, action):
    answer = write(published_at=AHEAD, **{action: "1"})
    assert "set a schedule instead" in answer.content.decode()
    assert not Story.objects.exists()


def test_a_draft_with_a_date_to_come_is_dated_today_when_it_goes_out_another_way(write):
    write(published_at=AHEAD)
    Story.objects.get().get_latest_revision().publish()
    assert abs(Story.objects.get().published_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_a_row_of_the_byline_left_empty_is_passed_over(write, make_author, action):
    ann, bo = make_author("Ann"), make_author("Bo")
    write(**bylines(ann, None, bo), **action)
    assert names() == ["Ann", "Bo"]


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_an_author_named_twice_stands_once(write, make_author, action):
    ann, bo = make_author("Ann"), make_author("Bo")
    write(**bylines(bo, ann, bo), **action)
    assert names() == ["Bo", "Ann"]


def test_a_byline_that_nobody_could_have_posted_is_refused_without_a_traceback(write):
    answer = write(**{"bylines-TOTAL_FORMS": "9" * 40})
    assert answer.status_code == 200
    assert not Story.objects.exists()


def test_an_author_taken_off_a_story_is_gone(edna, at_desk, make_author, make_story):
    ann, bo = make_author("Ann"), make_author("Bo")
    story = make_story("Ferry stops", slug="ferry-stops", authors=[ann, bo])
    fields = {**bylines(ann, bo), "bylines-INITIAL_FORMS": "2", "bylines-0-DELETE": "on"}
    fields |= {f"bylines-{row}-id": str(byline.pk) for row, byline in enumerate(story.bylines.all())}
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(edna).post(address, post_of_story("Ferry stops", "ferry-stops", **fields))
    assert names() == ["Bo"]
