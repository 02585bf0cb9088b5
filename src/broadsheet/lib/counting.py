"""Counts what somebody does within a stretch of time, in the cache the paper's processes share."""

from django.core.cache import cache


def count_once_more(name: str, seconds: int) -> int:
    """Count one more of ``name``; returns how many there have been since none came for ``seconds``.

    Two at the same moment may count as one, which harms nobody.
    """
    # Not incr: where the cache is of files it forgets how long a count is to be kept.
    count = int(cache.get(name) or 0) + 1
    cache.set(name, count, seconds)
    return count
