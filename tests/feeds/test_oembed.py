"""Other sites are told how to show a story."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from lxml import etree
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from broadsheet.press.address import name_of
from broadsheet.press.recording import Recording, recording
from broadsheet.serving.pressing import rules_of
from tests.feeds.heads import head_of


def ask(client, url, **parameters):
    return client.get("/oembed?" + urlencode({"url": url, **parameters}))


@pytest.fixture
def story(make_story, make_author):
    return make_story(
        "Ferry <sails> & “returns”", slug="ferry", standfirst="At six.", authors=[make_author("Ann Archer")]
    )


@pytest.fixture
def url(story):
    return f"http://testserver{story.address}"


def test_a_story_is_a_quotation_with_a_link(client, story, url):
    answer = ask(client, url)
    said = answer.json()
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", story.title)
    assert (said["author_name"], said["author_url"]) == ("Ann Archer", "http://testserver/author/ann-archer/")
    assert (said["provider_name"], said["provider_url"]) == ("The Test Gazette", "http://testserver/")
    html = BeautifulSoup(said["html"], "lxml")
    assert html.a["href"] == url
    assert html.a.get_text() == story.title
    assert "At six." in html.blockquote.get_text()
    assert not html.select("script, iframe, img, style, [style], [onclick]")
    assert isinstance(said["width"], int)
    assert isinstance(said["height"], int)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_same_is_said_in_xml(client, story, url):
    answer = ask(client, url, format="xml")
    said = {one.tag: one.text for one in etree.fromstring(answer.content)}
    assert answer["Content-Type"].startswith("text/xml")
    assert said == {key: str(value) for key, value in ask(client, url).json().items()}


def test_a_storys_head_says_where_to_ask(client, story, url):
    links = head_of(client, story.address).soup.select('link[type$="+oembed"]')
    assert [link["type"] for link in links] == ["application/json+oembed", "text/xml+oembed"]
    for link, kind in zip(links, ("json", "xml"), strict=True):
        parts = urlsplit(link["href"])
        assert parse_qs(parts.query) == {"url": [url], "format": [kind]}
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    assert not head_of(client, "/").soup.select('link[type$="+oembed"]')


def test_nothing_is_wider_or_higher_than_asked(client, make_story, photo):
    story = make_story(lead_picture=photo)
    said = ask(client, f"http://testserver{story.address}", maxwidth=400, maxheight=200).json()
    assert said["width"] <= 400
    assert said["height"] <= 200
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (320, 180)
    assert client.get(said["thumbnail_url"].removeprefix("http://testserver")).status_code == 200
    assert "thumbnail_url" not in ask(client, f"http://testserver{story.address}", maxwidth=50).json()


def test_a_story_without_a_picture_has_its_card(client, url):
    said = ask(client, url).json()
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (1200, 630)
    assert client.get(said["thumbnail_url"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("spelling", ["{}?utm_source=x#top", "{}#comments"])
def test_a_storys_address_is_known_however_it_is_spelt(client, story, url, spelling):
    assert ask(client, spelling.format(url)).json()["title"] == story.title
    assert ask(client, url.replace("testserver/", "testserver/lite/")).json()["title"] == story.title


def test_an_address_the_story_had_before_is_known(client, story, url):
    old = f"{story.address}old/"
    Redirect.objects.create(old_path=Redirect.normalise_path(old), redirect_page=story)
    assert ask(client, f"http://testserver{old}").json()["title"] == story.title
    story.unpublish()
    assert ask(client, f"http://testserver{old}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "http://testserver/",
        "http://testserver/news/",
        "http://testserver/about/",
        "http://testserver/news/nothing/",
        "http://elsewhere.example/news/ferry/",
        "http://testserver@elsewhere.example/news/ferry/",
        "javascript://testserver/news/ferry/",
        "/news/ferry/",
        "http://[testserver/news/ferry/",
        "http://testserver/news/ferry/\0",
        "http://testserver/" + "a/" * 2000,
    ],
)
def test_any_other_address_is_not_found(client, story, wrong):
    answer = ask(client, wrong)
    assert answer.status_code == 404
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_what_is_not_for_everybody_is_not_found(client, story, url, make_story):
    draft = make_story("Draft", live=False)
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert ask(client, url).status_code == 404
    assert ask(client, f"http://testserver{draft.address}").status_code == 404


def test_another_format_is_not_implemented(client, url):
    assert ask(client, url, format="yaml").status_code == 501


@pytest.mark.parametrize("limit", ["-1", "0", "abc", "9" * 30, "１２"])
def test_a_limit_that_is_none_does_no_harm(client, url, limit):
    said = ask(client, url, maxwidth=limit, maxheight=limit).json()
    assert said["width"] >= 1


def test_no_title_breaks_the_answer(client, make_story):
    story = make_story("]]> </blockquote><script>alert(1)</script> \x01 🚢", slug="odd")
    url = f"http://testserver{story.address}"
    assert "<script" not in ask(client, url).json()["html"]
    assert etree.fromstring(ask(client, url, format="xml").content).findtext("title").startswith("]]>")


def test_an_answer_costs_few_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        ask(client, url)


def test_no_answer_fills_the_press(client, url):
    with recording(Recording(holes=True)) as noted:
        ask(client, url)
    assert noted.unstorable
    environ = {"PATH_INFO": "/oembed", "HTTP_HOST": urlsplit(settings.PAPER.address).netloc, "wsgi.url_scheme": "http"}
    rules = rules_of(settings.PAPER)
    assert name_of({**environ, "QUERY_STRING": "url=http%3A%2F%2Ftestserver%2F"}, rules) is None
    assert name_of({**environ, "QUERY_STRING": "other=1"}, rules) == "/oembed"
    assert client.get("/oembed").status_code == 404
