"""The page with a story's text to copy: where there is one, what is in it, and what the press knows of it."""

import html
import re

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import Republishing
from broadsheet.newsroom.models import Story
from broadsheet.partners.copying import copy_of
from broadsheet.press.recording import Recording, recording
from tests.feeds.profile import mistakes_in_html
from tests.feeds.test_validity import HOSTILE_HTML
from tests.press.told import Told

EDITIONS = pytest.mark.parametrize("edition", ["", "/lite"])


def address_of(story, edition=""):
    return f"{edition}{story.address}republish/"


def copied(client, story, edition="", what="html"):
    """What a reader copies out of a field."""
    page = client.get(address_of(story, edition)).content.decode()
    return html.unescape(re.search(rf'<textarea id="copy-{what}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)[1])


@EDITIONS
def test_nothing_is_offered_until_the_paper_says_so(client, full_story, offering, edition):
    assert client.get(address_of(full_story, edition)).status_code == 404
    assert "republish" not in client.get(edition + full_story.address).content.decode()
    offering()
    assert client.get(address_of(full_story, edition)).status_code == 200
    assert f'href="{address_of(full_story, edition)}"' in client.get(edition + full_story.address).content.decode()


@EDITIONS
def test_the_text_says_whose_it_is(client, full_story, offering, edition):
    offering()
    text = copied(client, full_story, edition)
    link = f"http://testserver{full_story.address}"
    assert text.startswith("<h1>The last ferry sails</h1>\n<p>By Ann Archer, The Test Gazette</p>")
    assert "<p>The ferry <b>sailed</b> at six.</p>" in text
    assert "<code>1 &lt; 2</code>" in text
    assert f'First published by <a href="{link}">The Test Gazette</a> on ' in text
    assert '<a href="https://creativecommons.org/licenses/by-nd/4.0/" rel="license">CC BY-ND 4.0</a>' in text
    assert copied(client, full_story, edition, "head").strip() == f'<link rel="canonical" href="{link}">'
    plain = copied(client, full_story, edition, "text")
    assert plain.startswith("The last ferry sails\n\nBy Ann Archer, The Test Gazette\n\n")
    assert link in plain
    assert "<" not in plain.replace("1 < 2", "")


def test_search_engines_leave_the_page_out(client, full_story, offering):
    offering()
    for edition in ("", "/lite"):
        page = client.get(address_of(full_story, edition)).content.decode()
        assert '<meta name="robots" content="noindex">' in page


def test_the_text_stands_by_itself(full_story, make_story, offering):
    terms = offering(with_pictures=True)
    assert list(mistakes_in_html(copy_of(full_story, terms, "Gazette").html)) == []
    for number, words in enumerate(HOSTILE_HTML):
        story = make_story(f"<i>{number}</i> ]]>", body=[("text", words), ("markup", {"html": words})])
        made = copy_of(story, terms, "The <b>Gazette</b>")
        assert list(mistakes_in_html(made.html)) == []
        assert lxml.html.fragment_fromstring(made.html, create_parent=True).xpath("count(.//h1)") == 1
        assert "<b>Gazette" not in made.html


def test_nobody_breaks_out_of_the_field(client, make_story, offering):
    offering()
    story = make_story("Out", body=[("code", {"language": "html", "code": "</textarea><script>alert(1)</script>"})])
    assert "<script>alert" not in client.get(address_of(story)).content.decode()


def test_pictures_are_in_it_only_where_the_paper_says_so(client, make_story, photo, offering):
    shown = [{"type": "picture", "value": {"photo": photo.pk, "alt": "", "caption": ""}}]
    story = make_story("Ferry", lead_picture=photo, body=shown)
    offering()
    assert "<img" not in copied(client, story)
    offering(with_pictures=True)
    assert copied(client, story).count('<img src="http://testserver/media/images/') == 2


def test_conditions_are_the_papers_own_or_ours(client, full_story, offering):
    offering()
    assert "Publish it whole and unchanged" in client.get(address_of(full_story)).content.decode()
    offering(conditions="Tell us first.\n\n Not on Sundays. ")
    page = client.get(address_of(full_story)).content.decode()
    assert "<li>Tell us first.</li>" in page
    assert "<li>Not on Sundays.</li>" in page
    assert "Publish it whole" not in page


NEVER = [{"no_republishing": True}, {"kind": "sponsored"}, {"canonical_url": "https://e.example/"}, {"live": False}]


@pytest.mark.parametrize("fields", NEVER, ids=str)
def test_some_stories_are_never_offered(client, make_story, offering, fields):
    offering()
    story = make_story("Kept", **fields)
    for edition in ("", "/lite"):
        assert client.get(address_of(story, edition)).status_code == 404
        assert client.post(address_of(story, edition), {"site": "Blog"}).status_code == 404
        assert "/republish/" not in client.get(edition + story.address).content.decode()


def test_a_restricted_story_is_not_offered(client, full_story, offering):
    offering()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=full_story.section_id), restriction_type="login")
    assert client.get(address_of(full_story)).status_code == 404


def test_only_stories_are_offered(client, news, offering):
    offering()
    for address in (
        "/republish/",
        "/news/republish/",
        "/about/republish/",
        "/nothing/republish/",
        "/news/x/republish/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_page_of_that_name_is_found_at_its_address(client, news, make_section, make_story, offering):
    offering()
    section = make_section("Republish", under=news)
    story = make_story("Three", section=section)
    assert "Three" in client.get("/news/republish/").content.decode()
    assert client.get(address_of(story)).status_code == 200


def test_a_licence_must_be_named(offering):
    with pytest.raises(ValidationError, match="licence"):
        offering(licence_name=" ")


def test_the_page_asks_little_of_the_database(client, full_story, offering, django_assert_max_num_queries):
    offering()
    for edition in ("", "/lite"):
        client.get(address_of(full_story, edition))
        with django_assert_max_num_queries(18):
            client.get(address_of(full_story, edition))


# The press


@EDITIONS
def test_the_press_keeps_the_page_by_all_it_shows(client, full_story, offering, photo, edition):
    offering(with_pictures=True)
    full_story.lead_picture = photo
    full_story.save_revision().publish()
    with recording(Recording(holes=True)) as noted:
        client.get(address_of(full_story, edition))
    assert not noted.unstorable
    own = {
        f"story:{full_story.pk}",
        "republishing",
        "masthead",
        f"photo:{photo.pk}",
        f"section:{full_story.section_id}",
    }
    assert own <= noted.keys
    assert any(key.startswith("author:") for key in noted.keys)


def test_an_offer_to_come_is_noted_where_there_is_none(client, full_story):
    for address in (full_story.address, address_of(full_story)):
        with recording(Recording(holes=True)) as noted:
            client.get(address)
        assert "republishing" in noted.keys


def test_the_offer_and_the_stories_opting_out_are_told(full_story, offering):
    with Told() as told:
        offering()
    assert told.changed == {"republishing"}
    story = Story.objects.get(pk=full_story.pk)
    story.no_republishing = True
    with Told() as told:
        story.save_revision().publish()
    assert f"story:{story.pk}" in told.changed
    with Told() as told:
        Republishing.objects.all().delete()
    assert told.changed == {"republishing"}
