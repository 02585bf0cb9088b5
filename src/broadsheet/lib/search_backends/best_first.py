"""Search results fetched best first: the index names the best matches, then only those are looked at.

Wagtail's own database engines rank every match of every query inside one statement over all tables concerned.
A common word of a large archive has 20,000 matches, and ranking one takes five microseconds on SQLite and
fifty on PostgreSQL. Here only so many are ranked: all of them where there are no more, else the newest
matches, and with them the newest that have the words in their title.
"""

from typing import Any

from modelsearch.query import MatchAll, Not

RANKED_AT_LEAST = 200
RANKED_FOR_ONE_SHOWN = 15
ALLOWED_AT_MOST = 5000
FEW, RECENT = 50, 10_000
"""Who asks for a FEW titles, as suggestions do, is given those of the RECENT entries where they suffice."""

Ranked = list[tuple[Any, float]]
"""Primary keys with scores, the best first; a higher score is better."""


class BestFirstCompiler:
    """Mixed into an engine's compiler, which must give ``_newest`` and ``_is_titles_only``."""

    queryset: Any
    query: Any
    order_by_relevance: bool
    ranked_at_most: int

    @property
    def can_rank(self) -> bool:
        """Whether the query asks for the best matches rather than for everything, or for an order of its own."""
        return self.order_by_relevance and not isinstance(self.query, MatchAll | Not)

    def best(self, backend: Any, stop: int | None) -> tuple[Ranked, bool]:
        """The best matches, and whether they are known to stand in the queryset. One to three queries."""
        size = self._how_many_to_rank(stop)
        if stop and stop <= FEW and self._is_titles_only():
            found = self._newest(backend, size, recent=RECENT)
            if len(found) >= stop:
                return _ordered(found), False
        allowed = self._allowed()
        found = self._newest(backend, size, allowed=allowed)
        if len(found) >= size and allowed is None and not self._is_titles_only():
            found |= self._newest(backend, size // 4, titles=True)
        return _ordered(found), allowed is not None

    def _allowed(self) -> list[Any] | None:
        """Keys of all objects of the queryset, where it is a small part of the index."""
        if not self.queryset.query.where:
            return None
        keys = list(self.queryset.order_by().values_list("pk", flat=True)[: ALLOWED_AT_MOST + 1])
        return keys if len(keys) <= ALLOWED_AT_MOST else None

    def _how_many_to_rank(self, stop: int | None) -> int:
        if stop is None:
            return self.ranked_at_most
        return min(self.ranked_at_most, max(RANKED_AT_LEAST, stop * RANKED_FOR_ONE_SHOWN))

    def _newest(
        self, backend: Any, size: int, titles: bool = False, allowed: list[Any] | None = None, recent: int = 0
    ) -> dict[Any, float]:
        """The newest ``size`` matches with their scores: of the titles, the ``allowed`` keys, the last entries only."""
        raise NotImplementedError

    def _is_titles_only(self) -> bool:
        raise NotImplementedError


class BestFirstResults:
    """Mixed into an engine's results."""

    backend: Any
    query_compiler: Any
    start: int
    stop: int | None
    _score_field: str | None

    def keys(self) -> Ranked:
        """Keys and scores of the results, the best first, without the objects, which cost more than the search."""
        compiler = self.query_compiler
        ranked, is_checked = compiler.best(self.backend, self.stop)
        if ranked and compiler.queryset.query.where and not is_checked:
            among = compiler.queryset.filter(pk__in=[key for key, _ in ranked]).order_by()
            kept = set(among.values_list("pk", flat=True))
            ranked = [pair for pair in ranked if pair[0] in kept]
        return ranked[self.start : self.stop]

    def _do_search(self) -> list[Any]:
        if not self.query_compiler.can_rank:
            return super()._do_search()  # type: ignore[misc]  # of the engine this is mixed into
        return self._objects(self.keys())

    def _objects(self, ranked: Ranked) -> list[Any]:
        if not ranked:
            return []
        rows = self.query_compiler.queryset.filter(pk__in=[key for key, _ in ranked]).order_by()
        objects = {found.pk: found for found in rows}
        if self._score_field:
            for key, score in ranked:
                if key in objects:
                    setattr(objects[key], self._score_field, score)
        return [objects[key] for key, _ in ranked if key in objects]


def _ordered(found: dict[Any, float]) -> Ranked:
    return sorted(found.items(), key=lambda pair: (-pair[1], -_as_number(pair[0])))


def _as_number(key: Any) -> int:
    return key if isinstance(key, int) else 0


def keys_of(results: Any) -> Ranked:
    """Keys and scores of the results of any engine, in their order."""
    if isinstance(results, BestFirstResults) and results.query_compiler.can_rank:
        return results.keys()
    return [(found.pk, found.score or 0.0) for found in results.annotate_score("score")]
