"""Every kind of page answers, in both editions, shows what it should, and sets no cookie."""

import pytest
from django.utils import timezone

from broadsheet.newsroom.models import Story, StoryCorrection

ADDRESSES = [
    "/",
    "/sport/",
    "/sport/the-last-ferry-sails/",
    "/topic/ferry/",
    "/topics/",
    "/author/ann-archer/",
    "/authors/",
    "/archive/",
    "/menu/",
    "/search/?q=ferry",
    "/about/",
    "/contact/",
]


@pytest.mark.parametrize("edition", ["", "/lite"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_without_a_cookie(client, full_story, address, edition):
    response = client.get(edition + address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_two_editions_link_to_each_other(client, full_story, address):
    path = address.split("?")[0]
    whole, lite = client.get(address).content.decode(), client.get("/lite" + address).content.decode()
    assert f'href="/lite{path}' in whole
    assert f'<link rel="canonical" href="http://testserver{path}' in lite
    assert f'<link rel="canonical" href="http://testserver{path}' in whole


def test_a_story_shows_all_its_parts(client, full_story):
    html = client.get(full_story.address).content.decode()
    for words in [
        "The last ferry sails",
        "It left at six with nine aboard.",
        "Ann Archer",
        "Ann reports.",
        "Article subheadings",
        'href="#part-2"',
        'id="part-2"',
        "Key points",
        "At six.",
        "Summary",
        "The ferry has gone.",
        "Frequently asked questions",
        "Will it return?",
        "By hand.",
        "1 &lt; 2",
        "<td>Kept</td>",
        'href="/topic/sallow-island/"',
        "https://www.facebook.com/sharer/",
        "mailto:?subject=",
    ]:
        assert words in html, words


def test_no_script_of_an_import_reaches_a_reader(client, full_story):
    html = client.get(full_story.address).content.decode()
    assert "alert(1)" not in html


def test_an_embed_loads_nothing_until_it_is_asked_for(client, full_story):
    html = client.get(full_story.address).content.decode()
    assert "<iframe" not in html
    assert 'href="https://vimeo.com/76979871"' in html
    assert "player.vimeo.com/video/76979871" in html


def test_contents_need_three_headings(client, make_story):
    story = make_story("Short", body=[("heading", {"text": f"Part {n}", "level": "2"}) for n in (1, 2)])
    assert "Article subheadings" not in client.get(story.address).content.decode()


def test_a_correction_is_shown_and_dated(client, full_story):
    full_story.corrections.add(StoryCorrection(note="<p>It was seven.</p>", date=timezone.now()))
    full_story.save_revision().publish()
    html = client.get(full_story.address).content.decode()
    assert "It was seven." in html
    assert "Correction" in html


def test_an_arabic_story_runs_from_right_to_left_in_an_english_paper(client, make_story):
    story = make_story("مدرسة السبت", slug="arabic", language="ar")
    html = client.get(story.address).content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert 'lang="en-GB" dir="ltr"' in html


def test_the_papers_own_language_is_not_repeated_on_its_stories(make_story):
    assert make_story("Home", language="en-gb").language == ""


def test_the_current_section_is_marked(client, full_story):
    html = client.get("/sport/").content.decode()
    assert 'aria-current="page"' in html


def test_a_draft_answers_as_if_it_were_not_there(client, make_story):
    draft = make_story("Not yet", live=False)
    assert client.get(draft.address).status_code == 404
    assert client.get("/lite" + draft.address).status_code == 404


def test_an_unknown_address_gets_the_papers_own_404_with_search_and_headlines(client, full_story):
    response = client.get("/no/such/page/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "The last ferry sails" in html
    assert 'action="/search/"' in html


def test_a_private_story_is_not_shown_or_listed(client, full_story):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=full_story, restriction_type=PageViewRestriction.LOGIN)
    for edition in ("", "/lite"):
        assert client.get(edition + full_story.address).status_code == 302
    assert "The last ferry sails" not in client.get("/").content.decode()
    assert "The last ferry sails" not in client.get("/sport/").content.decode()


def test_a_story_in_a_private_section_is_not_shown(client, full_story, sport):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=sport, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(full_story.address).status_code == 302
    assert "The last ferry sails" not in client.get("/").content.decode()


def test_only_reading_is_allowed_on_a_story(client, full_story):
    assert client.post(full_story.address).status_code == 405
    assert client.head(full_story.address).status_code == 200


def test_an_old_address_redirects_when_a_story_moves(client, full_story, news):
    old = full_story.address
    full_story.move(news, pos="last-child")
    moved = Story.objects.get(pk=full_story.pk)
    response = client.get(old)
    assert response.status_code == 301
    assert response.headers["Location"].endswith(moved.address)


def test_a_headline_with_markup_in_it_is_shown_as_text(client, make_story):
    story = make_story("5 < 6 & <i>seven</i>", slug="odd")
    html = client.get(story.address).content.decode()
    assert "5 &lt; 6 &amp; &lt;i&gt;seven&lt;/i&gt;" in html


def test_an_empty_paper_still_has_a_front(client, front):
    response = client.get("/")
    assert response.status_code == 200
    assert "The Test Gazette" in response.content.decode()


def test_the_papers_colours_come_as_a_stylesheet(client, sport):
    css = client.get("/paper.css").content.decode()
    assert ".accent-sport{--section:#123456}" in css


def test_a_page_behind_a_password_tells_nothing_until_it_is_given(client, full_story):
    from wagtail.models import PageViewRestriction

    restriction = PageViewRestriction.objects.create(page=full_story, restriction_type="password", password="low tide")
    shut = client.get(full_story.address)
    html = shut.content.decode()
    assert shut.status_code == 403
    assert "The last ferry sails" not in html
    assert "nine aboard" not in html
    door = f"/_util/authenticate_with_password/{restriction.pk}/{full_story.pk}/"
    assert client.post(door, {"password": "high tide", "return_url": full_story.address}).status_code == 403
    assert client.post(door, {"password": "low tide", "return_url": full_story.address}).status_code == 302
    assert "The last ferry sails" in client.get(full_story.address).content.decode()
