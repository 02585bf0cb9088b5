"""What somebody asks of the hub: read, judged, and kept until its sender's intent is verified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.fronts.models import Machines
from broadsheet.lib.fetching.errors import FetchError
from broadsheet.lib.fetching.guard import refuse_private_number, target_of
from broadsheet.lib.senders import daily_mark, network_of
from broadsheet.websub import limits
from broadsheet.websub.models import HubRequest, Subscription
from broadsheet.websub.topics import NoFeedError, RenderError, read_feed

PRINTABLE = re.compile(r"[\x21-\x7e]+")
WHOLE_NUMBER = re.compile(r"\d{1,20}", re.ASCII)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """What is asked is refused: the HTTP status, the reason in words, and after how many seconds to ask again."""

    def __init__(self, reason: str, status: int = 400, wait: int = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait


# Reading


def read_request(parameters: Mapping[str, str]) -> HubRequest:
    """The unsaved request that the parameters of a POST make (WebSub, 5.1). Raises Refused."""
    mode = parameters.get("hub.mode", "")
    if mode not in HubRequest.Mode.values:
        raise Refused(_("hub.mode must be subscribe or unsubscribe. The paper announces its feeds by itself."))
    topic = _address(parameters, "hub.topic", limits.LONGEST_TOPIC)
    callback = _address(parameters, "hub.callback", limits.LONGEST_CALLBACK)
    return HubRequest(
        mode=mode,
        topic=topic,
        callback=callback,
        host=_host_of(callback),
        secret=_secret(parameters),
        lease_seconds=int(_lease(parameters).total_seconds()),
    )


def _address(parameters: Mapping[str, str], name: str, longest: int) -> str:
    value = parameters.get(name, "")
    if not value:
        raise Refused(_("%(name)s is missing.") % {"name": name})
    if len(value) > longest:
        raise Refused(_("%(name)s is longer than %(most)d characters.") % {"name": name, "most": longest})
    if not PRINTABLE.fullmatch(value) or "#" in value:
        raise Refused(_("%(name)s must be a web address, percent-encoded and without a fragment.") % {"name": name})
    return value


def _host_of(callback: str) -> str:
    try:
        target = target_of(callback, settings.WEBSUB_ALLOW_PRIVATE)
        refuse_private_number(target, settings.WEBSUB_ALLOW_PRIVATE)
    except FetchError as error:
        raise Refused(_("hub.callback is refused: %(reason)s.") % {"reason": error.message}) from None
    return target.host.lower()


def _secret(parameters: Mapping[str, str]) -> str:
    secret = parameters.get("hub.secret", "")
    if len(secret.encode()) > limits.LONGEST_SECRET:
        raise Refused(_("hub.secret must be shorter than 200 bytes."))
    if "\0" in secret:
        raise Refused(_("hub.secret must not hold a zero byte."))
    return secret


def _lease(parameters: Mapping[str, str]) -> timedelta:
    """As asked for, within bounds; the subscriber hears in the verification what it is given."""
    asked = parameters.get("hub.lease_seconds", "").strip()
    if not asked:
        return limits.USUAL_LEASE
    if not WHOLE_NUMBER.fullmatch(asked) or not int(asked):
        raise Refused(_("hub.lease_seconds must be a whole number of seconds greater than zero."))
    longest = int(limits.LONGEST_LEASE.total_seconds())
    return max(timedelta(seconds=min(int(asked), longest)), limits.SHORTEST_LEASE)


# Judging and keeping


def accept(request: HubRequest, network_address: str) -> None:
    """Keep a request to be verified; it takes the place of one that waits for the same. Raises Refused."""
    request.sender = daily_mark("broadsheet.websub", network_of(network_address))
    _refuse_flood(request)
    if request.mode == HubRequest.Mode.SUBSCRIBE:
        _refuse_subscription(request)
    else:
        _refuse_leaving_nothing(request)
    request.due_at = timezone.now()
    with transaction.atomic():
        _waiting_like(request).update(due_at=None, secret="")
        request.save()


def _refuse_flood(request: HubRequest) -> None:
    recent = HubRequest.objects.filter(asked_at__gt=timezone.now() - limits.COUNTED)
    sent = recent.filter(sender=request.sender)
    aimed = recent.filter(host=request.host)
    if _reaches(sent, limits.MOST_OF_A_SENDER) or _reaches(aimed, limits.MOST_FOR_A_HOST):
        raise Refused(_("Too many requests in the last hour. Please ask again later."), 429, wait=3600)
    if _reaches(HubRequest.objects.filter(due_at__isnull=False), limits.MOST_WAITING):
        raise Refused(_("Too many requests are waiting. Please ask again in a few minutes."), 503, wait=300)


def _refuse_subscription(request: HubRequest) -> None:
    other = Machines.of_the_paper().hub_url
    if other:
        raise Refused(_("This paper's feeds are announced by another hub: %(hub)s") % {"hub": other})
    if not Subscription.objects.filter(topic=request.topic, callback=request.callback).exists():
        of_host = Subscription.objects.filter(host=request.host)
        if _reaches(of_host, limits.MOST_OF_A_HOST) or _reaches(Subscription.objects.all(), limits.MOST_IN_ALL):
            raise Refused(_("The hub has as many subscriptions as it takes. Please ask again another day."), 503, 86400)
    try:
        read_feed(request.topic)
    except NoFeedError:
        facts = {"address": f"{settings.PAPER.address}/feed/"}
        raise Refused(_("hub.topic is no feed of this paper. Its main feed is %(address)s") % facts) from None
    except RenderError:
        raise Refused(_("The feed can not be made just now. Please ask again in a minute."), 503, wait=60) from None


def _refuse_leaving_nothing(request: HubRequest) -> None:
    subscribed = Subscription.objects.filter(topic=request.topic, callback=request.callback)
    if not subscribed.exists() and not _waiting_like(request).exists():
        raise Refused(_("There is no subscription of this callback to this topic."))


def _waiting_like(request: HubRequest) -> QuerySet[HubRequest]:
    return HubRequest.objects.filter(topic=request.topic, callback=request.callback, due_at__isnull=False)


def _reaches(rows: QuerySet[Any], most: int) -> bool:
    """Counts no further than it must."""
    return rows.order_by()[:most].count() >= most
