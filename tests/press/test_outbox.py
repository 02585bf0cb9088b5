"""Changes are written with what they change, in the order of the commits, and forgotten when they are old."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from broadsheet.press import outbox
from broadsheet.press.models import Change

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]


def test_a_change_that_is_undone_was_never_told():
    before = outbox.position()
    with transaction.atomic():
        outbox.changed(["card:1"])
        transaction.set_rollback(True)
    assert outbox.position() == before
    assert outbox.since(before) == []


def test_changes_come_back_in_order_with_their_keys():
    start = outbox.position()
    outbox.changed(["card:2", "card:1", "card:2"])
    outbox.changed(["story:1"], takedown=True)
    outbox.changed([])
    told = outbox.since(start)
    assert [(change.keys, change.is_takedown) for change in told] == [
        (("card:1", "card:2"), False),
        (("story:1",), True),
    ]
    assert [change.position for change in outbox.since(told[0].position)] == [outbox.position()]


def test_many_keys_are_several_changes():
    start = outbox.position()
    outbox.changed(f"card:{number}" for number in range(2500))
    told = outbox.since(start)
    assert [len(change.keys) for change in told] == [1000, 1000, 500]


def test_old_changes_are_forgotten_but_never_the_newest():
    outbox.changed(["card:1"])
    outbox.changed(["card:2"])
    Change.objects.update(made_at=timezone.now() - timedelta(days=3))
    newest = outbox.position()
    assert outbox.prune() > 0
    assert (outbox.oldest(), outbox.position()) == (newest, newest)


def test_a_page_whose_move_could_not_be_told_has_not_moved(make_story, make_section, monkeypatch):
    story, coast = make_story("Ferry"), make_section("Coast")

    def killed(*_arguments: object, **_options: object) -> None:
        raise SystemExit

    monkeypatch.setattr("broadsheet.newsroom.signal_handlers.tell_of_changed_page", killed)
    address = story.address
    with pytest.raises(SystemExit):
        story.move(coast, pos="last-child")
    assert type(story).objects.get().address == address


def test_this_process_hears_of_a_change_once_it_is_committed(django_capture_on_commit_callbacks, monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(outbox, "_listeners", [])
    outbox.on_change(listener := lambda: heard.append(outbox.position()))
    outbox.on_change(listener)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.changed(["card:1"])
        assert heard == []
    assert heard == [outbox.position()]
