"""The feed of corrections."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from broadsheet.feeds import corrections
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON
from broadsheet.newsroom.models.corrections import CorrectionKind
from broadsheet.press.recording import recording
from tests.feeds.asking import ask, ask_all


def test_the_latest_come_first_with_what_was_wrong(client, make_story, correct):
    first, second = make_story("The ferry", minutes_ago=600), make_story("The quay", minutes_ago=500)
    correct(first, "<p>It left at <b>seven</b>.</p>", hours_ago=3)
    correct(second, '<p>It is <a href="/about/">ours</a>.</p>', CorrectionKind.CLARIFICATION, hours_ago=1)
    for feed in ask_all(client, "/corrections/"):
        assert feed.mistakes() == []
    items = ask(client, "/corrections/", JSON).parsed["items"]
    assert [item["title"] for item in items] == ["Clarification: The quay", "Correction: The ferry"]
    assert items[0]["url"] == "http://testserver/news/the-quay/#corrections"
    assert items[0]["content_html"] == '<p>It is <a href="http://testserver/about/">ours</a>.</p>'
    assert items[1]["summary"] == "It left at seven."


def test_a_correction_stays_the_same_entry_however_often_its_story_is_saved(client, make_story, correct):
    story = correct(make_story("The ferry"), "<p>It left at seven.</p>")
    before = ask(client, "/corrections/", JSON).parsed["items"][0]["id"]
    story.title, story.slug = "The late ferry", "late"
    story.save_revision().publish()
    item = ask(client, "/corrections/", JSON).parsed["items"][0]
    assert (item["id"], item["title"]) == (before, "Correction: The late ferry")


def test_two_of_one_story_and_moment_are_two_entries(client, make_story, correct):
    story = correct(correct(make_story("The ferry"), "<p>One.</p>"), "<p>Two.</p>")
    story.corrections.model.objects.update(date=story.published_at)
    for form in FORMATS:
        assert ask(client, "/corrections/", form).mistakes() == []


def at(story, *moments):
    """Corrections of a story at these moments, their notes counted."""
    kept = story.corrections.model
    for number, moment in enumerate(moments):
        kept.objects.create(story=story, kind=CorrectionKind.CORRECTION, date=moment, note=f"<p>Note {number}.</p>")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_following_its_months_finds_every_correction(client, make_story, monkeypatch, form):
    monkeypatch.setattr(corrections, "SIZE", 3)
    moments = [datetime(2021, month, day, 12, tzinfo=UTC) for month, day in ((3, 1), (3, 31), (5, 2), (5, 9), (6, 1))]
    at(make_story("The ferry"), *moments)
    found, numbers, feed = set(), [], ask(client, "/corrections/", form)
    while True:
        assert feed.mistakes() == []
        entries = feed.parsed["items"] if form is JSON else feed.parsed.entries
        found |= {entry["id"] for entry in entries}
        older = feed.parsed.get("next_url") if form is JSON else archive_before(feed)
        if older is None:
            break
        numbers.append(int(older.rstrip("/").rpartition("/")[2]))
        feed = ask(client, "/corrections/", form, numbers[-1])
    assert numbers == [202103]
    assert len(found) == 5


def archive_before(feed):
    links = feed.tree.iter("{http://www.w3.org/2005/Atom}link")
    return next((link.get("href") for link in links if link.get("rel") == "prev-archive"), None)


def test_a_month_leads_to_the_month_before_it_that_has_any(client, make_story):
    at(make_story("The ferry"), *(datetime(2021, month, 1, 12, tzinfo=UTC) for month in (1, 5, 6)))
    june, may = (ask(client, "/corrections/", ATOM, number) for number in (202106, 202105))
    assert archive_before(june) == "http://testserver/corrections/feed/atom/page/202105/"
    assert archive_before(may) == "http://testserver/corrections/feed/atom/page/202101/"


@pytest.mark.parametrize("number", [202102, 202113, 202100, 7, 99, 101, 999912, 999999999])
def test_there_is_no_page_of_a_month_without_any(client, make_story, number):
    at(make_story("The ferry"), datetime(2021, 1, 1, 12, tzinfo=UTC))
    assert client.get(f"/corrections/feed/page/{number}/").status_code == 404


def noted_of(number=None):
    with recording() as noted:
        corrections.document_of_corrections(ATOM, number)
    return noted.keys


def test_a_month_is_made_anew_where_one_comes_between_it_and_the_month_before(make_story):
    at(make_story("The ferry"), *(datetime(2021, month, 1, 12, tzinfo=UTC) for month in (1, 6)))
    june, oldest = noted_of(202106), noted_of(202101)
    assert {f"corrections:2021-{month:02}" for month in (1, 2, 3, 4, 5, 6)} <= june
    assert "corrections" not in june
    assert {"corrections:2021-01", "corrections"} <= oldest


def test_a_month_long_after_the_one_before_it_waits_for_any_change(client, make_story):
    at(make_story("The ferry"), datetime(1826, 1, 1, 12, tzinfo=UTC), datetime(2021, 6, 1, 12, tzinfo=UTC))
    noted = noted_of(202106)
    assert {"corrections:2021-06", "corrections"} <= noted
    assert len(noted) < 10
    assert archive_before(ask(client, "/corrections/", ATOM, 202106)).endswith("/page/182601/")


def test_the_head_has_all_of_this_month_and_leads_to_one_that_is_over(client, make_story, monkeypatch):
    """Whoever has read an older page does not come back to it: what came later would be missed."""
    monkeypatch.setattr(corrections, "SIZE", 2)
    start = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = start - timedelta(days=1)
    at(make_story("The ferry"), before, *(start + timedelta(seconds=number) for number in range(4)))
    head = ask(client, "/corrections/", ATOM)
    assert len(head.parsed.entries) == 4
    assert archive_before(head).endswith(f"/page/{before:%Y%m}/")
    assert {"month", "corrections"} <= noted_of()
    monkeypatch.setattr(corrections, "SIZE", 4)
    assert archive_before(ask(client, "/corrections/", ATOM)) == archive_before(head)
    assert "month" not in noted_of()


@pytest.mark.parametrize("number", [None, 202106])
def test_corrections_are_found_by_their_dates_and_sorted_by_no_one(client, make_story, monkeypatch, number):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by its tables' sizes")
    monkeypatch.setattr(corrections, "SIZE", 1)
    at(make_story("The ferry"), *(datetime(2021, month, 1, 12, tzinfo=UTC) for month in (1, 5, 6)))
    with CaptureQueriesContext(connection) as queries:
        ask(client, "/corrections/", ATOM, number)
    asked = [query["sql"] for query in queries if 'FROM "newsroom_storycorrection"' in query["sql"]]
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = "; ".join(row[3] for row in cursor.fetchall())
        assert "newsroom_storycorrection_date" in plan
        assert "TEMP B-TREE" not in plan
        assert "OFFSET" not in sql
        assert "COUNT(" not in sql
    assert len(asked) == (1 if number is None else 2)


def test_excerpts_still_say_what_was_wrong(client, make_story, correct, excerpts):
    correct(make_story("The ferry"), "<p>It left at seven.</p>")
    assert "It left at seven." in ask(client, "/corrections/", ATOM).tree.findtext("{*}entry/{*}content")


def test_many_corrections_cost_no_more_queries(client, make_story, correct):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/corrections/feed/")
        return len(asked)

    correct(make_story("One"), '<p><a linktype="page" id="1">One</a></p>')
    few = count()
    for number in range(8):
        correct(make_story(f"More {number}"), '<p><a linktype="page" id="1">One</a></p>')
    assert count() == few
