"""What a partner is told of one story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.fronts.models import Masthead
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Story
from tests.feeds.test_validity import HOSTILE_HTML, HOSTILE_TITLES


def body(item, media_type="text/html"):
    return next(one for one in item["bodies"] if one["contentType"] == media_type)


def test_a_whole_story_is_told(partner, full_story):
    item = partner.item(full_story)
    link = f"http://testserver{full_story.address}"
    assert item["uri"] == f"urn:uuid:{full_story.translation_key}"
    assert item["headlines"] == [{"role": "main", "contentType": "text/plain", "value": "The last ferry sails"}]
    assert item["descriptions"][0]["value"] == "It left at six with nine aboard."
    assert item["by"] == "Ann Archer"
    assert item["people"] == [{"name": "Ann Archer", "rel": "author", "uri": "http://testserver/author/ann-archer/"}]
    assert [(one["name"], one["rel"]) for one in item["subjects"]] == [
        ("Sport", "section"),
        ("Ferry", "about"),
        ("Sallow Island", "about"),
    ]
    assert item["genres"] == [{"name": "News", "uri": "http://cv.iptc.org/newscodes/genre/Current"}]
    assert item["altIds"] == [{"role": "canonical", "value": link}]
    assert item["renditions"][0]["href"] == link
    assert (item["type"], item["pubStatus"], item["representationType"]) == ("text", "usable", "full")
    assert item["copyrightHolder"] == "The Test Gazette"
    assert "The Harbour Post" in item["usageTerms"]
    assert item["contentCreated"] < item["versionCreated"]


def test_the_text_is_there_as_html_and_as_plain_words(partner, full_story, photo):
    full_story.body = [*full_story.body.raw_data, {"type": "picture", "value": {"photo": photo.pk, "caption": "Seen"}}]
    full_story.save_revision().publish()
    html, plain = (body(partner.item(full_story), kind) for kind in ("text/html", "text/plain"))
    assert "<p>The ferry <b>sailed</b> at six.</p>" in html["value"]
    assert "alert(1)" not in html["value"]
    assert "The ferry sailed at six.\n\n" in plain["value"]
    assert "Seen" in html["value"]
    assert "Seen" not in plain["value"]
    assert html["charCount"] == plain["charCount"] == len(plain["value"])
    assert 40 < plain["wordCount"] < 120


def test_a_feed_has_the_same_items(partner, full_story):
    item = partner.items()[0]
    assert {name: value for name, value in item.items() if name not in ("name", "rel")} == partner.item(full_story)


def test_a_partner_without_whole_stories_gets_the_head_of_each(make_partner, full_story, photo):
    full_story.lead_picture = photo
    full_story.body = [("text", "<p>Nobody knew.</p>")]
    full_story.save_revision().publish()
    item = make_partner(has_full_text=False).item(full_story)
    assert "bodies" not in item
    assert "Nobody knew" not in str(item)
    assert item["representationType"] == "partial"
    assert len(item["associations"]) == 1


def test_own_terms_are_told_with_every_story(make_partner, full_story):
    partner = make_partner(terms="Print only.\nNot before six.")
    assert partner.item(full_story)["usageTerms"] == "Print only.\nNot before six."
    assert partner.document()["usageTerms"] == "Print only.\nNot before six."


def test_what_was_put_right_is_told_to_who_publishes_it_already(partner, full_story):
    full_story.corrections.add(full_story.corrections.model(kind="correction", note="<p>It left at <b>seven</b>.</p>"))
    full_story.save_revision().publish()
    item = partner.item(full_story)
    assert item["edNote"].startswith("Correction, ")
    assert item["edNote"].endswith(": It left at seven.")
    assert item["version"] == "2"


def test_the_kicker_the_short_headline_and_the_language_are_told(partner, make_story):
    item = partner.item(make_story("Die Fähre", short_headline="Fähre", kicker="Hafen", language="de", kind="analysis"))
    assert {one["role"]: one["value"] for one in item["headlines"]} == {
        "main": "Die Fähre",
        "short": "Fähre",
        "kicker": "Hafen",
    }
    assert item["language"] == "de"
    assert item["genres"][0]["uri"].endswith("/Analysis")


def test_the_paper_is_called_as_its_masthead_says(partner, full_story):
    masthead = Masthead.of_the_paper()
    masthead.name, masthead.copyright = "The Evening Gazette", "Gazette Ltd"
    masthead.save()
    item = partner.item(full_story)
    assert item["copyrightHolder"] == "The Evening Gazette"
    assert item["copyrightNotice"] == "© Gazette Ltd"


# Pictures


@pytest.fixture
def pictured(make_story, photo):
    """A story with a lead picture, and the same and another in its body."""
    Photo.objects.filter(pk=photo.pk).update(
        source="Quay Agency",
        caption="The quay at night",
        copyright_notice="© Quay Agency",
        licence_url="https://quay.example/terms/für-alle",
    )
    other = Photo.objects.create(title="Boat", alt_text="A boat", credit="Bo", file=photo.file)
    shown = [{"type": "picture", "value": {"photo": pk, "alt": "", "caption": ""}} for pk in (other.pk, photo.pk)]
    story = make_story("Ferry", lead_picture=photo, lead_alt="The quay, lit", body=shown)
    return story, photo, other


def test_pictures_come_along_with_all_that_must_be_said(partner, pictured):
    lead, other = partner.item(pictured[0])["associations"]
    assert lead["name"] == "main picture"
    assert {one["role"]: one["value"] for one in lead["descriptions"]} == {
        "caption": "The quay at night",
        "altText": "The quay, lit",
    }
    assert (lead["by"], lead["infoSources"]) == ("Ada Quay", [{"name": "Quay Agency", "role": "source"}])
    assert lead["copyrightNotice"] == "© Quay Agency"
    assert lead["rightsInfo"] == {"linkedRights": "https://quay.example/terms/f%C3%BCr-alle"}
    assert (other["name"], other["by"]) == ("picture 2", "Bo")
    names = {one["name"]: one for one in lead["renditions"]}
    assert names["thumbnail"]["width"] == 320
    assert names["web"]["href"].startswith("http://testserver/media/images/")
    assert names["web"]["height"] == round(names["web"]["width"] * 2 / 3)


@pytest.mark.parametrize("days", [-1, 30], ids=["ended", "with an end"])
def test_a_picture_whose_rights_end_is_not_passed_on(partner, pictured, days):
    story, photo, _other = pictured
    Photo.objects.filter(pk=photo.pk).update(expires_at=timezone.now() + timedelta(days=days))
    item = partner.item(story)
    assert [one["by"] for one in item["associations"]] == ["Bo"]
    assert f"/{photo.pk}-" not in body(item)["value"]
    assert body(item)["value"].count("<img") == 1


def test_a_partner_without_pictures_gets_none(make_partner, pictured):
    item = make_partner(has_pictures=False).item(pictured[0])
    assert "associations" not in item
    assert "<img" not in body(item)["value"]


# Whatever is in the paper


def test_hostile_words_stay_valid(partner, make_story, make_author):
    author = make_author("Zoë\x07 <b>O'Neil</b> ]]>", slug="zoe")
    for number, title in enumerate(HOSTILE_TITLES):
        make_story(title, slug=f"s{number}", authors=[author], standfirst=title, kicker=title[:80])
    for number, html in enumerate(HOSTILE_HTML):
        make_story(f"Body {number}", slug=f"b{number}", body=[("text", html), ("markup", {"html": html})])
    assert len(partner.items()) == len(HOSTILE_TITLES) + len(HOSTILE_HTML)


def test_a_story_of_nothing_is_valid(partner, make_story):
    item = partner.item(make_story("Bare"))
    assert "by" not in item
    assert "people" not in item
    assert body(item)["value"] == ""


def test_an_empty_paper_has_a_valid_feed(partner):
    assert partner.items() == []


def test_the_identifier_stays_when_headline_slug_and_section_change(partner, make_story, sport):
    story = make_story("Ferry")
    before = partner.item(story)["uri"]
    Story.objects.get(pk=story.pk).move(sport, pos="last-child")
    moved = Story.objects.get(pk=story.pk)
    moved.title, moved.slug = "Boat", "boat"
    moved.save_revision().publish()
    after = partner.item(moved)
    assert after["uri"] == before
    assert after["altIds"][0]["value"] == "http://testserver/sport/boat/"
