"""How long a text takes to read."""

import math
import re
from functools import lru_cache

WORDS_PER_MINUTE = 230
CHARACTERS_PER_MINUTE = 500
"""For scripts written without spaces. Both rates are the usual ones for silent adult reading."""

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


def count_words(text: str) -> int:
    """Number of words, a character of an unspaced script counting as one."""
    return sum(_counted(text))


def reading_minutes(text: str) -> int:
    """Whole minutes, rounded to the nearest and never less than one."""
    words, unspaced = _counted(text)
    return max(1, math.floor(words / WORDS_PER_MINUTE + unspaced / CHARACTERS_PER_MINUTE + 0.5))


@lru_cache(maxsize=1)
def _counted(text: str) -> tuple[int, int]:
    """Words, and characters of unspaced scripts. Both functions are asked for one text, one after the other."""
    if text.isascii():
        return len(_WORD.findall(text)), 0
    spaced, unspaced = _UNSPACED.subn(" ", text)
    return len(_WORD.findall(spaced)), unspaced
