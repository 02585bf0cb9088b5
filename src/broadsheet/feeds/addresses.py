"""Addresses as they must stand in a feed: complete, and in ASCII."""

from django.conf import settings
from django.utils.encoding import iri_to_uri

from broadsheet.fronts.models import Machines
from broadsheet.newsroom.feed_addresses import HUB


def complete(address: str) -> str:
    """The complete address (RFC 3986) of what readers find at ``address``, which begins with a slash."""
    return f"{settings.PAPER.address}{iri_to_uri(address)}"


def hub_address(machines: Machines) -> str:
    """Where subscribers are told of what is new (WebSub): the hub the paper chose, or its own."""
    return machines.hub_url or complete(HUB)
