"""An edit that is cut short between any two of its commits leaves nothing behind that the press does not know of."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.tour import Tour

pytestmark = [pytest.mark.xdist_group("planted")]

EDITS: dict[str, Callable[[Newsroom], None]] = {
    "publish": lambda desk: desk.publish(0, [0], 1, 1, 2),
    "edit the headline": lambda desk: desk.edit_headline(8, is_short=False),
    "retag": lambda desk: desk.retag(8, [2]),
    "change the byline": lambda desk: desk.give_byline(8, 2),
    "unpublish": lambda desk: desk.unpublish(8),
    "delete": lambda desk: desk.delete(8),
    "hide": lambda desk: desk.hide(8, is_hidden=True),
    "backdate": lambda desk: desk.backdate(8, 30),
    "rename the section": lambda desk: desk.rename_section(0, has_new_address=False),
    "rename the author": lambda desk: desk.change_author(1, 0),
    "rename the topic": lambda desk: desk.change_topic(0, 0),
    "merge topics": lambda desk: desk.merge_topics(0, 1),
    "edit the menu": lambda desk: desk.edit_menu(0, 3, 5),
    "edit the masthead": lambda desk: desk.edit_masthead(0),
    "edit the picks": lambda desk: desk.edit_picks([1, 3]),
    "edit the front": lambda desk: desk.edit_front(3, 0, 1),
    "change the photo": lambda desk: desk.change_photo(0, 1),
    "import": lambda desk: desk.import_stories(1),
    "take an import back": lambda desk: (desk.import_stories(1), desk.take_back_import(is_forced=True)),
    "move": lambda desk: desk.move(8, 1),
    "move the section": lambda desk: desk.move_section(0, 2),
    "restrict the section": lambda desk: desk.restrict(0, is_section=True),
    "delete the section": lambda desk: desk.delete_section(0),
    "delete a topic": lambda desk: desk.delete_topic(0),
    "delete the photo": lambda desk: desk.delete_photo(0),
    "let rights end": lambda desk: (desk.end_rights(0, 1), desk.wait(2)),
    "publish and expire at their time": lambda desk: (
        desk.unpublish(8),
        desk.schedule(0, 1),
        desk.set_expiry(0, 1),
        desk.wait(3),
    ),
    "wait for midnight": lambda desk: desk.wait_for_midnight(),
    "set the clock back": lambda desk: desk.set_clock_back(30),
}


@contextmanager
def after_each_commit(look: Callable[[], None]) -> Iterator[None]:
    """Call ``look`` whenever a transaction that changed anything has ended, as if nothing of what is under way came
    after it."""
    usual = BaseDatabaseWrapper.set_autocommit
    looking: list[bool] = []
    seen = -1

    def set_autocommit(wrapper: BaseDatabaseWrapper, is_on: bool, *arguments: Any, **options: Any) -> None:
        nonlocal seen
        usual(wrapper, is_on, *arguments, **options)
        if is_on and not looking and wrapper.connection.total_changes != seen:
            seen = wrapper.connection.total_changes
            looking.append(True)
            try:
                look()
            finally:
                looking.clear()

    with mock.patch.object(BaseDatabaseWrapper, "set_autocommit", set_autocommit):
        yield


@pytest.fixture
def tour(law_paper: LawPaper, busy_newsroom: Newsroom) -> Iterator[Tour]:
    """The pages of a busy morning."""
    law_paper.first_morning()
    made = Tour(law_paper, copy.deepcopy(busy_newsroom, {id(law_paper): law_paper}), is_short=True)
    yield made
    made.close()


@pytest.mark.parametrize("name", EDITS)
def test_after_each_commit_of_an_edit_the_press_knows_what_has_changed(tour: Tour, name: str) -> None:
    commits = 0

    def settle() -> None:
        nonlocal commits
        commits += 1
        tour.press.follow()
        tour.settle()

    with after_each_commit(settle):
        EDITS[name](tour.newsroom)
    assert commits > 0
    tour.settle()
    assert tour.found == []
