"""Readers are told of every kind but news, wherever a story of it is named: above all of what somebody paid for."""

from pathlib import Path

import pytest
from lxml import html as lxml_html

from broadsheet import reader
from broadsheet.fronts.models import EditorsPick, EditorsPicks, Front, Package, PackageStory
from broadsheet.newsroom.models import Section

TEMPLATES = Path(reader.__file__).parent / "templates" / "reader"
PAID = "Six Saturdays on Saltmarket"


@pytest.fixture
def arrange(front):
    def arrange(*rows):
        page = Front.objects.get()
        page.rows = list(rows)
        page.save_revision().publish()

    return arrange


@pytest.fixture
def paid(make_story, full_story, sport, ann):
    """A sponsored story, the newest of the paper, its section, its topic and its author, and one of the picks."""
    fields = {"kind": "sponsored", "kicker": "Paid for by Saltmarket Traders", "topics": ["Ferry"], "authors": [ann]}
    story = make_story(PAID, section=sport, minutes_ago=5, body=[("text", "<p>Lanterns on the quay.</p>")], **fields)
    picks = EditorsPicks.objects.get()
    picks.picks = [EditorsPick(story=story, sort_order=0)]
    picks.save()
    return story


def _lines_naming(page: str, address: str) -> list[str]:
    """The words of each thing of a page that leads to a story: its card, its line in a list."""
    links = lxml_html.fromstring(page).xpath(f"//a[@href='{address}' or @href='/lite{address}']")
    return [
        " ".join(
            link.xpath("ancestor::*[self::li or self::article or self::div or self::p][1]")[0].text_content().split()
        )
        for link in links
    ]


def _all_say(page: str, address: str, label: str) -> int:
    """How many times a page names a story, each of which has to say what kind it is."""
    lines = _lines_naming(page, address)
    assert [line for line in lines if label not in line] == []
    return len(lines)


LISTS = {
    "/": 4,  # the latest headlines, the lead, the picks in the menu and in the footer
    "/sport/": 4,
    "/topic/ferry/": 4,
    "/author/ann-archer/": 4,
    "/search/?q=saltmarket": 4,
    "/nothing/here/": 4,
    "/menu/": 4,
    "/lite/": 1,
    "/lite/sport/": 1,
    "/lite/topic/ferry/": 1,
    "/lite/author/ann-archer/": 1,
    "/lite/search/?q=saltmarket": 1,
    "/lite/nothing/here/": 1,
}


@pytest.mark.parametrize("address", LISTS)
def test_every_list_says_which_story_was_paid_for(client, paid, address):
    assert _all_say(client.get(address).content.decode(), paid.address, "Sponsored") >= LISTS[address]


def test_a_day_of_the_archive_says_it(client, paid):
    day = f"/archive/{paid.local_date:%Y}/{paid.local_date.month}/{paid.local_date.day}/"
    assert _all_say(client.get(day).content.decode(), paid.address, "Sponsored") >= 4
    assert _all_say(client.get(f"/lite{day}").content.decode(), paid.address, "Sponsored") == 1


def test_the_closed_list_of_latest_headlines_says_it(client, paid):
    closed = lxml_html.fromstring(client.get("/about/").content).find_class("latest-headlines")[0].find("summary/span")
    assert closed.text_content() == f"Sponsored · {PAID}"


@pytest.mark.parametrize("layout", ["lead-and-list", "columns", "feature", "strip"])
def test_every_row_of_a_front_says_it(client, paid, full_story, arrange, layout):
    def said(*rows) -> int:
        arrange(*rows)
        main = client.get("/").content.decode().partition("<main")[2].partition("</main>")[0]
        return _all_say(main, paid.address, "Sponsored")

    sport = Section.objects.get(slug="sport")
    lead = {"lead": full_story, "seconds": [], "related": [], "size": 0}
    assert said(("lead", {**lead, "lead": paid})) == 1
    assert said(("lead", {**lead, "seconds": [paid], "size": 1})) == 1
    assert said(("lead", {**lead, "related": [paid]})) == 1
    assert said(("lead", lead), ("latest", {"title": "", "size": 5})) == 1
    assert said(("latest", {"title": "", "size": 5})) == 1
    assert said(("opinion", {"title": "", "stories": [paid], "size": 1})) == 1
    row = {"section": sport, "title": "", "layout": layout, "stories": [], "size": None}
    assert said(("section", {**row, "stories": [paid]})) == 1
    assert said(("section", {**row, "stories": [full_story, paid]})) == 1


def test_a_package_says_it_on_its_page_on_the_front_and_beside_a_story(client, paid, full_story, front, arrange):
    package = front.add_child(instance=Package(title="The ferry question", topic=full_story.topics_list[0]))
    package.chosen = [PackageStory(story=paid)]
    package.save_revision().publish()
    arrange(("package", {"package": package, "size": 4}))
    for address in ("/", package.address, full_story.address, f"/lite{package.address}"):
        assert _all_say(client.get(address).content.decode(), paid.address, "Sponsored") >= 1, address


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_a_story_that_leads_to_it_says_it(client, paid, make_story, sport, edition):
    body = [("related_story", {"story": paid})]
    other = make_story("Quay lights", section=sport, topics=["Ferry"], minutes_ago=1, body=body)
    page = client.get(edition + other.address).content.decode()
    assert _all_say(page, paid.address, "Sponsored") >= (2 if edition else 5)  # in the text, to read next; rail, picks


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_its_own_page_says_that_it_was_paid_for_and_by_whom(client, paid, edition):
    page = lxml_html.fromstring(client.get(edition + paid.address).content)
    kicker = page.xpath("//main//article//p[@class='kicker']")[0]
    assert kicker.text_content() == "Sponsored · Paid for by Saltmarket Traders"


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_opinion_with_a_kicker_is_still_called_opinion(client, make_story, edition):
    story = make_story("Let the ferry go", kind="opinion", kicker="Harbour")
    page = lxml_html.fromstring(client.get(edition + story.address).content)
    assert page.xpath("//main//article//p[@class='kicker']")[0].text_content() == "Opinion · Harbour"


def test_a_kicker_that_names_the_kind_is_not_made_to_stammer(client, make_story):
    story = make_story("The Net Loft", kind="review", kicker="Restaurant review")
    page = lxml_html.fromstring(client.get(story.address).content)
    assert page.xpath("//main//article//p[@class='kicker']")[0].text_content() == "Restaurant review"
    story.kind, story.kicker = "sponsored", "Sponsored by the quay"
    assert not story.kicker_tells_kind


def test_plain_news_has_no_label(client, full_story):
    for address in ("/", "/sport/", full_story.address, "/lite/sport/"):
        assert 'class="kind' not in client.get(address).content.decode()


def test_what_is_suggested_while_somebody_types_says_it(client, paid):
    assert client.get("/search/suggest/?q=saltmark").json()["suggestions"] == [
        {"title": PAID, "url": paid.address, "kind": "Sponsored"}
    ]


def test_a_feed_says_it_in_the_title(client, paid):
    assert f"<title>Sponsored: {PAID}</title>" in client.get("/feed/").content.decode()


def test_no_template_prints_a_headline_of_its_own_making():
    """A surface that is yet to come uses the component that knows of kinds, or a kicker beside the headline."""
    printing = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "story.card_headline" in path.read_text() and 'include "reader/components/ki' not in path.read_text()
    }
    assert printing == set()
