"""A partner learns of every story that may not be published any more, whatever took it away."""

import json

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from broadsheet.newsroom.models import Story
from broadsheet.partners import offers
from broadsheet.partners.models import Given


def restrict(story):
    PageViewRestriction.objects.create(page=Page.objects.get(pk=story.pk), restriction_type="login")


def opt_out(story):
    story.no_republishing = True
    story.save_revision().publish()


def hide(story):
    story.hide_from_lists = True
    story.save_revision().publish()


def delete_section(story):
    story.section.delete()


WAYS = {
    "unpublished": lambda story: story.unpublish(),
    "deleted": lambda story: story.delete(),
    "deleted with its section": delete_section,
    "restricted": restrict,
    "not to be republished": opt_out,
    "hidden": hide,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_story_that_is_taken_away_is_canceled(partner, make_story, sport, way):
    story = make_story("The secret crossing", section=sport, slug="secret", body=[("text", "<p>Nobody knew.</p>")])
    make_story("Another")
    assert len(partner.items()) == 2
    before = timezone.now()
    way(Story.objects.get(pk=story.pk))
    for asked in ({}, {"since": before.isoformat()}):
        gone = [item for item in partner.items(**asked) if item["pubStatus"] == "canceled"]
        assert [item["uri"] for item in gone] == [f"urn:uuid:{story.translation_key}"]
        told = json.dumps(gone)
        assert not any(word in told for word in ("secret", "crossing", "Nobody knew"))
    assert partner.item(story)["pubStatus"] == "canceled"
    assert partner.items(since=timezone.now().isoformat()) == []


def test_who_was_never_given_a_story_is_not_told_of_it(partner, make_partner, make_story):
    story = make_story("The secret crossing")
    partner.items()
    other = make_partner("The Other Post")
    story.unpublish()
    assert other.items() == []
    assert other.get(f"/ninjs/{story.translation_key}/").status_code == 404
    assert partner.titles() == ["canceled"]


def test_who_was_told_that_nothing_changed_was_given_nothing_new(partner, make_story):
    make_story("Ferry")
    etag = partner.get()["ETag"]
    Given.objects.all().delete()
    partner.get(headers={"If-None-Match": etag})
    assert not Given.objects.exists()


def test_a_story_that_comes_back_is_given_again(partner, make_story):
    story = make_story("Ferry")
    partner.items()
    story.unpublish()
    assert partner.titles() == ["canceled"]
    before = timezone.now()
    Story.objects.get(pk=story.pk).get_latest_revision().publish()
    assert partner.titles(since=before.isoformat()) == ["Ferry"]
    assert partner.titles() == ["Ferry"]
    assert not Given.objects.get().is_withdrawn


def test_a_story_that_leaves_a_partners_sections_is_not_canceled(make_partner, make_story, sport, news):
    """What they have they may keep; only no more is given of it."""
    story = make_story("Ferry", section=sport)
    partner = make_partner(sections=[sport])
    partner.items()
    Story.objects.get(pk=story.pk).move(news, pos="last-child")
    assert partner.items() == []
    assert not Given.objects.get().is_withdrawn


def test_many_that_go_at_once_are_all_found(partner, make_many, monkeypatch):
    stories = make_many(5)
    partner.items()
    monkeypatch.setattr(offers, "MOST_TURNED", 2)
    for story in stories:
        Story.objects.get(pk=story.pk).unpublish()
    for _ in range(3):
        found = partner.titles()
    assert found == ["canceled"] * 5
