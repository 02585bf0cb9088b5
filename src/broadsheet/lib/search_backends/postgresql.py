"""Wagtail's search on PostgreSQL's text vectors, quick in a large archive. See best_first.py and tsquery.py.

The option ``LANGUAGE`` is the paper's; it chooses the grammar by which words are reduced to their stems.
"""

from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    PostgresSearchResults,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

from broadsheet.lib.search_backends.best_first import BestFirstCompiler, BestFirstResults
from broadsheet.lib.search_backends.tsquery import Condition, Writer

TITLE_WEIGHT = 4.0
_ENTRIES = IndexEntry._meta.db_table
_GRAMMARS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class Compiler(BestFirstCompiler, PostgresSearchQueryCompiler):
    """Ranks by the density of words, a word in the title counting TITLE_WEIGHT times one in the text."""

    ranked_at_most = 2000
    text_columns: tuple[str, ...] = ("title", "body")

    def search(
        self,
        config: str | None,
        start: int | None,
        stop: int | None,
        score_field: str | None = None,
        backend: Any = None,
    ) -> QuerySet[Any]:
        """Everything that matches, unranked, as a queryset: for counts, facets and orders of the caller's own."""
        query = self.query
        if isinstance(query, MatchAll) or (isinstance(query, Not) and isinstance(query.subquery, MatchAll)):
            return super().search(config, start, stop, score_field=score_field, backend=backend)
        is_negated = isinstance(query, Not)
        condition = Writer(self._columns(), config, self.LAST_TERM_IS_PREFIX).write(
            query.subquery if is_negated else query
        )
        if condition is None:
            return self.queryset.none()
        keys = RawSQL(  # noqa: S611 # the reader's words are parameters; the rest is names of tables and columns
            f"SELECT CAST(object_id AS bigint) FROM {_ENTRIES}"  # noqa: S608 (own names)
            f" WHERE content_type_id IN ({self._types()}) AND {condition.sql}",
            condition.values,
        )
        found = self.queryset.exclude(pk__in=keys) if is_negated else self.queryset.filter(pk__in=keys)
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def _columns(self) -> tuple[str, ...]:
        if self.fields is None or self.LAST_TERM_IS_PREFIX:
            return self.text_columns
        return tuple(sorted({"title" if name == "title" else "body" for name in self.fields}, reverse=True))

    def _is_titles_only(self) -> bool:
        return self._columns() != ("title", "body")

    def _types(self) -> str:
        return ", ".join(str(int(key)) for key in get_descendants_content_types_pks(self.queryset.model))

    def _newest(
        self, backend: Any, size: int, titles: bool = False, allowed: list[Any] | None = None, recent: int = 0
    ) -> dict[Any, float]:
        columns = ("title",) if titles else self._columns()
        writer = Writer(columns, self.get_config(backend), self.LAST_TERM_IS_PREFIX)
        condition = writer.write(self.query)
        if condition is None or not condition.wanted:
            return {}
        among = "" if allowed is None else " AND object_id = ANY(%s)"
        among_values = [] if allowed is None else [[str(key) for key in allowed]]
        if recent:
            among += f" AND id > (SELECT MAX(id) FROM {_ENTRIES}) - {recent}"  # noqa: S608 # names of tables
        sql = self._statement(writer, condition, among)
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(sql, [*condition.wanted, *among_values, *condition.values, size])
            to_key = self.queryset.model._meta.pk.to_python
            return {to_key(key): score for key, score in cursor.fetchall()}

    def _statement(self, writer: Writer, condition: Condition, among: str) -> str:
        """Find the newest first, and rank only those."""
        weights = {"title": TITLE_WEIGHT}
        ranks = [f"{weights.get(column, 1.0)} * ts_rank({column}, query)" for column in writer.columns]
        return (
            f"SELECT object_id, {' + '.join(ranks)} FROM"  # noqa: S608 # names of tables and columns
            f" (SELECT {writer.rank_query(len(condition.wanted))} AS query) AS wanted,"
            f" (SELECT object_id, {', '.join(writer.columns)} FROM {_ENTRIES}"
            f" WHERE content_type_id IN ({self._types()}){among} AND {condition.sql}"
            " ORDER BY id DESC LIMIT %s) AS newest"
        )


class AutocompleteCompiler(Compiler, PostgresAutocompleteQueryCompiler):
    """As Compiler, for words that are still being typed."""

    text_columns = ("autocomplete",)


class Index(PostgresIndex):
    """An index that does not read itself as a whole whenever something is saved."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: our ranking does not use the length of a title."""


class Results(BestFirstResults, PostgresSearchResults):
    """Results fetched best first."""


class SearchBackend(PostgresSearchBackend):
    """See the module."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results

    def __init__(self, params: dict[str, Any]) -> None:
        language = params.get("LANGUAGE", "").lower().split("-")[0]
        super().__init__({"SEARCH_CONFIG": _GRAMMARS.get(language, "simple"), **params})
