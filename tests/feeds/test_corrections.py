"""The feed of corrections."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON
from broadsheet.newsroom.models.corrections import CorrectionKind
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
