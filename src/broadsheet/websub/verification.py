"""Asks a callback whether it is meant (WebSub, 5.3), and tells one that its subscription is over (5.2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from broadsheet.websub import limits
from broadsheet.websub.calling import FetchError, call, with_parameters
from broadsheet.websub.models import HubRequest, Subscription
from broadsheet.websub.topics import Feed, NoFeedError, RenderError

CLAIM = timedelta(minutes=2)
"""After this another process may ask; a call takes a few seconds at most."""
PASSING = 500
"""Statuses from here on may be others a little later."""


class Verification:
    """One request being verified. ``present`` gives the feed of a topic as it is now."""

    def __init__(self, request: HubRequest, claimed_until: datetime, present: Callable[[str], Feed]) -> None:
        self.host = request.host
        self._request = request
        self._claimed_until = claimed_until
        self._present = present
        self._challenge = secrets.token_urlsafe(32)
        self._is_meant = False
        self._may_pass = True

    def make(self) -> None:
        try:
            answer = call(with_parameters(self._request.callback, self._parameters()), {}, None, self._most_bytes)
        except FetchError as error:
            self._may_pass = error.may_pass
        else:
            self._is_meant = answer.is_good and answer.body == self._challenge.encode()
            self._may_pass = answer.status >= PASSING

    def settle(self) -> None:
        request = self._request
        is_new = self._is_meant and request.mode == HubRequest.Mode.SUBSCRIBE
        digest = self._present_digest() if is_new else ""  # read before anything is locked
        with transaction.atomic():
            held = HubRequest.objects.select_for_update().filter(pk=request.pk, due_at=self._claimed_until)
            if not held.exists():
                return  # somebody has asked for something else meanwhile
            if self._is_meant:
                self._carry_out(digest)
            elif self._may_pass and request.tries < len(limits.VERIFICATION_PAUSES):
                again = timezone.now() + limits.VERIFICATION_PAUSES[request.tries]
                held.update(due_at=again, tries=request.tries + 1)
            else:
                request.settle()

    @property
    def _most_bytes(self) -> int:
        """One more than the right answer has, which is enough to tell a longer one."""
        return len(self._challenge) + 1

    def _parameters(self) -> dict[str, str]:
        request = self._request
        told = {"hub.mode": request.mode, "hub.topic": request.topic, "hub.challenge": self._challenge}
        if request.mode == HubRequest.Mode.SUBSCRIBE:
            told["hub.lease_seconds"] = str(request.lease_seconds)
        return told

    def _present_digest(self) -> str:
        """Of the feed as it is now; empty where it is no more."""
        try:
            return self._present(self._request.topic).digest
        except (NoFeedError, RenderError):
            return ""

    def _carry_out(self, digest: str) -> None:
        request = self._request
        if request.mode == HubRequest.Mode.UNSUBSCRIBE:
            Subscription.objects.filter(topic=request.topic, callback=request.callback).delete()
        elif digest:
            self._subscribe(digest)
        request.settle()

    def _subscribe(self, digest: str) -> None:
        """A new subscriber hears of the next change; one that asks again keeps its place."""
        request = self._request
        now = timezone.now()
        lease = {
            "host": request.host,
            "secret": request.secret,
            "until": now + timedelta(seconds=request.lease_seconds),
        }
        Subscription.objects.update_or_create(
            topic=request.topic,
            callback=request.callback,
            defaults=lease,
            create_defaults={**lease, "since": now, "wanted": digest, "seen": digest},
        )


class Denial:
    """Tells a subscriber, once, that a feed is no more. It loses nothing if it does not listen."""

    def __init__(self, subscription: Subscription) -> None:
        self.host = subscription.host
        told = {"hub.mode": "denied", "hub.topic": subscription.topic, "hub.reason": "The feed is no longer there."}
        self._url = with_parameters(subscription.callback, told)

    def make(self) -> None:
        try:
            call(self._url, {})
        except FetchError:
            return

    def settle(self) -> None:
        """Nothing is kept of it."""


def claim(request: HubRequest, present: Callable[[str], Feed]) -> Verification | None:
    """Take a request that is due, unless another process has."""
    until = timezone.now() + CLAIM
    taken = HubRequest.objects.filter(pk=request.pk, due_at=request.due_at).update(due_at=until)
    return Verification(request, until, present) if taken else None
