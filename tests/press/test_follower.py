"""A worker keeps in step with its store whatever the newsroom does, and the other way round."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from broadsheet.press import follower as following
from broadsheet.press.absences import absences
from broadsheet.press.front import Front
from broadsheet.press.presser import Presser
from broadsheet.press.store.base import Store, StoreUnavailableError
from tests.press.stub_paper import StubPaper, ask, follow

SOON = 0.2


@pytest.fixture
def paper() -> StubPaper:
    return StubPaper()


@contextmanager
def running(front: Front) -> Iterator[None]:
    """The worker's threads run."""
    thread = threading.Thread(target=front.follower.run)
    thread.start()
    try:
        yield
    finally:
        front.follower.stop()
        thread.join()


def comes_true(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_true()


def refusing(is_told: bool = False) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise StoreUnavailableError("it is locked", is_told)

    return refuse


def test_a_newsroom_that_hangs_keeps_no_worker_from_hearing_of_a_takedown(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, front, other = threading.Event(), paper.front(store), paper.front(store)
    follow(front)
    for _ in range(2):
        ask(front, "/story/")
    assert "SLANDER" in ask(front, "/story/")[2]
    position = paper.position

    def think() -> int:
        if threading.current_thread() is not threading.main_thread():
            hangs.wait(10)
        return position()

    monkeypatch.setattr(paper, "position", think)
    monkeypatch.setattr(following, "AWAY_AFTER_SECONDS", SOON)
    with running(front):
        assert comes_true(lambda: bool(front.follower.away_since)), "readers are told that the newsroom is away"
        assert len(absences(store)) == 1, "and so is the desk"
        paper.change("gone", is_takedown=True)
        follow(other)  # a worker whose newsroom answers
        assert comes_true(lambda: front.memory.page("/story/") is None)
        assert "SLANDER" not in ask(front, "/story/")[2]
        hangs.set()
        assert comes_true(lambda: not front.follower.away_since)


def test_an_edit_the_store_can_not_be_told_of_is_shown_after_a_few_seconds(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = paper.front(store)
    follow(front)
    ask(front, "/story/")
    apply = store.apply
    monkeypatch.setattr(store, "apply", refusing())
    paper.change("news")
    follow(front)
    assert "SLANDER" in ask(front, "/story/")[2], "for a moment what is kept will do"
    monkeypatch.setattr(following, "BEHIND_AFTER_SECONDS", 0.0)
    follow(front)
    for _ in range(2):
        assert ask(front, "/story/")[2] == "<p>news</p>news"
    monkeypatch.setattr(store, "apply", apply)
    follow(front)
    assert not front.follower.is_behind
    ask(front, "/story/")
    made = paper.asked
    assert ask(front, "/story/")[2] == "<p>news</p>news"
    assert paper.asked == made


def test_where_nobody_can_make_pages_late_ones_are_better_than_none(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = paper.front(store)
    follow(front)
    ask(front, "/story/")
    monkeypatch.setattr(store, "apply", refusing())
    monkeypatch.setattr(following, "BEHIND_AFTER_SECONDS", 0.0)
    paper.change("news")
    follow(front)

    def fail(*_: object) -> int:
        raise OSError("no such database")

    monkeypatch.setattr(paper, "position", fail)
    follow(front)
    status, headers, text = ask(front, "/story/")
    assert (status, headers["X-Press"]) == (200, "newsroom away")
    assert "SLANDER" in text


def test_of_a_store_that_has_said_so_itself_there_is_no_second_warning(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    front = paper.front(store)
    for is_told in (True, False):
        monkeypatch.setattr(store, "touched_since", refusing(is_told))
        with caplog.at_level(logging.WARNING, logger="broadsheet.press.follower"):
            front.follower.follow_store()
        front.follower._store_failed = False
        assert len(caplog.records) == (0 if is_told else 1)


@pytest.mark.parametrize("is_away", [False, True], ids=["twenty pages wait", "the store is away"])
def test_what_stands_in_front_hears_of_a_takedown_before_anything_is_made(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch, is_away: bool
) -> None:
    front = paper.front(store)
    follow(front)
    for number in range(3):
        ask(front, f"/story-{number}/")
    told: list[tuple[int, int, bool]] = []

    def tell(is_drained: bool) -> None:
        told.append((paper.position(), paper.asked, is_drained))

    presser = Presser(store, front.renderer, paper, tell=tell)
    presser.step()
    paper.change("gone", is_takedown=True)
    presser.follower.wake()
    if is_away:
        monkeypatch.setattr(store, "to_make", refusing())
    told.clear()
    made = paper.asked
    presser.step()
    assert told[0] == (1, made, False)
