"""What an object puts into the search index, each of its fields read once.

modelsearch's own indexer reads all of them three times over: for the title, for the body and for autocompletion.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from modelsearch.index import AutocompleteField, SearchField


class Words(NamedTuple):
    """The columns of one entry."""

    title: str
    autocomplete: str
    body: str


def words_of_object(indexer: Any) -> Words:
    """As the indexer's (modelsearch's ObjectIndexer) title, autocomplete and body."""
    title: list[str] = []
    autocomplete: list[str] = []
    body: list[str] = []
    for field in indexer.search_fields:
        for found, value in indexer.prepare_field(indexer.obj, field):
            if isinstance(found, SearchField):
                (title if found.field_name == "title" else body).append(value)
            elif isinstance(found, AutocompleteField):
                autocomplete.append(value)
    return Words(" ".join(title), " ".join(autocomplete), " ".join(body))
