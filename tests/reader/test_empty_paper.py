"""On its first morning a paper has no story. Every page says so kindly, and nothing stands there bare."""

import pytest
from lxml import html as lxml_html

from broadsheet.fronts.models import Package

NO_STORY = "No story stands here yet."
WORDS = {
    "/": "The presses are ready",
    "/news/": NO_STORY,
    "/archive/": "Nothing has been published yet.",
    "/topics/": "There are no topics yet.",
    "/authors/": "Nobody is listed yet.",
    "/author/ann-archer/": NO_STORY,
    "/the-ferry-question/": NO_STORY,
}


def _main(client, address):
    return lxml_html.fromstring(client.get(address).content).xpath("//main")[0]


@pytest.fixture
def package(front):
    package = front.add_child(instance=Package(title="The ferry question"))
    package.save_revision().publish()
    return package


@pytest.mark.parametrize("edition", ["", "/lite"])
@pytest.mark.parametrize("address", WORDS)
def test_a_page_without_stories_says_so(client, front, address, edition, request):
    if "author/" in address:
        request.getfixturevalue("make_author")("Ann Archer")
    if "ferry" in address:
        request.getfixturevalue("package")
    main = _main(client, edition + address)
    assert WORDS[address] in main.text_content()
    assert not main.xpath(".//ul[not(*)] | .//ol[not(*)] | .//nav[not(.//a)]"), "an empty list or menu"


def test_the_first_front_leads_to_what_there_is_already(client, front):
    links = _main(client, "/").xpath(".//a/@href")
    assert {"/news/", "/about/", "/contact/", "/feed/"} <= set(links)


def test_the_first_story_takes_the_place_of_the_welcome(client, make_story):
    make_story("The first story")
    words = _main(client, "/").text_content()
    assert "The first story" in words
    assert "The presses are ready" not in words
    assert "No story stands" not in _main(client, "/news/").text_content()


def test_the_text_only_front_has_no_heading_without_stories_under_it(client, make_story):
    make_story("The first story")
    assert [heading.text for heading in _main(client, "/lite/").iter("h2")] == ["Today"]


@pytest.mark.parametrize("address", ["/nothing/", "/lite/nothing/"])
def test_a_page_not_found_in_an_empty_paper_promises_no_headlines(client, front, address):
    assert "Latest headlines" not in _main(client, address).text_content()
