"""Writers and readers at once, as only PostgreSQL gives them to a test.

Positions are in the order of the commits, and a page is rendered from one moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import InternalError, connection, transaction

from broadsheet.newsroom.models import Topic
from broadsheet.press import outbox
from broadsheet.press.snapshot import snapshot

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AWHILE = 0.3


def beside(do: Callable[[], object]) -> threading.Thread:
    """Do it in a thread with a connection of its own."""

    def work() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_change_is_not_told_before_one_with_a_smaller_position_has_been_committed() -> None:
    before = outbox.position()
    with transaction.atomic():
        outbox.changed(["card:1"])
        other = beside(lambda: outbox.changed(["card:2"]))
        other.join(AWHILE)
        assert other.is_alive(), "it has to wait: else whoever looks now would never hear of the first"
        seen: list[int] = []
        beside(lambda: seen.append(outbox.position())).join()
        assert seen == [before]
    other.join()
    assert [change.keys for change in outbox.since(before)] == [("card:1",), ("card:2",)]


def test_a_page_is_rendered_from_one_moment_though_others_commit() -> None:
    topic = Topic.objects.create(name="Ferry")
    with snapshot() as position:
        assert Topic.objects.get(pk=topic.pk).name == "Ferry"

        def take_away() -> None:
            Topic.objects.get(pk=topic.pk).delete()

        beside(take_away).join()
        assert Topic.objects.filter(pk=topic.pk).exists()
        assert outbox.position() == position
    assert not Topic.objects.filter(pk=topic.pk).exists()
    assert outbox.position() > position


def test_nothing_is_written_while_a_page_is_rendered() -> None:
    with pytest.raises(InternalError), snapshot():
        Topic.objects.create(name="Ferry")
