"""How many readers found their page ready."""

from __future__ import annotations

import pytest

from broadsheet.press import tally
from broadsheet.press.store.base import Store
from broadsheet.press.tally import HOURS_KEPT, WRITE_EVERY_SECONDS, Served, Tally, served


class Clock:
    """Both clocks of the module under test."""

    def __init__(self) -> None:
        self.now = 1_000_000 * 3600.0

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that moves when told to."""
    made = Clock()
    monkeypatch.setattr(tally, "time", made)
    return made


def test_processes_are_added_up(store: Store, clock: Clock) -> None:
    for answered, made in ((10, 1), (90, 4)):
        process = Tally()
        process.answered, process.made = answered, made
        process.write(store)
    assert served(store) == Served(100, 5)
    assert served(store).rate == pytest.approx(0.95)


def test_it_writes_seldom_and_only_what_is_new(store: Store, clock: Clock) -> None:
    process = Tally()
    process.answered = 1
    process.write(store)
    process.answered = 2
    process.write(store)
    assert served(store).answered == 1
    clock.now += WRITE_EVERY_SECONDS
    process.write(store)
    assert served(store).answered == 2
    assert len(store.notes(tally.PREFIX)) == 1


def test_hours_are_counted_apart_and_forgotten_after_a_day(store: Store, clock: Clock) -> None:
    process = Tally()
    process.answered = 10
    process.write(store)
    clock.now += 3600
    process.answered = 13
    process.write(store)
    assert (served(store).answered, served(store, hours=1).answered) == (13, 3)
    clock.now += HOURS_KEPT * 3600 - 1
    process.answered = 20
    process.write(store)
    assert served(store).answered == 7
    assert len(store.notes(tally.PREFIX)) == 2


def test_nobody_asking_is_no_rate(store: Store) -> None:
    assert served(store).rate is None
