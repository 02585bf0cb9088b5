"""A made-up vocabulary for archives that are searched."""

from __future__ import annotations

import random

VOCABULARY = 30_000
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprst" for vowel in "aeo"]
ENDINGS = ("", "n", "r", "st", "ng", "l", "k")


def make_words() -> list[str]:
    """Words, the commonest first."""
    dice = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3, 3, 4)))) + dice.choice(ENDINGS)] = None
    return list(words)
