"""Comments of earlier sites under a story and a standing page: read, closed, harmless."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from broadsheet.newsroom.conversations import MOST_OPEN
from broadsheet.newsroom.models import ReaderComment, StandingPage


@pytest.fixture
def say():
    """Puts a comment under a page: ``say(story, "Well done", "Ann")``."""

    def write(page, body="Well done.", author="Bo Baker", **fields):
        fields.setdefault("written_at", datetime(2012, 5, 1, 11, 0, tzinfo=UTC))
        return ReaderComment.objects.create(page=page, body=f"<p>{body}</p>", author=author, **fields)

    return write


@pytest.fixture
def read(client):
    """The comments of a page as it is read, or None where there are none."""

    def ask(address):
        return BeautifulSoup(client.get(address).content, "lxml").select_one("#comments")

    return ask


def test_a_story_without_comments_does_not_speak_of_them(read, make_story):
    story = make_story()
    assert read(story.address) is None
    assert read("/lite" + story.address) is None


def test_comments_stand_under_the_story_threaded_dated_and_closed(read, make_story, say):
    story = make_story()
    first = say(story, website="https://bo.example/")
    answer = say(story, "I was there.", "Cy", parent=first, written_at=datetime(2012, 5, 2, tzinfo=UTC))
    for address in (story.address, "/lite" + story.address):
        shown = read(address)
        assert shown.h2.get_text() == "Comments (2)"
        assert "closed" in shown.h2.find_next("p").get_text()
        assert shown.select_one(f"#comment-{first.pk} > ol > #comment-{answer.pk}")
        assert shown.select_one(f"#comment-{first.pk} time").get_text() == "1 May 2012, 12:00"
        assert set(shown.find("a", href="https://bo.example/")["rel"]) == {"nofollow", "ugc", "noopener"}


def test_they_stand_under_standing_pages_too(read, say, front):
    page = StandingPage.objects.get(slug="about")
    say(page)
    assert "Well done." in read("/about/").get_text()
    assert "Well done." in read("/lite/about/").get_text()


def test_hidden_comments_are_shown_to_nobody(read, make_story, say):
    story = make_story()
    hidden = say(story, "Rude words", is_approved=False)
    assert read(story.address) is None
    answer = say(story, "No need for that.", parent=hidden)
    shown = read(story.address)
    assert "Rude" not in str(shown)
    assert "no longer shown" in shown.select_one(f"#comment-{answer.pk} p").get_text()


def test_mentions_are_listed_apart_and_are_not_counted(read, make_story, say):
    story = make_story()
    say(story, "[…] as the Gazette wrote […]", "The Other Paper", website="https://other.example/a", is_mention=True)
    shown = read(story.address)
    assert shown.h2.get_text() == "Mentioned elsewhere"
    assert shown.h2.find_next("a")["href"] == "https://other.example/a"
    assert "as the Gazette wrote" not in shown.get_text()
    say(story)
    assert [heading.get_text() for heading in read(story.address)("h2")] == ["Comments (1)", "Mentioned elsewhere"]


def test_a_long_conversation_shows_its_rest_when_asked(read, make_story):
    story = make_story()
    ReaderComment.objects.bulk_create(
        ReaderComment(page=story, author=f"Reader {n}", body="<p>Yes.</p>") for n in range(2000)
    )
    shown = read(story.address)
    assert len(shown.select("section > ol > li")) == MOST_OPEN
    assert len(shown.select("details > ol > li")) == 2000 - MOST_OPEN
    assert shown.summary.get_text() == f"More comments ({2000 - MOST_OPEN})"
    lite = read("/lite" + story.address)
    assert len(lite.select("li")) == MOST_OPEN
    assert lite.find("a", href=f"{story.address}#comments")


def test_what_acts_is_taken_out_though_it_is_in_the_database(read, make_story):
    story = make_story()
    ReaderComment.objects.create(page=story, author="<b>x</b>", body="<p onclick=a()>Hi<script>a()</script></p>")
    shown = read(story.address)
    assert not shown.find("script")
    assert shown.select_one(".text").decode_contents() == "<p>Hi</p>"
    assert shown.bdi.get_text() == "<b>x</b>"


def test_a_conversation_costs_one_query_however_long_it_is(client, make_story, say, django_assert_max_num_queries):
    story = make_story()
    first = say(story)
    for number in range(12):
        say(story, f"Comment {number}", parent=first)
    client.get(story.address)
    with django_assert_max_num_queries(12) as asked:
        client.get(story.address)
    assert sum("newsroom_readercomment" in query["sql"] for query in asked.captured_queries) == 1
