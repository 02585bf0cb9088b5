"""What stands at the top of every page: date, name or logo, and where to follow the paper."""

import pytest
from lxml import html as lxml_html

from broadsheet.fronts.models import Masthead

PROFILES = [("mastodon", "https://social.example/@gazette"), ("instagram", "https://instagram.com/gazette")]


@pytest.fixture
def masthead(front):
    return Masthead.objects.get()


@pytest.fixture
def page_parts(client):
    """Tells which profile addresses each part of a page leads to, in their order."""

    def parts(address: str) -> dict[str, list[str]]:
        page = lxml_html.fromstring(client.get(address).content)
        where = {"header": "//header[@class='masthead']", "menu": "//dialog[@id='menu-dialog']", "footer": "//footer"}
        return {name: page.xpath(f"{path}//ul[@class='follow']//a/@href") for name, path in where.items()}

    return parts


def test_readers_can_follow_the_paper_from_header_menu_and_footer(page_parts, masthead):
    masthead.follow = [("profile", {"service": service, "url": url}) for service, url in PROFILES]
    masthead.save()
    assert page_parts("/about/") == {part: [url for _, url in PROFILES] for part in ("header", "menu", "footer")}


def test_a_paper_with_nothing_to_follow_has_no_empty_list(client, front):
    assert 'class="follow"' not in client.get("/about/").content.decode()
