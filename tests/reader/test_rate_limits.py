"""What readers and partners may do so many times a stretch (lib/rate_limits.py)."""

import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache

from broadsheet.lib.rate_limits import seconds_to_wait

HOUR = 3600


class Clock:
    """The time of every module."""

    now = 500_000.0 * HOUR

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """An hour that has just begun, with nothing counted."""
    cache.clear()
    made = Clock()
    monkeypatch.setattr(time, "time", made)
    return made


def ask(name="somebody"):
    return seconds_to_wait(name, 2, HOUR)


def test_who_asks_too_often_waits_for_the_next_stretch(clock):
    assert [ask() for _ in range(4)] == [0, 0, HOUR, HOUR]
    assert ask("another") == 0
    clock.now += HOUR - 1
    assert ask() == 1
    clock.now += 1
    assert [ask() for _ in range(3)] == [0, 0, HOUR]


def test_what_was_counted_is_known_for_the_whole_stretch(clock):
    """Django's cache of files forgets after five minutes what was counted up."""
    for _ in range(2):
        ask()
    clock.now += 50 * 60
    assert ask() == 600


def test_a_full_cache_forgets_and_stops_nobody(clock, monkeypatch):
    """Here it throws out the count between the two looks at it."""
    monkeypatch.setattr(FileBasedCache, "add", lambda *_arguments: False)
    assert [ask() for _ in range(3)] == [0, 0, HOUR]
