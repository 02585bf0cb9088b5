"""A comment that is hidden or thrown away is gone from the pressed page at once; one shown again comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from broadsheet.newsroom.conversations import show
from broadsheet.newsroom.models import ReaderComment, Story
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import PressRoom

pytestmark = [pytest.mark.xdist_group("takedowns")]
WORD = "zqslander"


class Pressed:
    """One story with two comments, its page kept by the press."""

    def __init__(self, paper: LawPaper) -> None:
        paper.first_morning()
        Newsroom(paper).publish(0, [], 0, 0, 0)
        self.story = Story.objects.get()
        self.press = PressRoom(paper.folder)
        self.pages = [self.story.address, f"/lite{self.story.address}"]
        self.read()
        self.rude = ReaderComment.objects.create(page=self.story, author="Ann", body=f"<p>{WORD}</p>")
        ReaderComment.objects.create(page=self.story, author="Bo", body="<p>zqkind</p>")
        self.press.drain()

    def read(self) -> bool:
        """Whether readers of either edition find the word; both editions must agree."""
        self.press.follow()
        (seen,) = {WORD in self.press.ask(page).body.decode() for page in self.pages}
        return seen


@pytest.fixture
def pressed(law_paper: LawPaper) -> Iterator[Pressed]:
    made = Pressed(law_paper)
    yield made
    made.press.close()


def hide(comment: ReaderComment) -> None:
    comment.is_approved = False
    comment.save()


def hide_in_bulk(comment: ReaderComment) -> None:
    assert show(ReaderComment.objects.filter(pk=comment.pk), is_shown=False) == 1


def delete(comment: ReaderComment) -> None:
    comment.delete()


def delete_in_bulk(comment: ReaderComment) -> None:
    ReaderComment.objects.filter(pk=comment.pk).delete()


@pytest.mark.parametrize("take_down", [hide, hide_in_bulk, delete, delete_in_bulk], ids=lambda one: one.__name__)
def test_what_is_taken_down_is_gone_before_and_after_the_presser_has_worked(
    pressed: Pressed, take_down: Callable[[ReaderComment], None]
) -> None:
    assert pressed.read()
    take_down(pressed.rude)
    assert not pressed.read()
    pressed.press.drain()
    assert not pressed.read()
    assert "zqkind" in pressed.press.ask(pressed.story.address).body.decode()
    pressed.press.check({WORD})
    assert pressed.press.mistakes == []


def test_what_is_shown_again_comes_back(pressed: Pressed) -> None:
    show(ReaderComment.objects.all(), is_shown=False)
    assert not pressed.read()
    assert show(ReaderComment.objects.all(), is_shown=True) == 2
    pressed.press.drain()
    assert pressed.read()


def test_a_story_takes_its_comments_with_it(pressed: Pressed) -> None:
    Story.objects.get().delete()
    assert not ReaderComment.objects.exists()
    pressed.press.follow()
    assert pressed.press.ask(pressed.story.address).status == 404
