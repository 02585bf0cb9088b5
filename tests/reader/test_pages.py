"""Every kind of page answers, in both editions, shows what it should, and sets no cookie."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from broadsheet.fronts.models import EditorsPick, EditorsPicks, Masthead
from broadsheet.newsroom.models import Section, Story, StoryCorrection

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


def _marked(client, address, menu):
    page = lxml_html.fromstring(client.get(address).content)
    links = page.xpath(f"{menu}//a[@aria-current]")
    return {link.get("href"): link.get("aria-current") for link in links}


@pytest.mark.parametrize("menu", ["//nav[@class='sections']", "//dialog[@id='menu-dialog']", "//footer"])
def test_the_current_section_is_marked_in_every_menu(client, full_story, menu):
    assert _marked(client, "/sport/", menu) == {"/sport/": "page"}
    assert _marked(client, full_story.address, menu) == {"/sport/": "true"}
    assert _marked(client, "/authors/", menu).get("/sport/") is None


def test_the_current_section_is_marked_in_the_text_only_menu(client, full_story):
    assert _marked(client, "/lite/sport/", "//header") == {"/lite/sport/": "page"}


def test_the_breadcrumb_says_where_one_is_and_leads_back(client, full_story):
    nav = lxml_html.fromstring(client.get(full_story.address).content).find_class("breadcrumb")[0]
    assert nav.get("aria-label") == "You are here"
    steps = [(step.text_content(), (step.xpath("./a/@href") or [""])[0]) for step in nav.iter("li")]
    assert steps == [("Home", "/"), ("Sport", "/sport/"), ("The last ferry sails", "")]


def test_twenty_of_the_latest_headlines_stand_on_every_page(client, make_many):
    make_many(23)
    for address in ("/", "/about/", "/nothing/"):
        latest = lxml_html.fromstring(client.get(address).content).find_class("latest-headlines")[0]
        assert [link.text_content().partition("Match")[2] for link in latest.iter("a")] == [
            f" {n}" for n in range(20)
        ], address


def test_editors_picks_are_dated_in_the_menu_and_in_the_footer(client, make_story):
    story = make_story("Picked", published_at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    picks = EditorsPicks.objects.get()
    picks.picks = [EditorsPick(story=story, sort_order=0)]
    picks.save()
    page = lxml_html.fromstring(client.get("/about/").content)
    for place in ("//dialog[@id='menu-dialog']", "//footer"):
        picked = page.xpath(f"{place}//ol[@class='picks']//time")
        assert [(time.text, time.get("datetime")) for time in picked] == [("9 Mar 2026", "2026-03-09T12:00+0000")]


def test_a_byline_says_how_many_minutes_a_story_takes(client, make_story):
    for words, said in ((30, "1 min read"), (1300, "6 mins read")):
        story = make_story(f"Of {words} words", body=[("text", f"<p>{'tide ' * words}</p>")])
        byline = lxml_html.fromstring(client.get(story.address).content).find_class("byline")[0]
        assert said in byline.text_content()


def test_the_copyright_line_has_this_year_and_the_name_or_what_an_editor_says(client, front):
    def line() -> str:
        return lxml_html.fromstring(client.get("/about/").content).xpath("string(//footer//p[starts-with(., '©')])")

    year = timezone.localdate().year
    assert line() == f"© {year} The Test Gazette"
    masthead = Masthead.objects.get()
    masthead.copyright = "The Gazette Trust"
    masthead.save()
    assert line() == f"© {year} The Gazette Trust"


def test_the_device_s_own_share_sheet_is_given_headline_and_address(client, full_story):
    page = lxml_html.fromstring(client.get(full_story.address).content)
    buttons = page.xpath("//button[@data-share-native]")
    assert {(button.get("data-title"), button.get("data-url")) for button in buttons} == {
        (full_story.title, f"http://testserver{full_story.address}")
    }
    assert all(button.get("hidden") is not None for button in buttons), "it is of no use without its script"


@pytest.mark.parametrize("is_pictured", [False, True])
def test_a_byline_has_room_for_faces_only_where_there_are_any(client, make_story, make_author, photo, is_pictured):
    story = make_story("Faces", authors=[make_author("Ann Archer", picture=photo if is_pictured else None)])
    byline = lxml_html.fromstring(client.get(story.address).content).find_class("byline")[0]
    assert len(byline.find_class("faces")) == is_pictured


def test_the_facts_of_an_arabic_story_run_as_the_papers_language_does(client, make_story):
    story = make_story("مدرسة السبت", slug="arabic", language="ar")
    facts = lxml_html.fromstring(client.get(story.address).content).find_class("byline__facts")[0]
    assert (facts.get("lang"), facts.get("dir")) == ("en-GB", "ltr")


def test_a_headline_in_japanese_brings_its_faces_to_whatever_shows_it(client, full_story, make_story, sport):
    make_story("姉妹都市からの手紙", slug="letters", section=sport, language="ja", minutes_ago=1)
    for address in ("/", "/sport/", full_story.address, "/about/", "/search/?q=姉妹都市からの手紙"):
        assert "fonts-japanese" in client.get(address).content.decode(), address
    assert "fonts-japanese" not in client.get("/lite/").content.decode()


def test_a_paper_without_japanese_brings_no_faces_for_it(client, full_story):
    assert "fonts-japanese" not in client.get("/").content.decode()


def test_a_section_and_a_topic_lend_their_pictures_to_links_elsewhere(client, full_story, sport, photo):
    topic = full_story.topics_list[0]
    for thing, address in ((Section.objects.get(pk=sport.pk), "/sport/"), (topic, topic.address)):
        lent = "//meta[@property='og:image']/@content"
        assert "/cards/" in lxml_html.fromstring(client.get(address).content).xpath(lent)[0]
        thing.picture = photo
        thing.save()
        shared = lxml_html.fromstring(client.get(address).content).xpath(lent)
        assert len(shared) == 1
        assert "/cards/" not in shared[0]
        assert shared[0].startswith("http://testserver/")


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
