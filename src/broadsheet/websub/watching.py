"""Notices which of the subscribed feeds have changed, from what the outbox says of the keys they show.

Each feed was read once and its keys are remembered, as the press does with pages. A change that names one of them has
the feed read anew, once for all changes of a moment, and whether it did change is told by its digest. So nothing is
lost while nobody watched: the first look compares every feed with what its subscribers were told last.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from broadsheet.press import outbox
from broadsheet.press.changes import EVERYTHING
from broadsheet.websub.models import Subscription
from broadsheet.websub.topics import Feed, NoFeedError, RenderError, read_feed

GATHER_SECONDS = 1.0
"""How long a feed waits for further changes, so that several are told of at once."""
TRY_AGAIN_SECONDS = 10.0
LIST_EVERY_SECONDS = 5.0
READ_AT_ONCE = 20
BODIES_KEPT = 16


@dataclass(frozen=True)
class _Known:
    digest: str
    keys: frozenset[str]


class Watch:
    """Over all feeds that anybody subscribes to. ``is_gone`` is called with a topic that is a feed no more."""

    def __init__(self, is_gone: Callable[[str], None], gather: float = GATHER_SECONDS) -> None:
        self._is_gone = is_gone
        self._gather = gather
        self._position = -1
        self._listed_at = float("-inf")
        self._known: dict[str, _Known] = {}
        self._bodies: OrderedDict[str, Feed] = OrderedDict()
        self._touched: dict[str, float] = {}

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits to be read."""
        return not self._touched

    def step(self) -> None:
        """Look once: at the outbox, at who has subscribed, and at the feeds whose time has come."""
        self._list_topics()
        self._follow()
        now = time.monotonic()
        due = [topic for topic, at in self._touched.items() if at <= now]
        for topic in due[:READ_AT_ONCE]:
            self._look(topic)

    def list_soon(self) -> None:
        """Somebody has just subscribed."""
        self._listed_at = float("-inf")

    def present(self, topic: str) -> Feed:
        """The feed as it is now. Raises NoFeedError and RenderError."""
        if topic in self._bodies and topic not in self._touched:
            return self._bodies[topic]
        return self._read(topic)

    def _list_topics(self) -> None:
        now = time.monotonic()
        if now - self._listed_at < LIST_EVERY_SECONDS:
            return
        self._listed_at = now
        topics = set(Subscription.objects.running().order_by().values_list("topic", flat=True).distinct())
        for topic in self._known.keys() - topics:
            self._forget(topic)
        for topic in topics - self._known.keys():
            self._touched.setdefault(topic, 0.0)

    def _follow(self) -> None:
        newest = outbox.position()
        if self._position < 0 or newest < self._position:  # the beginning, or a database brought back from a backup
            self._touch(self._known)
            self._position = newest
        while self._position < newest and (changes := outbox.since(self._position)):
            named = frozenset().union(*(change.keys for change in changes))
            self._touch(topic for topic, known in self._known.items() if _is_named(known, named))
            self._position = changes[-1].position

    def _touch(self, topics: Iterable[str]) -> None:
        at = time.monotonic() + self._gather
        for topic in topics:
            self._touched.setdefault(topic, at)

    def _look(self, topic: str) -> None:
        try:
            self._read(topic)
        except NoFeedError:
            self._forget(topic)
            self._is_gone(topic)
        except RenderError:
            self._touched[topic] = time.monotonic() + TRY_AGAIN_SECONDS

    def _read(self, topic: str) -> Feed:
        feed = read_feed(topic)
        self._touched.pop(topic, None)
        self._known[topic] = _Known(feed.digest, feed.keys)
        self._bodies[topic] = feed
        self._bodies.move_to_end(topic)
        while len(self._bodies) > BODIES_KEPT:
            self._bodies.popitem(last=False)
        Subscription.objects.feed_is_now(topic, feed.digest)
        return feed

    def _forget(self, topic: str) -> None:
        self._known.pop(topic, None)
        self._bodies.pop(topic, None)
        self._touched.pop(topic, None)


def _is_named(known: _Known, named: frozenset[str]) -> bool:
    return EVERYTHING in named or not known.keys.isdisjoint(named)
