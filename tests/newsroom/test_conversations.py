"""Comments become a conversation: who answers whom, in the order it was written, whatever the shape of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.newsroom.conversations import DEEPEST, threads_of
from broadsheet.newsroom.models import ReaderComment

START = datetime(2012, 5, 1, tzinfo=UTC)


def comments(parents: dict[int, int | None]) -> list[ReaderComment]:
    """Comments by their keys, each with the key of what it answers, a minute apart."""
    return [
        ReaderComment(
            pk=pk, parent_id=parent, page_id=1, author=f"Reader {pk}", written_at=START + timedelta(minutes=pk)
        )
        for pk, parent in parents.items()
    ]


def outline(parents: dict[int, int | None]) -> list[str]:
    """Each row as its key, moved in."""
    return [". " * row.depth + str(row.comment.pk) for thread in threads_of(comments(parents)) for row in thread]


@pytest.mark.parametrize(
    ("parents", "shown"),
    [
        ({}, []),
        ({1: None, 2: None}, ["1", "2"]),
        ({1: None, 2: None, 3: 1, 4: 2, 5: 3, 6: 1}, ["1", ". 3", ". . 5", ". 6", "2", ". 4"]),
        ({2: 9, 3: 2}, ["2", ". 3"]),
        ({1: None, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5}, ["1", ". 2", ". . 3", ". . . 4", ". . . 5", ". . . 6"]),
    ],
    ids=["none", "no answers", "answers", "what it answered is not shown", "deeper than can be shown"],
)
def test_answers_stand_under_what_they_answer(parents, shown):
    assert outline(parents) == shown


def test_what_lies_too_deep_says_whom_it_answers():
    (thread,) = threads_of(comments({1: None, 2: 1, 3: 2, 4: 3, 5: 4}))
    assert [row.answers.pk if row.answers else None for row in thread] == [None, None, None, None, 4]


def test_what_answers_a_hidden_comment_says_so():
    (first,), (second,) = threads_of(comments({1: None, 3: 2}))
    assert (first.is_orphan, second.is_orphan) == (False, True)


def test_a_thread_of_thousands_that_answer_one_another_is_laid_out():
    (thread,) = threads_of(comments({pk: pk - 1 if pk > 1 else None for pk in range(1, 3001)}))
    assert len(thread) == 3000


def test_without_a_date_a_comment_comes_first():
    undated, dated = ReaderComment(pk=2), ReaderComment(pk=1, written_at=START)
    assert sorted([dated, undated], key=lambda one: one.place) == [undated, dated]


@given(st.lists(st.integers(0, 30), max_size=30))
@settings(max_examples=60, deadline=None)
def test_lists_within_lists_are_closed_as_often_as_they_are_opened(answered):
    """Each comment answers any before it, or none."""
    parents = {pk: chosen if 0 < chosen < pk else None for pk, chosen in enumerate(answered, 1)}
    threads = threads_of(comments(parents))
    assert sorted(row.comment.pk for thread in threads for row in thread) == sorted(parents)
    for thread in threads:
        open_levels = 0
        for row in thread:
            open_levels += row.is_opening
            assert row.depth == open_levels <= DEEPEST
            open_levels -= row.closing
        assert open_levels == 0
