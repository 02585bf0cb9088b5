"""What each kind of page notes: the keys of all it shows, and none of what only its pieces show."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from broadsheet.fronts.models import EditorsPicks, Front, Package
from broadsheet.newsroom.models import StandingPage, Story, Topic
from broadsheet.press.recording import Recording, recording

TOKEN = re.compile(r"<!--(\w{24}) piece:[^>]*-->")


@pytest.fixture
def render(client):
    """Asks for an address as the press does; what was noted comes back, with the answer as ``answer``."""

    def ask(address, is_fresh=lambda name: False):
        with recording(Recording(holes=True, is_fresh=is_fresh)) as noted:
            noted.answer = client.get(address)
        assert noted.answer.status_code == 200
        return noted

    return ask


def pieces_of(noted, template):
    """The pieces made of one template, with their keys."""
    return [piece.keys for name, piece in noted.pieces.items() if name.startswith(f"piece:reader/{template}.html")]


@pytest.fixture
def told_story(make_story, make_author, make_section, photo):
    """A story that shows one of everything, and the things it shows."""
    sport = make_section("Sport", under=None)
    rowing = make_section("Rowing", under=sport)
    linked, related = make_story("Linked"), make_story("Related")
    ann = make_author("Ann Archer", picture=photo)
    body = [
        ("text", f'<p>See <a linktype="page" id="{linked.pk}">that</a>.</p>'),
        ("related_story", {"story": related}),
        ("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""}),
    ]
    story = make_story("Eight win", section=rowing, authors=[ann], topics=["Ferry"], body=body)
    return {"story": story, "linked": linked, "related": related, "ann": ann, "rowing": rowing, "photo": photo}


def test_a_story_notes_all_that_its_page_shows(render, told_story):
    story, topic = told_story["story"], Topic.objects.get()
    noted = render(story.address)
    assert {
        f"story:{story.pk}",
        f"card:{story.pk}",
        f"section:{told_story['rowing'].pk}",
        f"author:{told_story['ann'].pk}",
        f"topic:{topic.pk}",
        f"photo:{told_story['photo'].pk}",
        f"address:{told_story['linked'].pk}",
        "below:/front/news/",
        f"card:{told_story['related'].pk}",
        f"reading:{story.pk}",
        "masthead",
        "places",
        "year",
    } <= noted.keys
    assert not noted.unstorable


def test_a_story_notes_nothing_of_what_only_its_pieces_show(render, told_story, make_story):
    for number in range(14):  # so that keep reading is far from the newest
        make_story(f"Before {number}", minutes_ago=1000 + number)
    story = make_story("Old", minutes_ago=900)
    newest = make_story("Newest")
    noted = render(story.address)
    shown_by_pieces = {"menu", "sections", "picks", "packages", "day", "list:paper:head", f"card:{newest.pk}"}
    assert not noted.keys & shown_by_pieces
    assert not any(key.startswith("list:") for key in noted.keys)
    latest = pieces_of(noted, "components/latest_headlines")[0]
    assert {"list:paper:head", f"card:{newest.pk}", "day"} <= latest
    rail = pieces_of(noted, "components/story_rail")[0]
    assert {f"list:section-{story.section_id}:head", f"section:{story.section_id}"} <= rail
    assert {"menu", "sections", "places"} <= pieces_of(noted, "components/navigation")[0]
    assert {"day", "masthead"} <= pieces_of(noted, "components/masthead")[0]
    assert "packages" in pieces_of(noted, "components/package_beside")[0]
    assert {"picks", "menu"} <= pieces_of(noted, "components/footer_grid")[0]


def test_pieces_note_their_keys_from_memory_too(render, told_story):
    first, second = (render(told_story["story"].address) for _ in range(2))
    assert {name: piece.keys for name, piece in first.pieces.items()} == {
        name: piece.keys for name, piece in second.pieces.items()
    }
    assert first.keys == second.keys
    without = render(told_story["story"].address, is_fresh=lambda name: True)
    assert without.keys == first.keys
    assert not without.pieces


def test_an_authors_box_notes_the_author_it_was_given(render, told_story):
    box = pieces_of(render(told_story["story"].address), "components/author_box")[0]
    assert {f"author:{told_story['ann'].pk}", f"photo:{told_story['photo'].pk}"} <= box


def test_a_hidden_story_reads_from_lists_it_does_not_stand_in(render, make_story):
    assert "reading:hidden" in render(make_story("Hidden", hide_from_lists=True).address).keys


def test_the_package_of_a_topic_is_a_piece_of_its_own(render, front, make_story):
    story = make_story("One", topics=["Ferry"])
    package = front.add_child(instance=Package(title="The ferry", topic=Topic.objects.get()))
    package.save_revision().publish()
    noted = render(story.address)
    assert f"page:{package.pk}" not in noted.keys
    piece = pieces_of(noted, "components/package_beside")[0]
    assert {f"page:{package.pk}", f"card:{story.pk}", f"list:topic-{package.topic_id}:head"} <= piece
    assert "packages" not in piece
    shown = render(package.address)
    assert {f"page:{package.pk}", f"card:{story.pk}"} <= shown.keys


def test_a_section_notes_its_list_and_its_sub_sections(render, news, make_section, make_story):
    story = make_story("One")
    noted = render(news.address)
    assert {f"page:{news.pk}", f"section:{news.pk}", f"list:section-{news.pk}:head", "sections"} <= noted.keys
    assert f"card:{story.pk}" in noted.keys


def test_an_older_page_notes_itself_and_not_the_head(render, news, make_story, monkeypatch):
    from broadsheet.newsroom import lists

    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(4):
        make_story(f"Story {number}", minutes_ago=100 - number)
    noted = render(f"{news.address}page/1/")
    assert f"list:section-{news.pk}:1" in noted.keys
    assert f"list:section-{news.pk}:head" not in noted.keys


def test_the_front_notes_its_rows_what_was_placed_there_and_what_could_come_back(render, front, news, make_story):
    pinned, waiting = make_story("Pinned"), make_story("Waiting", live=False)
    front.rows = [
        ("lead", {"lead": Page.objects.get(pk=pinned.pk), "seconds": [Page.objects.get(pk=waiting.pk)], "size": 3}),
        ("section", {"section": Page.objects.get(pk=news.pk), "layout": "strip"}),
    ]
    front.save_revision().publish()
    noted = render("/")
    assert {"front", "sections", f"page:{front.pk}", "list:paper:head", f"list:section-{news.pk}:head"} <= noted.keys
    assert {f"card:{pinned.pk}", f"card:{waiting.pk}"} <= noted.keys


def test_topics_and_authors_note_their_lists(render, make_story, make_author):
    ann = make_author("Ann Archer")
    story = make_story("One", topics=["Ferry"], authors=[ann])
    topic = Topic.objects.get()
    assert {f"topic:{topic.pk}", f"list:topic-{topic.pk}:head", f"card:{story.pk}"} <= render(topic.address).keys
    assert {f"author:{ann.pk}", f"list:author-{ann.pk}:head", f"card:{story.pk}"} <= render(ann.address).keys
    assert {"authors", f"author:{ann.pk}"} <= render("/authors/").keys
    index = render("/topics/").keys
    assert "topics" in index
    assert f"topic:{topic.pk}" not in index


def test_the_archive_notes_its_periods(render, make_story):
    story = make_story("One")
    day = timezone.localtime(story.published_at).date()
    assert "archive" in render("/archive/").keys
    assert f"archive:{day:%Y}" in render(f"/archive/{day.year}/").keys
    assert f"archive:{day:%Y-%m}" in render(f"/archive/{day.year}/{day.month}/").keys
    shown = render(f"/archive/{day.year}/{day.month}/{day.day}/").keys
    assert {f"archive:{day:%Y-%m-%d}", f"card:{story.pk}"} <= shown


def test_only_what_shows_today_changes_with_the_day(render, make_story):
    for number in range(8):
        make_story(f"Old {number}", minutes_ago=9000 + number)
    old = Story.objects.order_by("-published_at").first()
    assert "day" not in render(old.address).keys
    assert "day" not in render(f"/lite{old.address}").keys
    assert "day" in pieces_of(render(f"/lite{old.address}"), "lite/header")[0]


def test_feeds_note_what_they_list_and_when_it_changed(render, news, make_story):
    assert b"2000" in render("/feed/").answer.content
    story = make_story("One")
    for address in ("/feed/", f"{news.address}feed/"):
        noted = render(address)
        assert {f"card:{story.pk}", f"story:{story.pk}"} <= noted.keys
        assert noted.answer.content == render(address).answer.content
    assert {"list:paper:head", "machines", "masthead"} <= render("/feed/").keys


def test_a_feed_notes_all_that_the_stories_in_it_show(render, told_story):
    story, topic = told_story["story"], Topic.objects.get()
    for form in ("", "atom/", "json/"):
        assert {
            f"story:{story.pk}",
            f"card:{story.pk}",
            f"section:{told_story['rowing'].pk}",
            f"author:{told_story['ann'].pk}",
            f"topic:{topic.pk}",
            f"photo:{told_story['photo'].pk}",
            f"address:{told_story['linked'].pk}",
            "below:/front/news/",
            f"card:{told_story['related'].pk}",
        } <= render(f"{told_story['rowing'].address}feed/{form}").keys


def test_an_older_page_of_a_feed_notes_itself_and_not_the_head(render, news, make_story, monkeypatch):
    from broadsheet.newsroom import lists

    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(4):
        make_story(f"Story {number}", minutes_ago=100 - number)
    noted = render(f"{news.address}feed/atom/page/1/")
    assert f"list:section-{news.pk}:1" in noted.keys
    assert not any(key.endswith(":head") for key in noted.keys)


def test_corrections_and_the_lists_of_feeds_note_what_decides_them(render, make_story):
    story = make_story("One")
    story.corrections.add(story.corrections.model(note="<p>It was two.</p>"))
    story.save_revision().publish()
    assert {"corrections", f"card:{story.pk}", "machines"} <= render("/corrections/feed/").keys
    for address in ("/feeds/", "/feeds.opml"):
        assert {"sections", "restrictions", "packages", "authors", "topics"} <= render(address).keys


def test_other_pages_note_what_decides_them(render, front, make_story):
    about = StandingPage.objects.get(slug="about")
    assert f"page:{about.pk}" in render(about.address).keys
    assert {"masthead", "sections"} <= render("/paper.css").keys
    picks = EditorsPicks.of_the_paper()
    picks.picks = [picks.picks.model(story=make_story("Picked"))]
    picks.save()
    assert {"menu", "sections", "picks"} <= render("/menu/").keys


@pytest.mark.parametrize(
    "address", ["/contact/", "/search/", "/search/?q=ferry", "/search/suggest/?q=fe", "/search/feed/?q=ferry"]
)
def test_what_is_made_for_one_reader_is_never_stored(render, front, address):
    assert render(address).unstorable


def test_the_page_for_nowhere_is_the_same_at_each_address(client, make_story):
    make_story("One", minutes_ago=timedelta(days=2).total_seconds() / 60)
    addresses = ("/news/nothing/", "/nowhere/at/all/", "/news/")
    Front.objects.get().get_children().get(slug="news").specific.unpublish()
    answers = []
    for address in addresses:
        with recording(Recording(holes=True)) as noted:
            answer = client.get(address)
        assert answer.status_code == 404
        answers.append(answer.content.decode().replace(noted.token, ""))
    assert len(set(answers)) == 1
    assert TOKEN.search(answer.content.decode())


def test_a_page_without_a_recording_has_no_holes(client, told_story):
    assert "piece:" not in client.get(told_story["story"].address).content.decode()


def test_the_hubs_page_notes_which_hub_it_is_and_nothing_else(render, front):
    assert render("/hub/").keys == {"machines"}
