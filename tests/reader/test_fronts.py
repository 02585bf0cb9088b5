"""Fronts: what editors place stays where they put it, the rest fills itself, nothing stands twice."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html
from wagtail.models import PageViewRestriction

from broadsheet import reader
from broadsheet.fronts.composition import compose
from broadsheet.fronts.links import menus_shown
from broadsheet.fronts.models import EditorsPick, EditorsPicks, Front, Masthead, Menu, Package, PackageStory
from broadsheet.newsroom.models import Section


@pytest.fixture
def arrange(front):
    def set_rows(*rows):
        page = Front.objects.get()
        page.rows = list(rows)
        page.save_revision().publish()
        return compose(Front.objects.get())

    return set_rows


def _lead(lead=None, seconds=(), related=(), size=3):
    return ("lead", {"lead": lead, "seconds": list(seconds), "related": list(related), "size": size})


def _section(section, stories=(), layout="lead-and-list", size=None):
    return ("section", {"section": section, "title": "", "layout": layout, "stories": list(stories), "size": size})


def test_a_front_nobody_arranged_fills_itself(make_many, front):
    make_many(9)
    rows = compose(Front.objects.get())
    assert rows[0].kind == "lead"
    assert any(row.section and row.section.slug == "sport" for row in rows)


def test_no_story_stands_twice_but_in_the_latest_rail(make_many, arrange, sport, news, make_story):
    make_many(20)
    for n in range(6):
        make_story(f"News {n}", further_sections=[sport], minutes_ago=n + 1)
    rows = arrange(
        _lead(), ("latest", {"title": "", "size": 10}), _section(news), _section(sport), _section(sport, layout="strip")
    )
    placed = [story.pk for row in rows if row.kind != "latest" for story in [*row.stories, *row.related]]
    assert len(placed) == len(set(placed))
    assert len(placed) >= 15


def test_a_story_placed_by_hand_keeps_its_place_further_down(make_many, arrange, sport):
    stories = make_many(10)
    newest = stories[0]
    rows = arrange(_lead(), _section(sport, [newest]))
    assert rows[1].stories[0] == newest
    assert newest not in rows[0].stories


def test_a_story_set_as_lead_and_as_a_headline_under_it_leads(make_many, arrange):
    first, second, third = make_many(3)
    row = arrange(_lead(first, seconds=[second], related=[first, second, third], size=1))[0]
    assert row.lead == first
    assert row.seconds == [second]
    assert row.related == [third]


def test_a_headline_under_the_lead_stands_there_once(make_many, arrange):
    first, second = make_many(2)
    assert arrange(_lead(first, related=[second, second], size=0))[0].related == [second]


def test_a_headline_under_the_lead_is_not_placed_again_further_down(make_many, arrange, sport):
    first, second, third = make_many(3)
    rows = arrange(_lead(first, related=[second], size=0), _section(sport, [second]))
    assert rows[0].related == [second]
    assert rows[1].stories == [third]


@pytest.mark.parametrize("before", [[_lead()], []])
def test_the_latest_rail_is_called_what_an_editor_calls_it(client, make_many, arrange, before):
    make_many(4)
    for title, shown in (("Just in", "Just in"), ("", "Latest")):
        arrange(*before, ("latest", {"title": title, "size": 5}))
        rail = lxml_html.fromstring(client.get("/").content).find_class("latest-rail")[0]
        assert rail.xpath("string(.//h2)") == shown


def test_an_unpublished_pin_leaves_its_place_to_the_next(make_many, arrange, sport):
    stories = make_many(6)
    stories[3].unpublish()
    rows = arrange(_lead(stories[3], size=1), _section(sport))
    assert all(stories[3] not in row.stories for row in rows)
    assert rows[0].stories


def test_the_lead_that_fills_itself_has_a_picture_where_one_has(make_many, arrange, photo):
    make_many(3)
    pictured = make_many(1, lead_picture=photo)[0]
    assert arrange(_lead())[0].lead == pictured


def test_a_latest_rail_after_the_lead_stands_beside_it(make_many, arrange):
    make_many(6)
    rows = arrange(_lead(), ("latest", {"title": "", "size": 5}))
    assert [row.kind for row in rows] == ["lead"]
    assert len(rows[0].latest) == 5


def test_a_row_of_a_section_that_is_gone_is_left_out(make_many, arrange, sport):
    make_many(3)
    rows = arrange(_lead(), _section(sport))
    assert rows[-1].kind == "lead" or rows[-1].section == sport
    Section.objects.get(pk=sport.pk).unpublish()
    assert all(row.section is None for row in compose(Front.objects.get()))


def test_a_package_shows_chosen_stories_first_then_its_topic(client, make_many, front):
    stories = make_many(5)
    package = front.add_child(instance=Package(title="The ferry question", label="Special report"))
    package.topic = stories[0].topics_list[0]
    package.chosen = [PackageStory(story=stories[4])]
    package.save_revision().publish()
    assert Package.objects.get().stories()[:2] == [stories[4], stories[0]]
    html = client.get(package.address).content.decode().partition("<main")[2]
    assert html.index("Match 4") < html.index("Match 0")
    assert "The ferry question" in client.get(stories[1].address).content.decode()


def test_editors_picks_stand_in_the_editors_order_on_every_page(client, make_many):
    stories = make_many(4)
    picks = EditorsPicks.objects.get()
    picks.picks = [EditorsPick(story=stories[3], sort_order=0), EditorsPick(story=stories[1], sort_order=1)]
    picks.save()
    html = client.get("/about/").content.decode()
    picked = html[html.index("picks") :]
    assert picked.index("Match 3") < picked.index("Match 1")


def test_a_menu_an_editor_fills_replaces_the_sections(client, sport):
    assert "/sport/" in client.get("/about/").content.decode()
    menu = Menu.objects.get(location="main")
    menu.items = [("link", {"label": "Tides", "page": None, "url": "/topic/tides/", "children": []})]
    menu.save()
    html = client.get("/menu/").content.decode()
    assert "Tides" in html


def test_a_notice_stands_on_every_page_until_it_ends(client, front):
    from datetime import timedelta

    from django.utils import timezone

    masthead = Masthead.objects.get()
    masthead.notice = "<p>Storm tonight</p>"
    masthead.save()
    assert "Storm tonight" in client.get("/about/").content.decode()
    masthead.notice_until = timezone.now() - timedelta(minutes=1)
    masthead.save()
    assert "Storm tonight" not in client.get("/about/").content.decode()


PRESETS = ("broadsheet", "tabloid", "magazine")


def test_a_preset_changes_the_root_and_nothing_else(client, full_story):
    def pages_in(preset: str) -> dict[str, str]:
        masthead = Masthead.objects.get()
        masthead.preset = preset
        masthead.save()
        pages = {address: client.get(address).content.decode() for address in ("/", "/sport/", full_story.address)}
        return {address: re.sub(r"-[0-9a-f]{10}\.png", ".png", page) for address, page in pages.items()}  # drawn cards

    shown = {preset: pages_in(preset) for preset in PRESETS}
    for preset, pages in shown.items():
        for address, page in pages.items():
            mark = f'dir="ltr" data-preset="{preset}">'
            assert page.count(preset) == shown["broadsheet"][address].count("broadsheet") == 1
            assert page == shown["broadsheet"][address].replace('dir="ltr" data-preset="broadsheet">', mark)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_paper_colour_is_that_of_the_page_in_every_look(preset):
    """By day: a night edition keeps to its own."""
    css = (Path(reader.__file__).parent / "static" / "reader" / "css" / "reader.css").read_text()
    root = r":root" if preset == "broadsheet" else rf'\[data-preset="{preset}"\]'
    day = re.search(rf"{root} \{{[^}}]*?--paper: ([^;]+);", css)
    assert day
    assert day[1].startswith("var(--paper-own, ")


def test_a_headline_under_the_lead_goes_when_it_is_not_for_everybody(arrange, make_story):
    lead, related = make_story("The lead"), make_story("Only for some")
    assert [story.pk for story in arrange(_lead(lead, related=[related], size=0))[0].related] == [related.pk]
    PageViewRestriction.objects.create(page=related, restriction_type="login")
    assert compose(Front.objects.get())[0].related == []


def test_a_menu_names_nothing_that_is_not_for_everybody(front, make_section, make_story):
    open_one, closed = make_section("Sport"), make_section("Members")
    inside, alone = make_story("Behind the door", section=closed), make_story("Shut", section=open_one)
    for page in (closed, alone):
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="open")
    menu = Menu.objects.get(location=Menu.Location.FOOTER_NEWS)
    pages = [open_one, closed, inside, alone]
    menu.items = [("link", {"label": "", "page": page, "url": "", "children": []}) for page in pages]
    menu.save()
    shown = menus_shown(Menu.objects.all()).menus
    assert [link.label for link in shown[Menu.Location.FOOTER_NEWS].links] == ["Sport"]
    assert "Members" not in {link.label for link in shown[Menu.Location.MAIN].links}
