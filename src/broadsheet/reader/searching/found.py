"""A whole search in one call, for whoever shows its stories elsewhere than on the search page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from broadsheet.newsroom.models import Author
from broadsheet.reader.searching.filters import Filters, read_filters, sections_offered
from broadsheet.reader.searching.matching import matching_ids
from broadsheet.reader.searching.query import read_query


@dataclass(frozen=True)
class StoriesFound:
    """What a search found: its words, the query that repeats it, and the ids of its stories, the best first."""

    text: str
    query: str
    story_ids: list[int]


def stories_found(asked: Mapping[str, str]) -> StoriesFound:
    """Search as the search page does, by ``q``, ``section``, ``author``, ``from`` and ``to``."""
    query = read_query(asked.get("q", ""))
    chosen = asked.get("author", "").replace("\0", "")
    authors = list(Author.objects.filter(slug=chosen)) if chosen else []
    filters = read_filters(asked, sections_offered(), authors)
    return StoriesFound(query.text, query_of(query.text, filters), matching_ids(query, filters))


def query_of(text: str, filters: Filters, number: int = 1) -> str:
    """The query of an address that asks for the same again; empty where nothing is asked."""
    asked = {"q": text, **filters.chosen, "page": str(number) if number > 1 else ""}
    return urlencode({key: value for key, value in asked.items() if value})
