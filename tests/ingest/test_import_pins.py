"""Stories the source kept at the top become Editors' Picks, once; pictures for social networks come along."""

from datetime import timedelta

import pytest
from PIL import Image

from broadsheet.fronts.models import EditorsPick, EditorsPicks
from broadsheet.ingest.records import MediaRef, Medium, Origin, State
from broadsheet.ingest.writer.pins import MOST
from broadsheet.newsroom.models import Story
from tests.ingest.made_archive import PUBLISHED, a_story, bring_in

pytestmark = pytest.mark.usefixtures("front")


def picked() -> list[str]:
    """Headlines in the order of the picks."""
    return [pick.story.title for pick in EditorsPick.objects.order_by("sort_order")]


def pinned(count: int, **fields):
    """Pinned stories, the first the newest."""
    return [
        a_story(str(n), is_pinned=True, published=PUBLISHED - timedelta(days=n), **fields) for n in range(1, count + 1)
    ]


def test_pinned_stories_are_picked_the_newest_first_and_only_once():
    for _ in range(2):
        report = bring_in(a_story("9"), *reversed(pinned(3)))
        assert picked() == ["Story 1", "Story 2", "Story 3"]
        assert report.warning_count == 0


def test_what_strangers_may_not_read_is_no_pick():
    bring_in(*pinned(1, state=State.PRIVATE), a_story("2", state=State.DRAFT, is_pinned=True))
    assert picked() == []


def test_picks_that_editors_made_are_left_alone_and_the_rest_is_named(make_story):
    chosen = make_story("Chosen here")
    picks = EditorsPicks.objects.get()
    picks.picks = [EditorsPick(story=chosen)]
    picks.save()
    report = bring_in(*pinned(2))
    assert picked() == ["Chosen here"]
    assert [line.title for line in report.warnings] == ["Story 1", "Story 2"]


def test_more_than_there_is_room_for_are_named():
    report = bring_in(*pinned(MOST + 1))
    assert len(picked()) == MOST
    assert [line.title for line in report.warnings] == [f"Story {MOST + 1}"]


def test_the_picture_for_social_networks_comes_along(tmp_path):
    Image.new("RGB", (60, 40), "navy").save(tmp_path / "card.jpg")
    bring_in(
        Medium(Origin("7"), "card.jpg", title="Card"),
        a_story(social_picture=MediaRef(key="7")),
        media_root=tmp_path,
    )
    story = Story.objects.get()
    assert story.social_picture.title == "Card"
    assert story.lead_picture is None
    assert story.get_latest_revision_as_object().social_picture == story.social_picture
