"""Counts what somebody does within a stretch of time, in the cache the paper's processes share."""

from django.core.cache import cache


def count_once_more(name: str, seconds: int) -> int:
    """Count one more of ``name``; returns how many there have been in the stretch of ``seconds`` its first began.

    Two at the same moment may count as one where the cache is in the database, which harms nobody.
    """
    cache.add(name, 0, seconds)
    try:
        return cache.incr(name)
    except ValueError:  # the stretch has ended since
        cache.set(name, 1, seconds)
        return 1
