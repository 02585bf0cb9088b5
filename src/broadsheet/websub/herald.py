"""Verifies, delivers and pings, for as long as the background worker runs.

It works in a thread of its own beside the worker's tasks, since an import may keep those waiting for an hour. What is
to be done stands in the database, and is claimed before it is done: killed at any point, it begins again, and several
machines share the work.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from datetime import timedelta

from django.db import Error, close_old_connections
from django.db.models import Q
from django.utils import timezone

from broadsheet.websub import delivering, limits, outside, verification
from broadsheet.websub.lanes import Call, Lane
from broadsheet.websub.models import HubRequest, Subscription
from broadsheet.websub.topics import NoFeedError, RenderError
from broadsheet.websub.watching import GATHER_SECONDS, Watch

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
TIDY_EVERY_SECONDS = 60.0
LAST_CALLS_SECONDS = 12.0
"""How long calls under way are waited for at the end; longer than one may take."""
STRAINED_SECONDS = 600.0
"""How long a host that did not take a delivery is kept apart from the others."""
TRY_AGAIN = timedelta(seconds=10)


class Herald:
    """One for each background worker."""

    def __init__(self, gather: float = GATHER_SECONDS) -> None:
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._asking = Lane("asking", at_once=6, of_a_host=2, on_end=self._woken.set)
        self._prompt = Lane("prompt", at_once=12, of_a_host=4, on_end=self._woken.set)
        self._slow = Lane("slow", at_once=4, of_a_host=1, on_end=self._woken.set)
        self._lanes = (self._asking, self._prompt, self._slow)
        self._ended: deque[Call] = deque()
        self._denials: deque[verification.Denial] = deque()
        self._watch = Watch(self._end_topic, gather)
        self._strained: dict[str, float] = {}
        self._tidied = float("-inf")
        self._is_failing = False

    def start(self) -> None:
        """Work in a thread until stopped."""
        self._thread = threading.Thread(target=self.run, name="websub", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the work; calls under way are finished first, within seconds."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(LAST_CALLS_SECONDS + 3.0)

    def run(self) -> None:
        """Work until told to stop. Nothing that fails ends it."""
        while not self._stopped.is_set():
            self._guarded_step()
            self._woken.wait(LOOK_EVERY_SECONDS)
            self._woken.clear()
        end = time.monotonic() + LAST_CALLS_SECONDS
        for lane in self._lanes:
            lane.close(max(0.0, end - time.monotonic()))
        self._guarded_step()
        close_old_connections()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or waits to be read."""
        idle = all(lane.is_idle for lane in self._lanes)
        return idle and not self._ended and not self._denials and self._watch.is_settled

    def step(self) -> None:
        """Store what calls have brought, look what has changed, begin what is due."""
        self._settle()
        if self._stopped.is_set():
            return
        self._watch.step()
        self._verify()
        self._deliver()
        self._ping()
        self._tidy()

    def _guarded_step(self) -> None:
        close_old_connections()
        try:
            self.step()
            self._is_failing = False
        except Exception:
            if not self._is_failing:  # a database that is away or locked is told of once
                logger.exception("WebSub could not go on; it tries again.")
            self._is_failing = True

    def _settle(self) -> None:
        for lane in self._lanes:
            self._ended.extend(lane.finished())
        while self._ended:
            self._settle_one(self._ended[0])
            self._note_strain(self._ended.popleft())
            self._watch.list_soon()

    def _settle_one(self, call: Call) -> None:
        """Raises a database's error: what can not be stored now is stored first, later. Anything else is let go."""
        try:
            call.settle()
        except Error:
            raise
        except Exception:
            logger.exception("What came of a call to %s could not be kept.", call.host)

    def _note_strain(self, call: Call) -> None:
        if isinstance(call, delivering.Delivery):
            self._strained.pop(call.host, None)
            if not call.is_taken:
                self._strained[call.host] = time.monotonic() + STRAINED_SECONDS

    # What is due

    def _verify(self) -> None:
        while self._denials and self._asking.takes(self._denials[0].host):
            self._asking.start(self._denials.popleft())
        due = HubRequest.objects.filter(due_at__lte=timezone.now()).exclude(host__in=self._asking.full_hosts())
        for request in due.order_by("tries", "due_at")[: self._asking.room]:
            if self._asking.takes(request.host):
                call = verification.claim(request, self._watch.present)
                if call is not None:
                    self._asking.start(call)

    def _deliver(self) -> None:
        """Who took the last delivery is never in one lane with who did not, nor with a host that just failed."""
        strained = [host for host, until in self._strained.items() if until > time.monotonic()]
        is_slow = Q(failures__gt=0) | Q(host__in=strained)
        self._deliver_in(self._prompt, ~is_slow)
        self._deliver_in(self._slow, is_slow)

    def _deliver_in(self, lane: Lane, which: Q) -> None:
        due = Subscription.objects.due().filter(which).exclude(host__in=lane.full_hosts())[: 2 * lane.room]
        hub = delivering.hub_address() if due else ""
        for subscription in due:
            if lane.takes(subscription.host):
                self._deliver_one(lane, subscription, hub)

    def _deliver_one(self, lane: Lane, subscription: Subscription, hub: str) -> None:
        try:
            feed = self._watch.present(subscription.topic)
        except NoFeedError:
            self._end_topic(subscription.topic)
        except RenderError:
            Subscription.objects.filter(pk=subscription.pk).update(due_at=timezone.now() + TRY_AGAIN)
        else:
            call = delivering.claim(subscription, feed, hub)
            if call is not None:
                lane.start(call)

    def _ping(self) -> None:
        hub = outside.outside_hub()
        if not hub:
            return
        outside.note_changes()
        while self._prompt.room and (call := outside.claim(hub)) is not None:
            self._prompt.start(call)

    def _end_topic(self, topic: str) -> None:
        """A feed is no more, or no longer for everybody: nobody is told of it any more, and everybody of that."""
        ended = list(Subscription.objects.filter(topic=topic))
        Subscription.objects.filter(topic=topic).delete()
        self._denials.extend(map(verification.Denial, ended))

    def _tidy(self) -> None:
        now = time.monotonic()
        if now - self._tidied < TIDY_EVERY_SECONDS:
            return
        self._tidied = now
        self._strained = {host: until for host, until in self._strained.items() if until > now}
        Subscription.objects.filter(until__lte=timezone.now()).delete()
        HubRequest.objects.filter(due_at=None, asked_at__lt=timezone.now() - limits.COUNTED).delete()
        if not outside.outside_hub():
            outside.forget_pings()
