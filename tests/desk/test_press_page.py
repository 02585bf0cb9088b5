"""“The press” in the desk: who sees it, and what it says when all is well and when it is not."""

import time
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from broadsheet.newsroom.desk import press
from broadsheet.newsroom.desk.press import figures
from broadsheet.press import outbox
from broadsheet.press.absences import begin_absence, end_absence
from broadsheet.press.cdn.purger import PurgerStatus
from broadsheet.press.changes import Noted
from broadsheet.press.heartbeat import Beat, Heart
from broadsheet.press.standing import standing_of
from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.press.tally import Tally
from tests.desk.conftest import was_refused
from tests.press.making import an_entry, made

WELL = PurgerStatus(0, 3, "", 0.0, 1.0)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store the desk looks at, empty."""
    made = EmbeddedStore(tmp_path / "press.sqlite3")
    monkeypatch.setattr(press, "press_store", lambda: made)
    return made


def page(client):
    return client.get(reverse("desk_press")).content.decode()


def figure(store, label):
    """The figure whose label begins so, as (value, note, is it trouble)."""
    found = next(one for one in figures(standing_of(store, outbox)) if one.label.startswith(label))
    return found.value, found.note, found.is_trouble


# Who sees it


@pytest.mark.parametrize(
    ("name", "sees"),
    [("rita", False), ("eddie", False), ("edna", False), ("paula", True), ("ada", True), ("nobody", False)],
)
def test_publishers_and_administrators_see_it(name, sees, request, at_desk, store, front):
    client = at_desk(request.getfixturevalue(name))
    assert was_refused(client.get(reverse("desk_press"))) is not sees
    if name != "nobody":
        menu = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ('"The press"' in menu) is sees


@pytest.mark.parametrize(
    ("name", "sees"), [("rita", False), ("eddie", False), ("edna", True), ("paula", True), ("nobody", False)]
)
def test_who_may_edit_a_story_sees_where_it_stands(name, sees, request, at_desk, store, make_story):
    client = at_desk(request.getfixturevalue(name))
    assert was_refused(client.get(reverse("desk_story_pages", args=[make_story().pk]))) is not sees


# What it says


def test_a_paper_nobody_has_read_is_told_kindly(paula, at_desk, store, front):
    told = page(at_desk(paula))
    assert "Nobody has asked for a page in the last 24 hours." in told
    assert "No page has been made yet." in told
    assert "The newsroom has not been away." in told


def test_it_counts_readers_who_found_their_page_ready(store, db):
    tally = Tally()
    tally.answered, tally.made = 1500, 30
    tally.write(store)
    assert figure(store, "Found") == ("98.0 %", "of 1,500 answers in the last 24 hours", False)


def test_it_counts_what_waits(store, db):
    outbox.changed(["masthead"])
    newest = outbox.position()
    store.apply([Noted(newest, ("masthead",))])
    assert figure(store, "Waiting")[0] == "0"
    outbox.changed(["picks"])
    assert figure(store, "Waiting")[1].endswith("Changes not looked at yet: 1.")
    newest = outbox.position()
    store.put([made("/a/", "menu"), made("/b/", "menu", "card:1")])
    store.apply([Noted(newest + 1, ("menu",)), Noted(newest + 2, ("card:1",), is_takedown=True)])
    value, note, is_trouble = figure(store, "Waiting")
    assert (value, is_trouble) == ("2", False)
    assert note == "Not shown until then: 1. Changes not looked at yet: 0."


def test_the_slowest_pages_are_named(paula, at_desk, store, front):
    store.put([(replace(an_entry("/slow/"), seconds=1.25), frozenset())])
    told = page(at_desk(paula))
    assert 'href="/slow/"' in told
    assert "1,250 ms" in told


def test_a_takedown_is_told_by_name(paula, at_desk, store, make_story):
    story = make_story("The ferry is late")
    story.unpublish()
    told = page(at_desk(paula))
    assert f"story {story.pk}: The ferry is late" in told


def test_a_presser_that_is_silent_does_not_run(store, db):
    assert figure(store, "Presser")[::2] == ("not running", True)
    Heart(store, lambda: WELL).beat()
    assert figure(store, "Presser")[::2] == ("running", False)
    Heart(store, lambda: WELL).stop()
    assert figure(store, "Presser")[0] == "not running"
    assert not Beat(time.time() - 3600, WELL).is_alive
    assert not Beat(time.time() + 3600, WELL).is_alive


def test_a_cdn_that_takes_no_purges_is_told(store, db, monkeypatch):
    keys = replace(settings.PAPER.cdn, kind="fastly")
    monkeypatch.setattr(type(settings.PAPER), "cdn", keys)
    Heart(store, lambda: replace(WELL, error="403 Forbidden", waiting=7)).beat()
    value, note, is_trouble = figure(store, "CDN")
    assert (value, is_trouble) == ("Fastly", True)
    assert "403 Forbidden" in note
    assert "7 purges waiting" in note
    Heart(store, lambda: WELL).beat()
    assert figure(store, "CDN")[2] is False


def test_it_tells_when_the_newsroom_was_away(paula, at_desk, store, front):
    begin_absence(store, 1_790_000_000.0)
    client = at_desk(paula)
    assert "Nothing could be asked of the newsroom since" in page(client)
    end_absence(store, 1_790_000_060.0)
    told = page(client)
    assert "The newsroom was away from 21 September, 15:13:20 to 21 September, 15:14:20." in told
    assert "Nothing could be asked" not in told


def test_a_store_that_does_not_answer_is_told(paula, edna, at_desk, make_story, monkeypatch):
    class Broken:
        def __getattr__(self, name):
            def fail(*_args, **_more):
                raise StoreUnavailableError

            return fail

    story = make_story()
    monkeypatch.setattr(press, "press_store", Broken)
    assert "The store of rendered pages does not answer." in page(at_desk(paula))
    client = at_desk(edna)
    assert "does not answer" in client.get(reverse("desk_story_pages", args=[story.pk])).content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert "Live since" in editor.content.decode()


def test_it_costs_the_same_queries_however_much_was_taken_down(paula, at_desk, store, make_story):
    client = at_desk(paula)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    make_story("First").unpublish()
    count()
    few = count()
    for number in range(5):
        make_story(f"Story {number}").unpublish()
    count()
    assert count() == few


# A story


def shows(store, story, *names):
    store.put([made(name, f"card:{story.pk}") for name in names])


def test_the_editor_of_a_story_says_on_how_many_pages_it_is_live(edna, at_desk, store, make_story):
    story = make_story("The ferry is late")
    shows(store, story, "/", "/news/", "piece:reader/components/latest_headlines.html  en-GB")
    store.put([made(story.address, f"story:{story.pk}", f"card:{story.pk}"), made("/other/", f"card:{story.pk}1")])
    client = at_desk(edna)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert f"Live since {story.first_published_at.astimezone().day}" in editor
    assert "on 3 pages" in editor
    pages = reverse("desk_story_pages", args=[story.pk])
    assert pages in editor
    listed = client.get(pages).content.decode()
    for name in ("/", "/news/", story.address):
        assert f'<a href="{name}">{name}</a>' in listed
    assert "latest headlines <span>en-GB</span>" in listed
    assert "/other/" not in listed


def test_a_draft_and_a_section_say_nothing_of_it(edna, paula, at_desk, store, make_story, news):
    draft = make_story("Draft", live=False)
    assert "Live since" not in at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Live since" not in at_desk(paula).get(reverse("wagtailadmin_pages:edit", args=[news.pk])).content.decode()


def test_a_story_on_very_many_pages_is_not_counted_to_the_end(edna, at_desk, store, make_story, monkeypatch):
    monkeypatch.setattr(press, "COUNTED_TO", 3)
    story = make_story()
    shows(store, story, *(f"/{number}/" for number in range(5)))
    editor = at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "on more than 3 pages" in editor
