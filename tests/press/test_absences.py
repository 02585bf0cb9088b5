"""When the newsroom was away is told once it is back."""

from __future__ import annotations

import pytest

from broadsheet.press import follower as following
from broadsheet.press.absences import KEPT, NOTE, Absence, absences, begin_absence, end_absence
from broadsheet.press.changes import Noted
from broadsheet.press.follower import Follower
from broadsheet.press.store.base import Store


class Outbox:
    """An outbox without changes, in a database that can be taken away."""

    is_away = False

    def position(self) -> int:
        if self.is_away:
            raise OSError("no such database")
        return 0

    oldest = position

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        return []


def test_what_several_processes_notice_is_one_absence(store: Store) -> None:
    for at in (100.2, 100.0, 100.4):
        begin_absence(store, at)
    assert absences(store) == [Absence(100.0)]
    for at in (160.0, 160.1):
        end_absence(store, at)
    begin_absence(store, 160.3)  # by one that looked a moment later than the others
    end_absence(store, 160.5)
    assert absences(store) == [Absence(100.0, 160.5)]


def test_the_last_few_are_kept(store: Store) -> None:
    for hour in range(1, KEPT + 3):
        begin_absence(store, hour * 3600.0)
        end_absence(store, hour * 3600.0 + 60)
    assert len(absences(store)) == KEPT
    assert absences(store)[-1] == Absence((KEPT + 2) * 3600.0, (KEPT + 2) * 3600.0 + 60)


def test_a_note_that_cannot_be_read_is_none(store: Store) -> None:
    store.leave_note(NOTE, "[[1,")
    assert absences(store) == []


def test_a_follower_notes_when_the_newsroom_goes_and_comes_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox()
    follower = Follower(store, outbox)
    follower.follow_outbox()
    assert absences(store) == []
    outbox.is_away = True
    monkeypatch.setattr(following.time, "time", lambda: 100.0)
    follower.follow_outbox()
    assert absences(store) == [Absence(100.0)]
    outbox.is_away = False
    monkeypatch.setattr(following.time, "time", lambda: 130.0)
    follower.follow_outbox()
    assert absences(store) == [Absence(100.0, 130.0)]


def test_an_absence_that_nobody_saw_the_end_of_ends_with_the_next_start(store: Store) -> None:
    begin_absence(store, 100.0)
    Follower(store, Outbox()).follow_outbox()
    assert absences(store)[0].end > 100.0
