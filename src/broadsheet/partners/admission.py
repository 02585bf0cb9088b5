"""Who is let in: a key opens what its partner may have, so many times a minute."""

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from broadsheet.lib import rate_limits
from broadsheet.partners.keys import hash_of, key_in
from broadsheet.partners.models import Partner

MOST_IN_A_MINUTE = 60
_NOBODYS = hash_of("")


def partner_of(request: HttpRequest) -> Partner | None:
    """The partner whose key the request carries; None where it carries none, a wrong one, or one that has ended.

    All of these take the same steps: a hash, one query, a comparison.
    """
    offered = hash_of(key_in(request.headers.get("Authorization", "")))
    found = Partner.objects.filter(key_hash=offered).first()
    is_right = constant_time_compare((found.key_hash if found else None) or _NOBODYS, offered)
    return found if is_right and found is not None and found.is_entitled else None


def seconds_to_wait(partner: Partner) -> int:
    """Counts this request; returns 0, or how long to wait where there were too many in this minute."""
    return rate_limits.seconds_to_wait(f"partner:{partner.pk}", MOST_IN_A_MINUTE, 60)
