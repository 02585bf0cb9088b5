"""What a reader typed, understood: words, "phrases" and -words to leave out."""

import re
from dataclasses import dataclass
from functools import cached_property

from modelsearch.query import And, Not, Phrase, PlainText, SearchQuery

from broadsheet.lib.search_words import folded, is_unspaced, words_of

LONGEST = 200
"""Characters of a query that are read; the rest is left."""
MOST_TERMS = 12

_TERM = re.compile(r'(?<!\S)(?P<sign>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»「」", '"' * 7)
_UNPRINTABLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\ud800-\udfff\ufeff]+")


@dataclass(frozen=True)
class Term:
    """One thing to find or to leave out: a word, or words that must stand together."""

    words: tuple[str, ...]
    is_unwanted: bool = False

    @property
    def text(self) -> str:
        """As the reader would have typed it."""
        joined = "".join(self.words) if all(map(is_unspaced, self.words)) else " ".join(self.words)
        return f'"{joined}"' if " " in joined else joined

    @property
    def folded(self) -> tuple[str, ...]:
        """Its words as the index compares them."""
        return tuple(folded(word) for word in self.words)

    def for_engine(self) -> SearchQuery:
        """As Wagtail's search takes it."""
        found = PlainText(self.words[0]) if len(self.words) == 1 else Phrase(" ".join(self.words))
        return Not(found) if self.is_unwanted else found


@dataclass(frozen=True)
class Query:
    """A reader's query. ``text`` is what to show of it."""

    text: str
    terms: tuple[Term, ...]

    @cached_property
    def wanted(self) -> tuple[Term, ...]:
        """What a story must have."""
        return tuple(term for term in self.terms if not term.is_unwanted)

    @property
    def can_find(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.wanted)

    def for_engine(self) -> SearchQuery:
        """As Wagtail's search takes it."""
        return And([term.for_engine() for term in self.terms])


def read_query(typed: str) -> Query:
    """Understand what was typed. Nothing is an error: what cannot be read is passed over."""
    text = " ".join(_UNPRINTABLE.sub(" ", typed[: 4 * LONGEST]).split())[:LONGEST]
    terms: dict[Term, None] = {}
    for match in _TERM.finditer(text.translate(_QUOTES).replace('" "', '"  "')):
        words = tuple(words_of(match["phrase"] if match["word"] is None else match["word"]))
        if words and len(terms) < MOST_TERMS:
            terms[Term(words, bool(match["sign"]))] = None
    return Query(text, tuple(terms))
