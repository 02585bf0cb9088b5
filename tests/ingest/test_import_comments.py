"""Comments of a source under the stories and pages they were written under, each once, and who answers whom."""

from datetime import UTC, datetime

import pytest

from broadsheet.ingest.writer import comments as writer
from broadsheet.newsroom.models import ReaderComment, StandingPage, Story
from tests.ingest.made_archive import a_comment, a_page, a_story, bring_in

pytestmark = pytest.mark.usefixtures("front")


def parents() -> dict[str, str | None]:
    """Who answers whom."""
    found = ReaderComment.objects.order_by("pk").select_related("parent")
    return {one.author: one.parent.author if one.parent else None for one in found}


def test_a_comment_is_kept_as_it_was_written():
    moment = datetime(2015, 6, 2, 9, 30, tzinfo=UTC)
    report = bring_in(
        a_comment("7", website="https://bo.example/", written=moment, body="One.\n\n<em>Two</em>"),
        a_comment("8", website="javascript:alert(1)", is_approved=False),
        a_comment("9", is_mention=True, owner="1", owner_kind="page"),
        a_story(),
        a_page(),
    )
    first, hidden, mention = ReaderComment.objects.order_by("pk")
    assert first.page_id == hidden.page_id == Story.objects.get().pk
    assert (first.author, first.website, first.written_at) == ("Reader 7", "https://bo.example/", moment)
    assert first.body == "<p>One.</p><p><i>Two</i></p>"
    assert (hidden.website, hidden.is_approved) == ("", False)
    assert mention.is_mention
    assert mention.page_id == StandingPage.objects.get(slug="page-1").pk
    assert report.created("comment") == 3


@pytest.mark.parametrize("batch", [2, 500])
@pytest.mark.parametrize("order", [1, -1], ids=["parents first", "answers first"])
def test_answers_find_what_they_answer_in_any_order(monkeypatch, batch, order):
    monkeypatch.setattr(writer, "BATCH", batch)
    said = [a_comment("1"), a_comment("2", "1"), a_comment("3", "2"), a_comment("4", "1"), a_comment("5")]
    report = bring_in(a_story(), *said[::order])
    assert parents() == {
        "Reader 1": None,
        "Reader 2": "Reader 1",
        "Reader 3": "Reader 2",
        "Reader 4": "Reader 1",
        "Reader 5": None,
    }
    assert report.warning_count == 0


def test_what_answers_nobody_known_stands_for_itself_and_circles_are_parted():
    report = bring_in(
        a_story(),
        a_story("2"),
        a_comment("1", "99"),
        a_comment("2", "3"),
        a_comment("3", "4"),
        a_comment("4", "2"),
        a_comment("5", "5"),
        a_comment("6", "1", owner="2"),
        a_comment("7", "2"),
    )
    found = parents()
    assert found["Reader 1"] is found["Reader 5"] is found["Reader 6"] is None
    assert found["Reader 7"] == "Reader 2"
    assert [found[f"Reader {n}"] for n in (2, 3, 4)].count(None) == 1
    assert sum("not in the source" in line.message for line in report.warnings) == 2
    assert sum("circle" in line.message for line in report.warnings) == 2
    assert all("old.xml:7" in line.place for line in report.warnings)


def test_a_second_run_doubles_nothing_adds_what_is_new_and_leaves_what_was_done_here():
    bring_in(a_story(), a_comment("1"), a_comment("2"), a_comment("3"))
    ReaderComment.objects.get(author="Reader 1").delete()
    ReaderComment.objects.filter(author="Reader 2").update(is_approved=False)
    report = bring_in(
        a_story(), a_comment("4", "2"), a_comment("1"), a_comment("2"), a_comment("3"), a_comment("5", "1")
    )
    assert parents() == {"Reader 2": None, "Reader 3": None, "Reader 4": "Reader 2", "Reader 5": None}
    assert not ReaderComment.objects.get(author="Reader 2").is_approved
    counts = report.counts["comment"]
    assert (counts["created"], counts["unchanged"], counts["skipped"]) == (2, 2, 1)
    assert report.warning_count == 0


def test_comments_of_what_did_not_come_are_left_out_and_counted():
    report = bring_in(a_story(), a_comment("1", owner="99"), a_comment("2"), a_comment("2"))
    assert list(parents()) == ["Reader 2"]
    assert report.skipped("comment") == 2


def test_a_rehearsal_keeps_none():
    assert bring_in(a_story(), a_comment("1"), dry_run=True).created("comment") == 1
    assert not ReaderComment.objects.exists()


def test_a_thousand_comments_cost_no_query_each(django_assert_max_num_queries):
    bring_in(a_story())
    with django_assert_max_num_queries(90):
        bring_in(a_story(), *(a_comment(str(n), str(n + 1) if n < 600 else "") for n in range(1, 1001)))
    assert ReaderComment.objects.exclude(parent=None).count() == 599
