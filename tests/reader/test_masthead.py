"""What stands at the top of every page: date, name or logo, and where to follow the paper."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from lxml import html as lxml_html
from PIL import Image

from broadsheet.fronts.models import Masthead
from broadsheet.media.models import Photo

PROFILES = [("mastodon", "https://social.example/@gazette"), ("instagram", "https://instagram.com/gazette")]


@pytest.fixture
def masthead(front):
    return Masthead.objects.get()


@pytest.fixture
def make_photo(db):
    """Makes a small photo by name."""

    def make(name: str, **fields: Any) -> Photo:
        buffer = BytesIO()
        Image.new("RGB", (640, 120), "#8a1f11").save(buffer, "PNG")
        return Photo.objects.create(title=name, file=ImageFile(BytesIO(buffer.getvalue()), f"{name}.png"), **fields)

    return make


@pytest.fixture
def page_parts(client):
    """Tells which profile addresses each part of a page leads to, in their order."""

    def parts(address: str) -> dict[str, list[str]]:
        page = lxml_html.fromstring(client.get(address).content)
        where = {"header": "//header[@class='masthead']", "menu": "//dialog[@id='menu-dialog']", "footer": "//footer"}
        return {name: page.xpath(f"{path}//ul[@class='follow']//a/@href") for name, path in where.items()}

    return parts


def test_the_date_is_todays_where_the_paper_is(client, front, monkeypatch):
    near_midnight = datetime(2026, 7, 9, 23, 30, tzinfo=UTC)  # half past midnight in London
    monkeypatch.setattr(timezone, "now", lambda: near_midnight)
    for address in ("/about/", "/lite/about/"):
        date = lxml_html.fromstring(client.get(address).content).xpath("//header//time")[0]
        assert (date.text, date.get("datetime")) == ("Friday 10 Jul 2026", "2026-07-10"), address


def test_the_name_leads_home_on_every_page_and_is_the_heading_of_the_front(client, front):
    name = "//header[@class='masthead']/div/*[@class='wordmark']"
    for address, tag in (("/", "h1"), ("/about/", "p")):
        wordmark = lxml_html.fromstring(client.get(address).content).xpath(name)[0]
        assert (wordmark.tag, wordmark.xpath("string(a[@href='/'])")) == (tag, "The Test Gazette")


def test_a_logo_takes_the_place_of_the_name_and_has_one_for_the_night(client, masthead, make_photo):
    masthead.logo_light, masthead.logo_dark = make_photo("day"), make_photo("night")
    masthead.save()
    logo = lxml_html.fromstring(client.get("/about/").content).xpath("//header[@class='masthead']//picture")[0]
    source, image = logo.find(".//source"), logo.find(".//img")
    assert image.get("alt") == "The Test Gazette"
    assert image.get("width")
    assert image.get("height")
    assert source.get("media") == "(prefers-color-scheme: dark)"
    assert source.get("srcset") != image.get("src")


def test_a_logo_whose_rights_have_ended_gives_way_to_the_name(client, masthead, make_photo):
    masthead.logo_light = make_photo("day", expires_at=timezone.now() - timedelta(days=1))
    masthead.save()
    wordmark = lxml_html.fromstring(client.get("/about/").content).xpath("//header[@class='masthead']//a[@href='/']")[0]
    assert wordmark.text == "The Test Gazette"


def test_readers_can_follow_the_paper_from_header_menu_and_footer(page_parts, masthead):
    masthead.follow = [("profile", {"service": service, "url": url}) for service, url in PROFILES]
    masthead.save()
    assert page_parts("/about/") == {part: [url for _, url in PROFILES] for part in ("header", "menu", "footer")}


def test_a_paper_with_nothing_to_follow_has_no_empty_list(client, front):
    assert 'class="follow"' not in client.get("/about/").content.decode()
