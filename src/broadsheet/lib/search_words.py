"""Words as the search index sees them: how text is cut into words, and which words count as the same.

Chinese and Japanese are written without spaces, and no engine we use knows where their words end. Each of
their characters is therefore indexed as a word, and a run of them is looked for as a phrase.
"""

import re
import unicodedata
from functools import lru_cache

_UNSPACED = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_UNSPACED_CHARACTER = re.compile(f"([{_UNSPACED}\U00020000-\U0003ffff])")
_WORD = re.compile(f"[{_UNSPACED}\U00020000-\U0003ffff]|(?:(?![{_UNSPACED}\U00020000-\U0003ffff])[\\w\u0300-\u036f])+")
_ENDINGS = ("ies", "ing", "es", "ed", "s")
_SHORTEST_STEM = 3


def spaced(text: str) -> str:
    """Put every character of a script without spaces apart; other text is returned as it is."""
    return _UNSPACED_CHARACTER.sub(r" \1 ", text)


def words_of(text: str) -> list[str]:
    """Cut text into words: runs of letters and digits, and single characters of scripts without spaces."""
    return [match.group() for match in _WORD.finditer(text)]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each word of the text begins and ends."""
    return [match.span() for match in _WORD.finditer(text)]


def is_unspaced(word: str) -> bool:
    """Whether the word begins with a character of a script without spaces."""
    return bool(_UNSPACED_CHARACTER.match(word))


def folded(text: str) -> str:
    """Lower case without accents: what the index takes for equal."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """The stem of a word as it stands in a text."""
    return stem(folded(word))


def stem(word: str) -> str:
    """A folded word without its English ending, so that ``floods`` and ``flooding`` meet in ``flood``."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word.endswith("ss"):
            return word[: -len(ending)]
    return word.removesuffix("y") if len(word) > _SHORTEST_STEM else word


def english_forms(word: str) -> list[str]:
    """The word, then its singular or plural: a small stand-in for stemming where the engine has none."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return [word]
    lower = word.lower()
    if lower.endswith("ies"):
        return [word, lower[:-3] + "y"]
    if lower.endswith("s") and not lower.endswith("ss"):
        return [word, lower[:-1]]
    return [word, lower[:-1] + "ies"] if lower.endswith("y") else [word, lower + "s"]
