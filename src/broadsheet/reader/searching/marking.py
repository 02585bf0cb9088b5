"""Finds what a reader looks for in running text, and marks it."""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from broadsheet.lib.search_words import folded, root, stem, word_spans
from broadsheet.reader.searching.query import Query

Word = tuple[int, int, str]
"""Where a word begins and ends, and its stem."""


class Marker:
    """Knows the terms of one query by their stems, so that ``floods`` is marked for ``flood``."""

    def __init__(self, query: Query) -> None:
        self.terms = [tuple(map(stem, term.folded)) for term in query.wanted]
        self.first_words = {term[0] for term in self.terms}
        self.may_matter = re.compile("|".join(re.escape(term[0][:3]) for term in self.terms) or "(?!)")

    def matches(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where each match begins and ends, and the number of its term; none within another."""
        words = [(start, end, root(text[start:end])) for start, end in word_spans(text)]
        position = 0
        while position < len(words):
            length, number = self._term_at(words, position) if words[position][2] in self.first_words else (0, 0)
            if length:
                yield words[position][0], words[position + length - 1][1], number
            position += length or 1

    @property
    def most(self) -> tuple[int, int]:
        """What no text is worth more than."""
        return len(self.terms), len(self.terms) + 1

    def worth(self, text: str) -> tuple[int, int]:
        """How many different terms stand in a text, then how many matches, up to one more than the terms."""
        if not self.may_matter.search(folded(text)):
            return (0, 0)
        found = [number for _, _, number in self.matches(text)]
        return len(set(found)), min(len(found), len(self.terms) + 1)

    def marked(self, text: str) -> SafeString:
        """The text as HTML, each match in ``<mark>``."""
        parts, position = [], 0
        for start, end, _ in self.matches(text):
            parts += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
            position = end
        return mark_safe("".join([*parts, escape(text[position:])]))  # noqa: S308 # every part of the text is escaped

    def _term_at(self, words: list[Word], position: int) -> tuple[int, int]:
        """How many words the longest term has that begins here, 0 for none, and its number."""
        fitting = [
            (len(term), number)
            for number, term in enumerate(self.terms)
            if term == tuple(word[2] for word in words[position : position + len(term)])
        ]
        return max(fitting, default=(0, 0))
