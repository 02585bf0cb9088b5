"""Wagtail's search on SQLite's FTS5, quick in a large archive. See best_first.py.

FTS5 as Wagtail sets it up knows no grammar; where the option ``LANGUAGE`` is English, a word also finds its singular
or plural.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
    ObjectIndexer,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_content_type_pk, get_descendants_content_types_pks

from broadsheet.lib.bulk_rows import insert_values
from broadsheet.lib.search_backends.best_first import BestFirstCompiler, BestFirstResults
from broadsheet.lib.search_backends.fts5 import Forms, NothingSoughtError, expression
from broadsheet.lib.search_backends.one_pass import Words, words_of_object
from broadsheet.lib.search_words import english_forms

TITLE_WEIGHT = 8.0
_ENTRIES = IndexEntry._meta.db_table
_WORDS = SQLiteFTSIndexEntry._meta.db_table


class Compiler(BestFirstCompiler, SQLiteSearchQueryCompiler):
    """Ranks by bm25, a word in the title counting TITLE_WEIGHT times one in the text."""

    forms: Forms | None = None
    ranked_at_most = 6000

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> QuerySet[Any]:
        """Everything that matches, unranked, as a queryset: for counts, facets and orders of the caller's own."""
        query = self.query
        if isinstance(query, MatchAll) or (isinstance(query, Not) and isinstance(query.subquery, MatchAll)):
            return super().search(config, start, stop, score_field=score_field)
        is_negated = isinstance(query, Not)
        try:
            match = self._match(query.subquery if is_negated else query)
        except NothingSoughtError:
            return self.queryset.none()
        keys = RawSQL(  # noqa: S611 # the reader's words are a parameter; the rest is names of tables
            f"SELECT CAST(e.object_id AS INTEGER) FROM {_WORDS} w JOIN {_ENTRIES} e ON e.id = w.rowid"  # noqa: S608 (own names)
            f" WHERE w.{_WORDS} MATCH %s AND e.content_type_id IN ({self._types()})",
            [match],
        )
        found = self.queryset.exclude(pk__in=keys) if is_negated else self.queryset.filter(pk__in=keys)
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def _match(self, query: Any, titles: bool = False) -> str:
        """The query as FTS5 reads it, with the columns it is to look in."""
        words = expression(query, self.forms, self.LAST_TERM_IS_PREFIX)
        columns = "title" if titles else " ".join(self._columns())
        return f"{{{columns}}} : ({words})"

    def _columns(self) -> list[str]:
        if self.fields is None or self.LAST_TERM_IS_PREFIX:
            return self.FTS_TABLE_FIELDS
        return sorted({"title" if name == "title" else "body" for name in self.fields})

    def _is_titles_only(self) -> bool:
        return self._columns() != ["title", "body"]

    def _types(self) -> str:
        return ", ".join(str(int(key)) for key in get_descendants_content_types_pks(self.queryset.model))

    def _newest(
        self, backend: Any, size: int, titles: bool = False, allowed: list[Any] | None = None, recent: int = 0
    ) -> dict[Any, float]:
        try:
            match = self._match(self.query, titles)
        except NothingSoughtError:
            return {}
        among, among_values = self._among(allowed)
        if recent:
            among += f" AND {_WORDS}.rowid > (SELECT MAX(id) FROM {_ENTRIES}) - {recent}"  # noqa: S608 # names of tables
        sql = (
            f"SELECT e.object_id, -bm25({_WORDS}, 1.0, 1.0, {TITLE_WEIGHT}) FROM {_WORDS}"  # noqa: S608 # names of tables
            f" JOIN {_ENTRIES} e ON e.id = {_WORDS}.rowid WHERE {_WORDS} MATCH %s"
            f" AND e.content_type_id IN ({self._types()}){among} ORDER BY {_WORDS}.rowid DESC LIMIT %s"
        )
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(sql, [match, *among_values, size])
            to_key = self.queryset.model._meta.pk.to_python
            return {to_key(key): score for key, score in cursor.fetchall()}

    def _among(self, allowed: list[Any] | None) -> tuple[str, list[str]]:
        """A condition on the rowid that FTS5 does not see: it walks the matches once and asks of each."""
        if allowed is None:
            return "", []
        condition = (
            f" AND +{_WORDS}.rowid IN (SELECT id FROM {_ENTRIES} WHERE content_type_id IN ({self._types()})"  # noqa: S608 (own names)
            " AND object_id IN (SELECT CAST(value AS TEXT) FROM json_each(%s)))"
        )
        return condition, [f"[{','.join(str(int(key)) for key in allowed)}]"]


class EnglishCompiler(Compiler):
    """As Compiler, finding singular and plural alike."""

    forms = staticmethod(english_forms)


class AutocompleteCompiler(Compiler, SQLiteAutocompleteQueryCompiler):
    """As Compiler, for words that are still being typed."""


class Index(SQLiteIndex):
    """An index that does not read itself as a whole whenever something is saved, nor an object three times over."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """As SQLiteIndex's: new entries are inserted, others brought up to date."""
        found = {str(one.pk): words_of_object(ObjectIndexer(one, self.backend)) for one in objs}
        if not model.get_search_fields() or not found:
            return
        content_type = get_content_type_pk(model)
        entries = self.entries.filter(content_type_id=content_type, object_id__in=list(found))
        known = set(entries.values_list("object_id", flat=True))
        for key in known:
            entries.filter(object_id=key).update(**found[key]._asdict())
        new = [(content_type, key, *words, 1.0) for key, words in found.items() if key not in known]
        insert_values(IndexEntry, ("content_type", "object_id", *Words._fields, "title_norm"), new)

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: bm25 weighs the length of a title by itself."""


class Results(BestFirstResults, SQLiteSearchResults):
    """Results fetched best first."""


class SearchBackend(SQLiteSearchBackend):
    """See the module."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        if params.get("LANGUAGE", "").lower().startswith("en"):
            self.query_compiler_class = EnglishCompiler
