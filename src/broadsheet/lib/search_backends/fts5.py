"""A search query as an expression of SQLite's FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax).

Every word stands between double quotes, so nothing a reader types is ever read as syntax.
"""

from collections.abc import Callable, Iterable

from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from broadsheet.lib.search_words import words_of

Forms = Callable[[str], Iterable[str]]


class NothingSoughtError(Exception):
    """The query names no word that could be found, only words to leave out, or none at all."""


def expression(query: SearchQuery, forms: Forms | None = None, last_is_prefix: bool = False) -> str:
    """Return the query in FTS5's syntax. ``forms`` gives a word's other forms. Raises NothingSoughtError."""
    return _Writer(forms or (lambda word: [word]), last_is_prefix).write(query)


class _Writer:
    def __init__(self, forms: Forms, last_is_prefix: bool) -> None:
        self.forms = forms
        self.last_is_prefix = last_is_prefix

    def write(self, query: SearchQuery) -> str:
        if isinstance(query, PlainText | Fuzzy):
            return self._words(query.query_string, query.operator)
        if isinstance(query, Phrase):
            return _quoted(words_of(query.query_string))
        if isinstance(query, Boost):
            return self.write(query.subquery)
        if isinstance(query, And | Or):
            return self._combined(query)
        raise NothingSoughtError

    def _words(self, text: str, operator: str) -> str:
        """Each part between spaces is one thing to find; ``on-demand`` and 東京 are phrases of several words."""
        parts = [words for part in text.split() if (words := words_of(part))]
        if not parts:
            raise NothingSoughtError
        last = self._one(parts.pop(), self.last_is_prefix)
        return f" {operator.upper()} ".join([*(self._one(part) for part in parts), last])

    def _one(self, words: list[str], is_prefix: bool = False) -> str:
        if is_prefix:
            return _quoted(words) + "*"
        if len(words) > 1:
            return _quoted(words)
        forms = [_quoted([form]) for form in self.forms(words[0])]
        return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"

    def _combined(self, query: And | Or) -> str:
        unwanted = [part.subquery for part in query.subqueries if isinstance(part, Not)]
        wanted = [part for part in query.subqueries if not isinstance(part, Not | MatchAll)]
        word = "AND" if isinstance(query, And) else "OR"
        found = f" {word} ".join(f"({text})" for text in self._all(wanted))
        if not found:
            raise NothingSoughtError
        left_out = " OR ".join(f"({text})" for text in self._all(unwanted))
        return f"({found}) NOT ({left_out})" if left_out else found

    def _all(self, queries: Iterable[SearchQuery]) -> list[str]:
        texts = []
        for query in queries:
            try:
                texts.append(self.write(query))
            except NothingSoughtError:
                continue
        return texts


def _quoted(words: list[str]) -> str:
    if not words:
        raise NothingSoughtError
    return '"' + " ".join(words) + '"'
