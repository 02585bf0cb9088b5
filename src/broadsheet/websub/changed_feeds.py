"""Which feeds a change may have changed, as far as its keys tell; rather one too many than one too few.

The paper's own hub looks closer (websub/watching.py). An outside one is told of feeds nobody here has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.urls import Resolver404, get_resolver
from django.utils.encoding import iri_to_uri

from broadsheet.fronts.models import Package
from broadsheet.fronts.press_keys import MACHINES, MASTHEAD
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Author, ListEntry, Section, Topic
from broadsheet.newsroom.press_keys import CORRECTIONS
from broadsheet.press.changes import EVERYTHING

HEAD = re.compile(r"list:((?:paper|(?:section|topic|author)-\d+)):head")
NAMED = re.compile(r"(section|topic|author):(\d+)")
STORY = re.compile(r"(?:story|card):(\d+)")
PAGE = re.compile(r"page:(\d+)")
EVERY_FEED = frozenset({EVERYTHING, MACHINES, MASTHEAD})
"""Keys after which every feed may be another. Topics and authors are too many to be told of then."""
CORRECTIONS_PAGE = "/corrections/"
FORMATS = ("", "atom/", "json/")
LONGEST_FEED = 50
"""Stories so far down a list are in no feed."""
LISTS_AT_ONCE = 100
"""SQLite takes 500 parts in one query."""


def changed_feeds(keys: Iterable[str]) -> list[str]:
    """The complete addresses of the feeds that a change of ``keys`` may have changed, in order."""
    keys = set(keys)
    if keys & EVERY_FEED:
        addresses = {"/", CORRECTIONS_PAGE, *(section.address for section in _sections())}
    else:
        addresses = set(_addresses_of_lists(_lists_named(keys))) | set(_packages(_numbers(PAGE, keys)))
        if CORRECTIONS in keys:
            addresses.add(CORRECTIONS_PAGE)
    paths = (f"{address}feed/{form}" for address in sorted(addresses) for form in FORMATS)
    return [settings.PAPER.address + iri_to_uri(path) for path in paths if _is_feed(path)]


def _numbers(pattern: re.Pattern[str], keys: Iterable[str]) -> set[int]:
    return {int(found[1]) for key in keys if (found := pattern.fullmatch(key))}


def _lists_named(keys: set[str]) -> set[str]:
    heads = {found[1] for key in keys if (found := HEAD.fullmatch(key))}
    heads |= {f"{found[1]}-{found[2]}" for key in keys if (found := NAMED.fullmatch(key))}
    return heads | set(_lists_that_show(_numbers(STORY, keys)))


def _lists_that_show(stories: set[int]) -> Iterator[str]:
    """The lists near whose heads one of the stories stands."""
    entries = ListEntry.objects.filter(story_id__in=stories).order_by().exclude(list_key__startswith="kind-")
    rest = iter(entries.values_list("list_key", flat=True).distinct())
    while chunk := list(islice(rest, LISTS_AT_ONCE)):
        for key, shown in lists.heads(dict.fromkeys(chunk, LONGEST_FEED)).items():
            if not stories.isdisjoint(shown):
                yield key


def _addresses_of_lists(keys: set[str]) -> Iterator[str]:
    if lists.PAPER in keys:
        yield "/"
    numbers = {kind: _numbers(re.compile(rf"{kind}-(\d+)"), keys) for kind in ("section", "topic", "author")}
    yield from (section.address for section in _sections().filter(pk__in=numbers["section"]))
    yield from (topic.address for topic in Topic.objects.filter(pk__in=numbers["topic"]))
    yield from (author.address for author in Author.objects.filter(pk__in=numbers["author"]))


def _sections() -> lists.QuerySet[Section]:
    return Section.objects.live().public()


def _packages(pages: set[int]) -> Iterator[str]:
    packages = Package.objects.live().public().filter(pk__in=pages) if pages else ()
    return (package.address for package in packages)


def _is_feed(path: str) -> bool:
    """Whether the paper has this kind of feed there."""
    try:
        get_resolver("broadsheet.feeds.urls").resolve(path)
    except Resolver404:
        return False
    return True
