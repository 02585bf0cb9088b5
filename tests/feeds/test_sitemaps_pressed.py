"""Of all sitemaps a publication makes three anew, and what must not be seen is in none of them from that moment."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.feeds.sitemaps.urls import urlpatterns
from broadsheet.lib.page_indexes import SHELF
from broadsheet.newsroom.models import StandingPage, Story, Topic
from broadsheet.press.outbox import position, since
from broadsheet.press.recording import Recording, recording
from tests.feeds.test_sitemaps import on_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(client):
    """What each file of the paper notes, by its address."""

    def ask():
        with recording(Recording(holes=True)) as of_index:
            index = client.get("/sitemap.xml").content.decode()
        keys = {"/sitemap.xml": of_index.keys}
        for part in index.split("<loc>")[1:]:
            address = part.partition("</loc>")[0].removeprefix("http://testserver")
            with recording(Recording(holes=True)) as of_file:
                assert client.get(address).status_code == 200
            assert not of_file.unstorable
            keys[address] = of_file.keys
        return keys

    return ask


class Told:
    """Keys the outbox was told within a block, and those of them that were taken down."""

    def __enter__(self):
        self._before = position()
        return self

    def __exit__(self, *_):
        rows = since(self._before)
        self.every = {key for row in rows for key in row.keys}
        self.taken_down = {key for row in rows if row.is_takedown for key in row.keys}

    def remade(self, noted):
        return {address for address, keys in noted.items() if keys & self.every or "*" in self.every}

    def void(self, noted):
        return {address for address, keys in noted.items() if keys & self.taken_down}


@pytest.fixture
def archive(make_story):
    """Three shelves of stories, the newest of today; returned by shelf."""
    old = [make_story(f"Old {n}", topics=["Ferry"], minutes_ago=60 * 24 * (50 - n), pk=on_shelf(n)) for n in (3, 5)]
    return [*old, make_story("Newest", topics=["Ferry"], minutes_ago=5, pk=on_shelf(6))]


def file_of(story):
    return f"/sitemap-stories-{story.pk // SHELF}.xml"


def test_a_publication_makes_the_newest_file_the_news_and_the_index_anew(archive, noted, make_story):
    draft = make_story("Draft", topics=["Ferry"], live=False)
    before = noted()
    assert len(before) == 7
    with Told() as told:
        draft.get_latest_revision().publish()
    assert told.remade(before) == {"/sitemap.xml", "/sitemap-news.xml", file_of(draft)}


def test_a_change_to_an_old_story_makes_its_own_file_anew(archive, noted):
    before = noted()
    old = archive[0]
    old.body = [("text", "<p>Corrected.</p>")]
    with Told() as told:
        old.save_revision().publish()
    assert told.remade(before) == {"/sitemap.xml", file_of(old)}


def test_a_draft_makes_nothing_anew(archive, noted, make_story):
    before = noted()
    with Told() as told:
        make_story("Draft", live=False).save_revision()
        archive[0].save_revision()
    assert told.remade(before) == set()


@pytest.mark.parametrize("how", ["unpublish", "delete", "hide", "restrict", "restrict_section"])
def test_what_is_taken_down_is_named_nowhere_from_that_moment(archive, noted, client, how, make_section, make_story):
    section = make_section("Members")
    story = make_story("Members only", section=section, minutes_ago=1)
    before = noted()
    with Told() as told:
        if how == "hide":
            story.hide_from_lists = True
            story.save_revision().publish()
        elif how == "restrict":
            PageViewRestriction.objects.create(page=story, restriction_type="login")
        elif how == "restrict_section":
            PageViewRestriction.objects.create(page=section, restriction_type="login")
        else:
            getattr(story, how)()
    assert {file_of(story), "/sitemap-news.xml"} <= told.void(before)
    assert "/sitemap.xml" in told.remade(before)
    assert story.address.encode() not in client.get(file_of(archive[2])).content


def test_a_story_that_is_moved_is_named_at_its_new_address(archive, noted, make_section, client):
    before = noted()
    elsewhere = make_section("Coast")
    with Told() as told:
        archive[2].move(elsewhere, pos="last-child")
    assert file_of(archive[2]) in told.remade(before)
    assert Story.objects.get(pk=archive[2].pk).address.encode() in client.get(file_of(archive[2])).content


def test_a_section_that_moves_takes_its_stories_addresses_along(archive, noted, news, client):
    before = noted()
    with Told() as told:
        news.slug = "latest"
        news.save_revision().publish()
    assert {file_of(story) for story in archive} <= told.remade(before)
    assert b"/latest/newest/" in client.get(file_of(archive[2])).content


def test_a_photo_whose_rights_end_leaves_its_file_at_once(make_story, noted, photo):
    photo.expires_at = timezone.now() + timedelta(days=1)
    photo.save()
    story = make_story("One", body=[("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""})])
    before = noted()
    photo.expires_at = timezone.now() - timedelta(minutes=1)
    with Told() as told:
        photo.save()
    assert told.void(before) == {file_of(story)}


def test_a_photo_whose_rights_have_ended_is_awaited(make_story, noted, photo):
    photo.expires_at = timezone.now() - timedelta(days=1)
    photo.save()
    story = make_story("One", lead_picture=photo)
    assert f"photo:{photo.pk}" in noted()[file_of(story)]


def test_pages_topics_and_authors_are_told_of_as_they_come_and_go(
    archive, noted, make_author, make_section, make_story
):
    ann = make_author("Ann Archer")
    before = noted()
    pages, authors, topics = "/sitemap-pages-0.xml", "/sitemap-authors-0.xml", "/sitemap-topics-0.xml"
    about = StandingPage.objects.get(slug="about")
    changes = {
        pages: [about.save_revision().publish, about.unpublish, lambda: make_section("Coast")],
        authors: [lambda: make_author("Bo Baker"), ann.delete],
        topics: [lambda: make_story("Two", topics=["Harbour"]), Topic.objects.get(name="Ferry").delete],
    }
    for address, made in changes.items():
        for change in made:
            with Told() as told:
                change()
            assert {address, "/sitemap.xml"} <= told.remade(before), change


def test_a_kind_or_a_canonical_address_decides_what_is_news(make_story, noted):
    story = make_story("Paid for", kind="sponsored")
    make_story("News")
    before = noted()
    story.kind = "news"
    with Told() as told:
        story.save_revision().publish()
    assert "/sitemap-news.xml" in told.remade(before)
    before = noted()
    story.canonical_url = "https://other.example/"
    with Told() as told:
        story.save_revision().publish()
    assert {"/sitemap-news.xml", file_of(story)} <= told.remade(before)


def test_the_days_of_the_window_are_noted(make_story, noted):
    make_story("News")
    keys = noted()["/sitemap-news.xml"]
    today = timezone.localdate()
    days = {f"archive:{today - timedelta(days=ago):%Y-%m-%d}" for ago in range(3)}
    assert days | {"day", "news", "masthead"} <= keys


def test_every_sitemap_is_among_those_asked_for(archive, noted, make_author):
    make_author("Ann Archer")
    names = {pattern.name for pattern in urlpatterns}
    paths = [address.removeprefix("/") for address in noted()]
    assert {pattern.name for pattern in urlpatterns for path in paths if pattern.resolve(path)} == names
