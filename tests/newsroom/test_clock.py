"""What is due is published and what has expired is taken down, whatever happened meanwhile."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from broadsheet.newsroom import clock
from broadsheet.newsroom.models import ListEntry, Story
from broadsheet.press import outbox

pytestmark = pytest.mark.on_postgresql


@pytest.fixture(autouse=True)
def no_setbacks():
    clock._setbacks.clear()


@pytest.fixture
def move_clock(monkeypatch):
    """Moves every clock of this process: ``move_clock(hours=1)``."""
    real = timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**by))

    return move


@pytest.fixture
def schedule(make_story):
    def make(title="Scheduled", **times):
        story = make_story(title, live=False)
        for name, hours in times.items():
            setattr(story, name, timezone.now() + timedelta(hours=hours))
        story.save_revision().publish()
        return Story.objects.get(pk=story.pk)

    return make


def test_a_scheduled_story_appears_at_its_time_and_not_before(schedule, move_clock):
    story = schedule(go_live_at=1)
    assert clock.tick() == 0
    assert not Story.objects.get().live
    move_clock(hours=1, seconds=1)
    assert clock.tick() == 1
    story = Story.objects.get()
    assert story.live
    assert abs(story.published_at - timezone.now()) < timedelta(seconds=5)
    assert ListEntry.objects.filter(story=story, list_key="paper").exists()
    assert clock.tick() == 0


def test_a_scheduled_change_to_a_live_story_appears_at_its_time(make_story, move_clock):
    story = make_story("As it was")
    story.title, story.go_live_at = "As it is", timezone.now() + timedelta(hours=1)
    story.save_revision().publish()
    assert Story.objects.get().title == "As it was"
    move_clock(hours=2)
    clock.tick()
    assert Story.objects.get().title == "As it is"


def test_an_expired_story_is_taken_down(schedule, move_clock):
    schedule(expire_at=1)
    assert Story.objects.get().live
    move_clock(hours=1, seconds=1)
    assert clock.tick() == 1
    story = Story.objects.get()
    assert (story.live, story.expired) == (False, True)
    assert not ListEntry.objects.exists()
    assert clock.tick() == 0


def test_what_has_ended_is_gone_before_anything_is_published(schedule, move_clock, photo, monkeypatch):
    """After a night of downtime there may be much to publish."""
    over, due = schedule("Over", expire_at=1), schedule("Due", go_live_at=1)
    photo.expires_at = timezone.now() + timedelta(hours=1)
    photo.save()
    clock.tick()
    publish, seen = clock._publish, []

    def look_and_publish(pk, now):
        taken_down = {key for change in outbox.since(before) if change.is_takedown for key in change.keys}
        seen.append((Story.objects.get(pk=over.pk).live, f"photo:{photo.pk}" in taken_down))
        return publish(pk, now)

    monkeypatch.setattr(clock, "_publish", look_and_publish)
    move_clock(hours=2)
    before = outbox.position()
    assert clock.tick() == 2
    assert seen == [(False, True)]
    assert Story.objects.get(pk=due.pk).live


@pytest.mark.parametrize("next_expiry", [None, 3], ids=["for good", "until later"])
def test_one_version_follows_another_where_the_first_ends_as_the_second_begins(schedule, move_clock, next_expiry):
    story = schedule("Until midnight", expire_at=1)
    story.title, story.go_live_at = "From midnight", story.expire_at
    story.expire_at = next_expiry and timezone.now() + timedelta(hours=next_expiry)
    story.save_revision().publish()
    move_clock(hours=2)
    clock.tick()
    story = Story.objects.get()
    assert (story.title, story.live) == ("From midnight", True)


def test_everything_missed_while_the_paper_was_down_is_caught_up_in_one_tick(schedule, move_clock):
    for number in range(3):
        schedule(f"Story {number}", go_live_at=1 + number)
    schedule("Old", expire_at=2)
    move_clock(days=3)
    assert clock.tick() == 4
    assert Story.objects.filter(live=True).count() == 3


def test_a_story_whose_end_also_passed_is_never_shown(schedule, move_clock):
    schedule(go_live_at=1, expire_at=2)
    move_clock(hours=3)
    clock.tick()
    story = Story.objects.get()
    assert (story.live, story.expired) == (False, True)
    assert clock.tick() == 0


def test_one_that_fails_holds_up_no_other_and_is_tried_again(schedule, move_clock, monkeypatch, caplog):
    schedule("Broken", go_live_at=1)
    schedule("Sound", go_live_at=2)
    move_clock(hours=3)
    save = Story.save

    def fail(self, *args, **kwargs):
        if self.title == "Broken":
            raise RuntimeError("a signal receiver went wrong")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Story, "save", fail)
    with caplog.at_level(logging.ERROR, "broadsheet"):
        assert clock.tick() == 1
        assert clock.tick() == 0
    assert [record.getMessage() for record in caplog.records] == [
        "Could not publish “Broken” at its time; trying again in 2 seconds."
    ]
    monkeypatch.setattr(Story, "save", save)
    later = clock.time.monotonic() + 3
    monkeypatch.setattr(clock.time, "monotonic", lambda: later)
    assert clock.tick() == 1
    assert Story.objects.filter(live=True).count() == 2


def test_a_failure_leaves_nothing_half_done(schedule, move_clock, monkeypatch):
    from broadsheet.newsroom import lists

    schedule("Broken", go_live_at=1)
    move_clock(hours=2)

    def fail(story_ids):
        raise RuntimeError

    monkeypatch.setattr(lists, "relist", fail)
    assert clock.tick() == 0
    assert not Story.objects.get().live


def test_a_tick_with_nothing_due_is_seven_indexed_look_ups(schedule):
    schedule(go_live_at=5, expire_at=9)
    clock.tick()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert clock.tick() == 0
    assert len(queries) == 7
    if connection.vendor == "sqlite":
        for query in queries.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = " ".join(row[3] for row in cursor.fetchall())
            assert any(f"USING {how}" in plan for how in ("INDEX", "COVERING INDEX", "INTEGER PRIMARY KEY")), plan


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clocks_at_once_publish_once(schedule, move_clock):
    schedule(go_live_at=1)
    move_clock(hours=2)
    done = []

    def look():
        done.append(clock.tick())
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 0, 1]


def test_a_revision_another_clock_has_just_published_is_left_alone(schedule, move_clock, monkeypatch):
    schedule(go_live_at=1)
    move_clock(hours=2)
    due = list(clock._due_revisions(timezone.now()))
    assert clock.tick() == 1
    monkeypatch.setattr(clock, "_due_revisions", lambda now: iter(due))
    assert clock.tick() == 0
