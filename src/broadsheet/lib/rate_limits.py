"""So many times in so many seconds, counted in the cache that the paper's processes share.

allauth counts too, but for its own log-in pages alone, by settings of theirs; it says neither how often nor how long
to wait.
"""

import time

from django.core.cache import cache

HOUR_SECONDS = 3600


def seconds_to_wait(name: str, most: int, seconds: int) -> int:
    """Count once more what ``name`` stands for; returns 0, or how many seconds to wait where that was too often.

    Stretches of ``seconds`` follow one another by the clock, so that one who is refused need not start to wait anew.
    Two at the same moment may count as one where the cache is files, which harms nobody.
    """
    stretch, gone = divmod(int(time.time()), seconds)
    return seconds - gone if _count(f"limit:{name}:{stretch}", seconds) > most else 0


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out since: the cache was full
        cache.set(key, 1, seconds)
        return 1
    cache.touch(key, seconds)  # a cache of files keeps what was counted up for five minutes only
    return count
