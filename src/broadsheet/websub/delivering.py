"""Sends a feed's new content to one subscriber (WebSub, 7), signed where it gave a secret (8)."""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from broadsheet.fronts.models import Machines
from broadsheet.websub.calling import FetchError, call
from broadsheet.websub.models import Subscription
from broadsheet.websub.topics import Feed

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)
"""After this another process may deliver; a call takes a few seconds at most."""
GONE = 410


def hub_address() -> str:
    """The hub that announces the paper's feeds: its own, unless there is another."""
    return Machines.of_the_paper().hub_url or settings.PAPER.address + reverse("hub")


class Delivery:
    """One delivery of ``feed`` under way."""

    def __init__(self, subscription: Subscription, feed: Feed, hub: str) -> None:
        self.host = subscription.host
        self._subscription = subscription
        self._feed = feed
        self._hub = hub
        self.is_taken = False
        self._is_over = False
        self._trouble = gettext_noop("the call could not be made")

    def make(self) -> None:
        try:
            answer = call(self._subscription.callback, self._headers(), self._feed.body)
        except FetchError as error:
            self._trouble = error.message
        else:
            self.is_taken = answer.is_good
            self._is_over = answer.status == GONE
            self._trouble = f"the server answered {answer.status}"

    def settle(self) -> None:
        kept = Subscription.objects.filter(pk=self._subscription.pk)
        if self._is_over:
            kept.delete()
            logger.info("%s wants no more of %s.", self.host, self._subscription.topic)
        elif self.is_taken:
            kept.delivered(self._feed.digest, timezone.now())
        else:
            self._subscription.failed(self._trouble)

    def _headers(self) -> dict[str, str]:
        topic = self._subscription.topic
        headers = {
            "Content-Type": self._feed.kind,
            "Link": f'<{self._hub}>; rel="hub", <{topic}>; rel="self"',
        }
        if self._subscription.secret:
            headers["X-Hub-Signature"] = signature(self._subscription.secret, self._feed.body)
        return headers


def signature(secret: str, body: bytes) -> str:
    """What proves that a body comes from whoever knows the secret."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def claim(subscription: Subscription, feed: Feed, hub: str) -> Delivery | None:
    """Take a delivery that is due, unless another process has or the subscriber knows this content."""
    mine = Subscription.objects.filter(pk=subscription.pk, due_at=subscription.due_at)
    if subscription.seen == feed.digest:
        mine.update(due_at=None, tries=0)
        return None
    taken = mine.update(due_at=timezone.now() + CLAIM)
    return Delivery(subscription, feed, hub) if taken else None
