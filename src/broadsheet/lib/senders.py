"""Telling a stranger's requests from another's for a day, without being able to follow anybody."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def mark_of_sender(request: HttpRequest, purpose: str) -> str:
    """The daily mark of the network a request comes from."""
    return daily_mark(purpose, network_of(request.META.get("REMOTE_ADDR", "")))


def daily_mark(purpose: str, network_address: str) -> str:
    """A keyed hash, of 40 hexadecimal digits, of a network address; another for each purpose and each day."""
    day = timezone.now().date().isoformat()
    return salted_hmac(purpose, f"{day} {network_address}").hexdigest()


def network_of(address: str) -> str:
    """The address itself; of IPv6 the /64 that one household or machine has to itself. Empty where it is none."""
    try:
        number = ip_address(address)
    except ValueError:
        return ""
    if isinstance(number, IPv6Address) and number.ipv4_mapped is None:
        return str(ip_network((number, 64), strict=False))
    return str(number)
