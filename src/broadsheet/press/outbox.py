"""The outbox: changes written in the transaction of the content they are about, read by whoever serves readers.

A change names keys, and whether it takes something down. Positions are in the order of the commits: SQLite has one
writer at a time, and on PostgreSQL writers of the outbox queue until they have committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from broadsheet.press.changes import Noted
from broadsheet.press.models import Change

KEYS_PER_CHANGE = 1000
LOCK = 0x70726573
"""PostgreSQL's number for the lock that keeps positions in the order of the commits; the letters "pres"."""
KEEP = timedelta(days=2)

_listeners: list[Callable[[], None]] = []


def changed(keys: Iterable[str], takedown: bool = False) -> None:
    """Write down that what ``keys`` name has changed. Belongs inside the transaction that changes it.

    ``takedown`` says that something must no longer be seen: no page that shows it is served until it is made anew.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        Change.objects.bulk_create(
            Change(keys=wanted[start : start + KEYS_PER_CHANGE], is_takedown=takedown)
            for start in range(0, len(wanted), KEYS_PER_CHANGE)
        )
        for listener in _listeners:
            transaction.on_commit(listener, robust=True)


def position() -> int:
    """The position of the newest change; 0 before the first. One indexed look-up."""
    return Change.objects.aggregate(newest=Max("pk"))["newest"] or 0


def oldest() -> int:
    """The position of the oldest change still known; 0 where there is none."""
    return Change.objects.aggregate(oldest=Min("pk"))["oldest"] or 0


def since(position: int, limit: int = 500) -> list[Noted]:
    """The changes after ``position``, oldest first, at most ``limit``."""
    rows = Change.objects.filter(pk__gt=position).order_by("pk").values_list("pk", "keys", "is_takedown")[:limit]
    return [Noted(pk, tuple(keys), is_takedown) for pk, keys, is_takedown in rows]


def takedowns(limit: int) -> list[Change]:
    """The last takedowns still known, newest first."""
    return list(Change.objects.filter(is_takedown=True).order_by("-pk")[:limit])


def on_change(listener: Callable[[], None]) -> None:
    """Call ``listener`` in this process after each commit that changed something."""
    if listener not in _listeners:
        _listeners.append(listener)


def prune() -> int:
    """Forget changes older than two days, but never the newest; returns how many."""
    old = Change.objects.filter(made_at__lt=timezone.now() - KEEP).exclude(pk=position())
    return old.delete()[0]
