"""A search query as PostgreSQL's conditions over two text vectors.

Every word is its own condition on title or body, which the index of either answers; Wagtail joins the vectors and
asks the whole query of the result, which no index of its making can answer. Words are parameters throughout, and
PostgreSQL itself cuts them up, so nothing a reader types is read as syntax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from broadsheet.lib.search_words import words_of


@dataclass
class Condition:
    """A condition in SQL with its parameters, and the ``wanted`` texts a match is ranked by."""

    sql: str
    values: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)


class Writer:
    """Writes conditions over ``columns`` of the index, read in the search configuration ``config``."""

    def __init__(self, columns: Sequence[str], config: str | None, last_is_prefix: bool = False) -> None:
        self.columns = columns
        self.config = f"'{config}'::regconfig, " if config else ""
        self.last_is_prefix = last_is_prefix

    def write(self, query: SearchQuery) -> Condition | None:
        """Return the condition a match meets, or None where the query names no word."""
        if isinstance(query, PlainText | Fuzzy):
            return self._words(query.query_string, query.operator)
        if isinstance(query, Phrase):
            return self._leaf(query.query_string)
        if isinstance(query, Boost):
            return self.write(query.subquery)
        if isinstance(query, Not):
            unwanted = self.write(query.subquery)
            return Condition(f"NOT ({unwanted.sql})", unwanted.values) if unwanted else None
        if isinstance(query, And | Or):
            parts = [self.write(part) for part in query.subqueries if not isinstance(part, MatchAll)]
            return _joined(parts, "AND" if isinstance(query, And) else "OR")
        return None

    def rank_query(self, count: int) -> str:
        """SQL of a query that meets any of ``count`` texts."""
        return " || ".join([f"phraseto_tsquery({self.config}%s)"] * count)

    def _words(self, text: str, operator: str) -> Condition | None:
        parts = text.split()
        leaves = [self._leaf(part, self.last_is_prefix and part is parts[-1]) for part in parts]
        return _joined(leaves, operator.upper())

    def _leaf(self, text: str, is_prefix: bool = False) -> Condition | None:
        words = " ".join(words_of(text))
        if not words:
            return None
        query = f"phraseto_tsquery({self.config}%s)"
        if is_prefix:
            query = f"to_tsquery({self.config}quote_literal(%s) || ':*')"
        sql = " OR ".join(f"{column} @@ {query}" for column in self.columns)
        if is_prefix:
            return Condition(f"({sql})", [words] * len(self.columns), [words])
        # A word too common to be indexed is no condition at all.
        return Condition(f"({sql} OR numnode({query}) = 0)", [words] * (len(self.columns) + 1), [words])


def _joined(parts: Iterable[Condition | None], operator: str) -> Condition | None:
    conditions = [part for part in parts if part]
    if not conditions:
        return None
    return Condition(
        "(" + f" {operator} ".join(condition.sql for condition in conditions) + ")",
        [value for condition in conditions for value in condition.values],
        [text for condition in conditions for text in condition.wanted],
    )
