"""The stories that match, the best first: the engine's candidates, weighed again with headline and freshness.

The engine is asked twice where it may know more than it said: for the best of the whole index, and for the
best among the newest stories of what was chosen. Whether readers may see a story at all is asked of the paper's
lists, never of the index, which may lag behind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from broadsheet.lib.search_backends.best_first import keys_of
from broadsheet.lib.search_words import root, stem, words_of
from broadsheet.newsroom.models import ListEntry, Story
from broadsheet.reader.searching.filters import Filters
from broadsheet.reader.searching.query import Query, Term

MOST_RESULTS = 200
NEWEST_CONSIDERED = 3000

HEADLINE, STANDFIRST = 0.6, 0.15
"""What it is worth that headline or standfirst has every word, beside 1 for the engine's best."""
THIS_MONTH, THESE_YEARS = 0.25, 0.25
"""What it is worth to be of today; the first is halved every thirty days, the second every two years."""


@dataclass(frozen=True)
class Candidate:
    """A story that matches, and what it is weighed by."""

    story_id: int
    published_at: datetime
    headline: str
    standfirst: str


def matching_ids(query: Query, filters: Filters) -> list[int]:
    """Ids of the stories that match, the best first, at most MOST_RESULTS."""
    if not query.can_find:
        newest = filters.entries().order_by("-published_at", "-story_id") if filters and not query.terms else None
        return [] if newest is None else _ids(newest[:MOST_RESULTS])
    scores = _scores(query)
    if scores and (filters or len(scores) >= MOST_RESULTS):
        newest = filters.entries().order_by("-published_at", "-story_id")
        scores |= _scores(query, among=newest.values("story_id")[:NEWEST_CONSIDERED])
    return _weighed(query, scores, _candidates(filters, scores))[:MOST_RESULTS]


def _scores(query: Query, among: Any = None) -> dict[int, float]:
    """Scores by story, of all stories or of those in the query ``among``, which costs less than a list of ids."""
    stories = Story.objects.only("pk")
    if among is not None:
        stories = stories.filter(id__in=among)
    found = stories.search(query.for_engine(), operator="and")[:MOST_RESULTS]
    return dict(keys_of(found))


def _ids(entries: QuerySet[ListEntry]) -> list[int]:
    return list(dict.fromkeys(entries.values_list("story_id", flat=True)))


def _candidates(filters: Filters, scores: dict[int, float]) -> list[Candidate]:
    rows = filters.entries().filter(story_id__in=list(scores)).distinct()
    fields = ("story_id", "published_at", "story__title", "story__short_headline", "story__standfirst")
    return [
        Candidate(story_id, published_at, f"{title} {short}", standfirst)
        for story_id, published_at, title, short, standfirst in rows.values_list(*fields)
    ]


def _weighed(query: Query, scores: dict[int, float], candidates: list[Candidate]) -> list[int]:
    best = max((scores[candidate.story_id] for candidate in candidates), default=0.0) or 1.0
    now = timezone.now()
    weights = {
        candidate.story_id: scores[candidate.story_id] / best
        + HEADLINE * _share(query.wanted, candidate.headline)
        + STANDFIRST * _share(query.wanted, candidate.standfirst)
        + _freshness(now, candidate.published_at)
        for candidate in candidates
    }
    return sorted(weights, key=lambda story_id: (-weights[story_id], -story_id))


def _share(terms: tuple[Term, ...], text: str) -> float:
    """How much of what is wanted stands in the text, from 0 to 1."""
    stems = " ".join(["", *map(root, words_of(text)), ""])
    found = sum(f" {' '.join(map(stem, term.folded))} " in stems for term in terms)
    return found / len(terms)


def _freshness(now: datetime, published_at: datetime) -> float:
    days = max(0.0, (now - published_at).total_seconds() / 86_400)
    return THIS_MONTH * 0.5 ** (days / 30) + THESE_YEARS * 0.5 ** (days / 730)
