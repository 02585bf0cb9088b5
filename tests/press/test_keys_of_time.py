"""What the clock tells the press as time passes, and when somebody has set it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from broadsheet.fronts.models import Masthead
from broadsheet.newsroom import clock
from broadsheet.newsroom.models import ClockMark
from tests.press.told import Told


@pytest.fixture
def set_clock(monkeypatch):
    """Moves every clock of this process: ``set_clock(hours=1)``."""
    real = timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**by))

    return move


def test_the_first_tick_of_a_paper_tells_of_the_day_that_has_begun_since_it_was_founded(front, set_clock):
    set_clock(days=1)
    with Told() as told:
        clock.tick()
    assert "day" in told.changed


def test_where_nobody_knows_when_pages_were_made_anything_may_have_changed(front):
    ClockMark.objects.all().delete()
    with Told() as told:
        clock.tick()
    assert told.taken_down == {"*"}
    with Told() as again:
        clock.tick()
    assert again.rows == 0


def test_a_clock_set_back_has_every_page_made_anew_and_tells_again_from_there(front, photo, set_clock):
    set_clock(days=2)
    clock.tick()
    set_clock(hours=0)
    with Told() as told:
        clock.tick()
    assert told.taken_down == {"*"}
    photo.expires_at = timezone.now() + timedelta(hours=1)
    photo.save()
    set_clock(hours=2)
    with Told() as told:
        clock.tick()
    assert f"photo:{photo.pk}" in told.taken_down


def test_a_clock_put_right_by_a_second_takes_nothing_down_and_forgets_nothing(front, photo, set_clock):
    photo.expires_at = timezone.now() + timedelta(hours=1)
    photo.save()
    set_clock(hours=1, seconds=1)
    clock.tick()
    set_clock(hours=1, seconds=-1)
    with Told() as told:
        clock.tick()
    assert told.taken_down == {f"photo:{photo.pk}"}, "its rights have not ended after all"
    set_clock(hours=1, seconds=1)
    with Told() as told:
        clock.tick()
    assert told.taken_down == {f"photo:{photo.pk}"}


def test_a_photo_is_told_and_goes_when_its_rights_end(photo, monkeypatch):
    photo.caption = "The quay"
    with Told() as told:
        photo.save()
    assert (told.changed, told.taken_down) == ({f"photo:{photo.pk}"}, set())
    photo.expires_at = timezone.now() + timedelta(hours=1)
    photo.save()
    clock.tick()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=2))
    with Told() as told:
        clock.tick()
    assert told.taken_down == {f"photo:{photo.pk}"}
    with Told() as again:
        clock.tick()
    assert again.rows == 0


def test_the_clock_tells_of_a_new_day_a_new_year_and_a_notice_that_is_over(front, monkeypatch):
    evening = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    masthead = Masthead.of_the_paper()
    masthead.notice, masthead.notice_until = "<p>Storm</p>", evening + timedelta(minutes=10)
    masthead.save()
    clock.tick()
    told = []
    for minutes in (5, 15, 35):
        monkeypatch.setattr(timezone, "now", lambda by=minutes: evening + timedelta(minutes=by))
        with Told() as one:
            clock.tick()
        told.append(one.changed)
    assert told == [set(), {"masthead"}, {"day", "month", "year"}]
