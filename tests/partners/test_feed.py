"""What a partner's feed has in it, in which order, and page after page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from broadsheet.newsroom.models import Story
from broadsheet.partners import offers
from broadsheet.partners.models import Given


@pytest.fixture
def change():
    """Publishes a story with another text."""

    def publish(story, text="<p>It left at seven.</p>"):
        story = Story.objects.get(pk=story.pk)
        story.body = [("text", text)]
        story.save_revision().publish()
        return Story.objects.get(pk=story.pk)

    return publish


def all_pages(partner, **asked):
    """Headlines of every page, following the links."""
    titles, answer = [], partner.get(**asked)
    while True:
        titles.append([item.get("title", item["pubStatus"]) for item in answer.json()["associations"]])
        link = re.match(r'<http://testserver([^>]+)>; rel="next"', answer.get("Link", ""))
        if link is None:
            return titles
        answer = partner.client.get(link[1])


def test_the_newest_comes_first_and_pages_lead_to_the_oldest(partner, make_many, monkeypatch):
    monkeypatch.setattr(offers, "PAGE", 2)
    make_many(5)
    assert all_pages(partner) == [["Match 0", "Match 1"], ["Match 2", "Match 3"], ["Match 4"]]


def test_stories_of_one_moment_are_each_given_once(partner, make_story, monkeypatch):
    monkeypatch.setattr(offers, "PAGE", 2)
    moment = timezone.now() - timedelta(hours=1)
    for number in range(5):
        make_story(f"Match {number}", published_at=moment)
    pages = all_pages(partner)
    assert sorted(title for page in pages for title in page) == [f"Match {number}" for number in range(5)]
    assert len(pages) == 3


def test_since_gives_what_is_new_and_what_has_changed(partner, make_story, change):
    old, untouched = make_story("Old", minutes_ago=300), make_story("Untouched", minutes_ago=200)
    before = timezone.now()
    assert partner.titles(since=before.isoformat()) == []
    changed = change(old)
    make_story("New")
    assert partner.titles(since=before.isoformat()) == ["New", "Old"]
    assert partner.titles(since=timezone.now().isoformat()) == []
    assert partner.titles() == ["New", "Untouched", "Old"]
    assert partner.item(changed)["version"] == "2"
    assert partner.item(untouched)["version"] == "1"


def test_typing_is_given_too(partner, make_story, change):
    story = make_story("Ferry", body=[("text", "<p>It left at sevn.</p>")], minutes_ago=300)
    before = timezone.now()
    change(story, "<p>It left at seven.</p>")
    assert partner.titles(since=before.isoformat()) == ["Ferry"]


def test_a_story_filed_in_the_past_is_given_to_who_asks_for_what_is_new(partner, make_story):
    before = timezone.now()
    make_story("From the archive", published_at=datetime(1999, 1, 1, tzinfo=UTC))
    assert partner.titles(since=before.isoformat()) == ["From the archive"]


def test_changes_are_given_page_after_page(partner, make_many, change, monkeypatch):
    stories = make_many(3)
    before = timezone.now()
    for story in stories:
        change(story)
    monkeypatch.setattr(offers, "PAGE", 2)
    pages = all_pages(partner, since=before.isoformat())
    assert [title for page in pages for title in page] == [f"Match {number}" for number in (2, 1, 0)]


def test_a_feed_of_a_section(partner, make_story, sport, make_section):
    rowing = make_section("Rowing", under=sport)
    make_story("In the news", minutes_ago=3)
    make_story("On the pitch", section=sport, minutes_ago=2)
    make_story("On the water", section=rowing, minutes_ago=1)
    assert partner.titles(section="sport") == ["On the water", "On the pitch"]
    assert partner.titles(section="/sport/rowing/") == ["On the water"]
    assert partner.document(section="sport")["uri"] == "http://testserver/ninjs/?section=sport"
    assert partner.get(section="chess").status_code == 404


def test_a_partner_of_some_sections_gets_no_other(make_partner, make_story, sport, make_section):
    culture, rowing = make_section("Culture"), make_section("Rowing", under=sport)
    stories = {
        name: make_story(name, section=section, minutes_ago=number)
        for number, (name, section) in enumerate({"A": None, "B": sport, "C": culture, "D": rowing}.items())
    }
    partner = make_partner(sections=[sport, culture])
    assert partner.titles() == ["B", "C", "D"]
    assert partner.titles(since="2000-01-01T00:00:00Z")[:3] == ["D", "C", "B"]
    assert partner.get(section="news").status_code == 403
    assert partner.titles(section="sport/rowing") == ["D"]
    assert partner.get(f"/ninjs/{stories['A'].translation_key}/").status_code == 404
    assert partner.get(f"/ninjs/{stories['D'].translation_key}/").status_code == 200


def test_a_partner_whose_only_section_is_deleted_does_not_get_everything(make_partner, make_story, sport):
    make_story("In the news")
    partner = make_partner(sections=[sport])
    sport.delete()
    assert partner.titles() == []


def test_what_is_not_to_be_passed_on_is_given_to_nobody(partner, make_story):
    kept = [
        make_story("Draft", live=False),
        make_story("Hidden", hide_from_lists=True),
        make_story("Agency's", no_republishing=True),
        make_story("Paid for", kind="sponsored"),
        make_story("Another's", canonical_url="https://elsewhere.example/story"),
    ]
    assert partner.titles() == partner.titles(since="2000-01-01T00:00:00Z") == []
    for story in kept:
        assert partner.get(f"/ninjs/{story.translation_key}/").status_code == 404


def test_restricted_stories_are_given_to_nobody(partner, make_story, sport):
    story = make_story("Secret", section=sport)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=sport.pk), restriction_type="login")
    assert partner.titles() == partner.titles(since="2000-01-01T00:00:00Z") == []
    assert partner.get(f"/ninjs/{story.translation_key}/").status_code == 404
    assert partner.get(section="sport").status_code == 404


def test_a_draft_of_a_published_story_is_given_to_nobody(partner, make_story):
    story = make_story("Ferry", body=[("text", "<p>As published.</p>")])
    story.body = [("text", "<p>As drafted.</p>")]
    story.save_revision()
    assert "As drafted" not in str(partner.items())


MISTAKES = [
    {"since": "yesterday"},
    {"since": "2026-11-30"},
    {"since": "2026-11-30T09:00:00"},
    {"since": "2026-13-30T09:00:00Z"},
    {"after": "x"},
    {"after": "2026-11-30T09:00:00Z/7/1"},
    {"after": "2026-11-30T09:00:00Z/0/-1"},
    {"after": "2026-11-30T09:00:00Z/0/99999999999999999999"},
    {"after": "//"},
]


def test_a_mistake_in_the_question_is_said(partner):
    for asked in MISTAKES:
        answer = partner.get(**asked)
        assert answer.status_code == 400
        assert next(iter(asked)) in answer.json()["detail"]


def test_a_zone_whose_plus_was_not_escaped_is_understood(partner, make_story):
    make_story("Ferry")
    assert partner.client.get("/ninjs/?since=2026-01-01T09:00:00+01:00").status_code == 200


def test_what_has_not_changed_is_not_sent_again(partner, make_story, change):
    story = make_story("Ferry")
    for address in ("/ninjs/", f"/ninjs/{story.translation_key}/"):
        etag = partner.get(address)["ETag"]
        again = partner.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert "private" in again["Cache-Control"]
    change(story)
    assert partner.get(headers={"If-None-Match": etag}).status_code == 200


def test_asking_for_the_head_gives_nothing(partner, make_story):
    make_story("Ferry")
    assert partner.client.head("/ninjs/").status_code == 200
    assert not Given.objects.exists()


def test_more_stories_take_no_more_queries(partner, make_many, full_story, django_assert_max_num_queries, photo):
    make_many(2, lead_picture=photo)
    partner.get()
    with django_assert_max_num_queries(22) as asked:
        partner.get()
    few = len(asked)
    make_many(8, lead_picture=photo)
    partner.get()
    with django_assert_max_num_queries(few):
        partner.get()
    with django_assert_max_num_queries(few + 2):
        partner.get(since="2000-01-01T00:00:00Z")
