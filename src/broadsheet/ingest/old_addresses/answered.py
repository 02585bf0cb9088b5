"""Which addresses the paper itself answers, so that no redirect from them is ever followed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import Resolver404, get_resolver, resolve
from wagtail.models import Page

from broadsheet.ingest.addresses import decoded
from broadsheet.lib.addresses import path_of_address
from broadsheet.newsroom.models import Author, Topic

OURS = ("/desk/", "/lite/", "/_util/", "/static/")
"""Nothing below these was ever another site's."""
_NAMED = re.compile(r"/(topic|author)/([^/]+)/")


def answered(paths: Iterable[str]) -> set[str]:
    """Those of the paths (decoded, with or without their last slash) at which a live page, a topic, an author or the
    paper's own machinery answers. One that carries a query is at none of them. A fixed number of queries."""
    by_place = {f"{decoded(path).rstrip('/')}/": path for path in paths if "?" not in path}
    found = _live(by_place) | _named(by_place) | {place for place in by_place if is_fixed(place)}
    return {by_place[place] for place in found}


def is_answered(path: str) -> bool:
    """Whether a live page, a topic or an author stands at a path of this paper."""
    place = f"{decoded(path).rstrip('/')}/"
    return bool(_named([place]) if _NAMED.fullmatch(place) else _live([place]))


def is_gone(place: str) -> bool:
    """Whether a topic or author has left its address. What else the desk enters is taken at its word."""
    return bool(_NAMED.fullmatch(place)) and not _named([place])


def is_named(place: str) -> bool:
    """Whether a topic's or author's address has this shape."""
    return bool(_NAMED.fullmatch(place))


def _live(places: Iterable[str]) -> set[str]:
    by_url_path = {path_of_address(place): place for place in places}
    live = Page.objects.filter(url_path__in=list(by_url_path), live=True).values_list("url_path", flat=True)
    return {by_url_path[url_path] for url_path in live}


def _named(places: Iterable[str]) -> set[str]:
    """Places of topics and authors that are there."""
    slugs: dict[str, dict[str, str]] = {"topic": {}, "author": {}}
    for place in places:
        if match := _NAMED.fullmatch(place):
            slugs[match[1]][match[2]] = place
    found = set()
    for name, model in (("topic", Topic), ("author", Author)):
        if slugs[name]:
            here = model.objects.filter(slug__in=list(slugs[name])).values_list("slug", flat=True)
            found |= {slugs[name][slug] for slug in here}
    return found


def is_fixed(place: str) -> bool:
    """An address (with its last slash) that belongs to the paper's own machinery: its search, its topics, its desk."""
    if place.startswith(OURS):
        return True
    if place.split("/", 2)[1] not in _first_parts():
        return False
    try:
        match = resolve(place)
    except Resolver404:
        return False
    return not match.kwargs and not match.args and match.url_name != "wagtail_serve"


@cache
def _first_parts() -> frozenset[str]:
    """What the paper's own addresses begin with: asking Django about each old address would take longer than storing
    it."""
    patterns: list[Any] = [*get_resolver().url_patterns]
    found = set()
    while patterns:
        pattern = patterns.pop()
        route = str(pattern.pattern)
        if not route:
            patterns += pattern.url_patterns
        else:
            found.add(route.lstrip("^").split("/", 1)[0])
    return frozenset(found)
