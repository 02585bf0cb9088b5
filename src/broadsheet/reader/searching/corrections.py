"""“Did you mean …?”: another spelling of what was not found, offered only if it finds something."""

from dataclasses import replace

from broadsheet.newsroom import vocabulary
from broadsheet.newsroom.models import SearchWord
from broadsheet.reader.searching.filters import Filters
from broadsheet.reader.searching.matching import matching_ids
from broadsheet.reader.searching.query import Query, Term, read_query

MOST_CORRECTED = 3
"""Words of one query that are looked up in the vocabulary."""


def correction_of(query: Query, filters: Filters) -> str:
    """The query in a spelling that finds something, or an empty text. At most fifteen queries."""
    words = [term.folded[0] for term in query.wanted if len(term.words) == 1]
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    strange = [word for word in words if word not in known][:MOST_CORRECTED]
    meant = {word: found[0] for word in strange if (found := vocabulary.meant(word, limit=1))}
    if not meant:
        return ""
    corrected = read_query(" ".join(_sign(term) + _corrected(term, meant).text for term in query.terms))
    return corrected.text if matching_ids(corrected, filters) else ""


def _corrected(term: Term, meant: dict[str, str]) -> Term:
    if term.is_unwanted or len(term.words) > 1:
        return term
    return replace(term, words=(meant.get(term.folded[0], term.words[0]),))


def _sign(term: Term) -> str:
    return "-" if term.is_unwanted else ""
