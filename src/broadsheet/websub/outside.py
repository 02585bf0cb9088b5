"""Tells an outside hub which feeds have changed, in batches, and again until it has heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.utils import timezone

from broadsheet.fronts.models import Machines
from broadsheet.press import outbox
from broadsheet.websub import limits
from broadsheet.websub.calling import FetchError, call
from broadsheet.websub.changed_feeds import changed_feeds
from broadsheet.websub.models import OutboxRead, Ping

GATHER = timedelta(seconds=3)
"""So long a ping waits for others, and for the press to have made the feed anew: the hub fetches it at once."""
CLAIM = timedelta(minutes=2)
BATCH = 20
"""Feeds in one call."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def outside_hub() -> str:
    """The address of the hub to be told; empty where the paper's own does it."""
    return Machines.of_the_paper().hub_url


def note_changes() -> None:
    """Note a ping for each feed that has changed since this was last asked; for a new hub, from now on."""
    newest = outbox.position()
    read = OutboxRead.objects.first()
    if read is None or read.position > newest:  # the first time, or after a restore
        OutboxRead.objects.update_or_create(pk=1, defaults={"position": newest})
        return
    changes = outbox.since(read.position)
    if not changes:
        return
    feeds = changed_feeds(key for change in changes for key in change.keys)
    with transaction.atomic():
        mine = OutboxRead.objects.filter(pk=1, position=read.position)
        if mine.update(position=changes[-1].position):  # else another process notes them
            _note(feeds)


def _note(feeds: Sequence[str]) -> None:
    due = timezone.now() + GATHER
    # What is on its way tells of this too only if it is told again; what has failed keeps its pause.
    Ping.objects.filter(topic__in=feeds, tries=0).update(due_at=due)
    Ping.objects.bulk_create([Ping(topic=feed, due_at=due) for feed in feeds], ignore_conflicts=True, batch_size=500)


def forget_pings() -> None:
    """There is no outside hub any more."""
    Ping.objects.all().delete()
    OutboxRead.objects.all().delete()


class Pinging:
    """One call that tells the hub of some feeds (publishing is left open by WebSub; PubSubHubbub 0.3, 7.1)."""

    def __init__(self, hub: str, pings: Sequence[Ping]) -> None:
        self.host = urlsplit(hub).hostname or hub
        self._hub = hub
        self._pings = pings
        self._is_taken = False

    def make(self) -> None:
        told = [("hub.mode", "publish"), *(("hub.url", ping.topic) for ping in self._pings)]
        try:
            self._is_taken = call(self._hub, FORM, urlencode(told).encode()).is_good
        except FetchError:
            self._is_taken = False

    def settle(self) -> None:
        for ping in self._pings:
            mine = Ping.objects.filter(pk=ping.pk, due_at=ping.due_at)  # else it has changed again meanwhile
            if self._is_taken or ping.tries >= len(limits.DELIVERY_PAUSES):
                mine.delete()
            else:
                mine.update(due_at=timezone.now() + limits.DELIVERY_PAUSES[ping.tries], tries=ping.tries + 1)


def claim(hub: str) -> Pinging | None:
    """Take a batch of pings that are due; None where there are none."""
    now = timezone.now()
    until = now + CLAIM
    taken = []
    for ping in Ping.objects.filter(due_at__lte=now).order_by("tries", "due_at")[:BATCH]:
        if Ping.objects.filter(pk=ping.pk, due_at=ping.due_at).update(due_at=until):
            ping.due_at = until
            taken.append(ping)
    return Pinging(hub, taken) if taken else None
