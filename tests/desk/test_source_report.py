"""The report of whom the paper speaks with is for those who edit."""

import pytest
from django.urls import reverse

from broadsheet.newsroom.models import StorySource
from tests.desk.conftest import was_refused


@pytest.fixture
def told(make_story, sport):
    """Two stories with three sources, and a draft with another."""
    made = make_story("One"), make_story("Two", section=sport), make_story("Draft", live=False)
    StorySource.objects.create(story=made[0], kind="person", name="Ann", desk_note="Woman, north")
    StorySource.objects.create(story=made[0], kind="person", is_unnamed=True, why_unnamed="fear", desk_note="woman")
    StorySource.objects.create(story=made[1], kind="data", name="Office of numbers")
    StorySource.objects.create(story=made[2], kind="data", name="Unseen")
    return made


@pytest.mark.parametrize("who", ["edna", "eddie", "paula", "ada"])
def test_editors_see_counts_and_no_names(told, at_desk, request, who):
    answer = at_desk(request.getfixturevalue(who)).get(reverse("desk_source_report"))
    paper = answer.context["paper"]
    assert (paper.total, paper.unnamed, paper.unnamed_share, paper.by_kind) == (3, 1, 33, [2, 0, 1, 0])
    assert {tally.name: tally.total for tally in answer.context["sections"]} == {"News": 2, "Sport": 1}
    assert ("woman", 2) in answer.context["notes"]
    assert "Office of numbers" not in answer.content.decode()


def test_a_period_can_be_asked_for_and_nonsense_is_passed_over(told, at_desk, edna):
    address = reverse("desk_source_report")
    assert at_desk(edna).get(f"{address}?since=2001-01-01&until=2001-02-01").context["paper"].total == 0
    assert at_desk(edna).get(f"{address}?since=never").context["paper"].total == 3


@pytest.mark.parametrize("who", ["rita", "nobody"])
def test_reporters_and_strangers_are_refused(told, at_desk, request, who):
    assert was_refused(at_desk(request.getfixturevalue(who)).get(reverse("desk_source_report")))
