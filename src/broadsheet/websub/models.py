"""What the hub keeps: who is told of which feed, who asked to be, and what an outside hub is still to hear."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.websub import limits

ASCII = "Printable ASCII, as checked by websub/asking.py."


class HubRequest(models.Model):
    """One request to the hub. Once settled it is kept for an hour without its secret, to be counted."""

    class Mode(models.TextChoices):
        """What is asked for, in the words of the protocol."""

        SUBSCRIBE = "subscribe"
        UNSUBSCRIBE = "unsubscribe"

    mode = models.CharField(max_length=11, choices=Mode.choices)
    topic = models.CharField(max_length=limits.LONGEST_TOPIC, help_text=ASCII)
    callback = models.CharField(max_length=limits.LONGEST_CALLBACK, help_text=ASCII)
    host = models.CharField(max_length=255)
    secret = models.CharField(max_length=limits.LONGEST_SECRET, blank=True)
    lease_seconds = models.PositiveIntegerField()
    sender = models.CharField(max_length=64, help_text="A keyed hash of the network address that changes daily.")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, db_index=True, help_text="When to verify it; empty once it is settled.")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("request to the hub")
        verbose_name_plural = _("requests to the hub")
        indexes = [
            models.Index(fields=["sender", "asked_at"], name="websub_request_sender"),
            models.Index(fields=["host", "asked_at"], name="websub_request_host"),
            models.Index(fields=["topic", "callback"], name="websub_request_what"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.host}"

    def settle(self) -> None:
        """Nothing more is to be done about it."""
        HubRequest.objects.filter(pk=self.pk).update(due_at=None, secret="")


class Subscriptions(QuerySet["Subscription"]):
    """Subscriptions as the hub works through them."""

    def running(self) -> Subscriptions:
        """Those whose lease has not ended."""
        return self.filter(until__gt=timezone.now())

    def due(self) -> Subscriptions:
        """Those to be told now: first who has taken a delivery before, then in the order of the changes."""
        due = self.running().filter(due_at__lte=timezone.now())
        return due.order_by(Case(When(last_delivery=None, then=1), default=0), "due_at")

    def feed_is_now(self, topic: str, digest: str) -> None:
        """Have everybody subscribed to ``topic`` told, who has not been told of this content already.

        Whoever is being told, or waits to be tried again, is told of the newest then.
        """
        behind = self.filter(topic=topic).exclude(wanted=digest)
        behind.filter(due_at=None).update(due_at=timezone.now(), tries=0, wanted=digest)
        behind.update(wanted=digest)

    def delivered(self, digest: str, at: datetime) -> None:
        """The content with this digest has been taken; a newer one is due at once."""
        self.update(
            seen=digest,
            tries=0,
            failures=0,
            trouble="",
            last_delivery=at,
            due_at=Case(When(wanted=digest, then=Value(None)), default=Value(at)),
        )


class Subscription(models.Model):
    """Somebody's wish, verified, to be told whenever a feed changes.

    ``wanted`` is the digest of the feed's present content, ``seen`` of the content delivered last, if nothing else
    was sent since. ``due_at`` is when to deliver; while a delivery is under way it is the moment after which another
    process may try.
    """

    topic = models.CharField(_("feed"), max_length=limits.LONGEST_TOPIC, help_text=ASCII)
    callback = models.CharField(max_length=limits.LONGEST_CALLBACK, help_text=ASCII)
    host = models.CharField(_("subscriber"), max_length=255, db_index=True)
    secret = models.CharField(max_length=limits.LONGEST_SECRET, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"))
    wanted = models.CharField(max_length=64)
    seen = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_delivery = models.DateTimeField(_("last delivery"), null=True)
    failures = models.PositiveIntegerField(_("failures since"), default=0)
    trouble = models.CharField(_("trouble"), max_length=200, blank=True)

    objects = Subscriptions.as_manager()

    class Meta:
        verbose_name = _("feed subscriber")
        verbose_name_plural = _("feed subscribers")
        constraints = [models.UniqueConstraint(fields=["topic", "callback"], name="websub_one_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.host}: {self.topic}"

    def failed(self, reason: str) -> None:
        """Note a delivery that was not taken; it is tried again, later and later, and at last no more.

        The subscriber may have read it all the same, so it is told even of a feed that is again as it took it before.
        """
        now = timezone.now()
        pause = limits.DELIVERY_PAUSES[self.tries] if self.tries < len(limits.DELIVERY_PAUSES) else None
        Subscription.objects.filter(pk=self.pk).update(
            due_at=None if pause is None else now + pause,
            tries=self.tries + 1,
            seen="",
            failures=F("failures") + 1,
            trouble=reason[:200],
        )


class Ping(models.Model):
    """A feed an outside hub is to be told has changed."""

    topic = models.CharField(max_length=limits.LONGEST_TOPIC + 500, unique=True)
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("ping of an outside hub")
        verbose_name_plural = _("pings of an outside hub")

    def __str__(self) -> str:
        return self.topic


class OutboxRead(models.Model):
    """Up to which change an outside hub's pings have been noted; one row, while there is an outside hub."""

    position = models.BigIntegerField()

    class Meta:
        verbose_name = _("position in the outbox")
        verbose_name_plural = _("positions in the outbox")

    def __str__(self) -> str:
        return str(self.position)
