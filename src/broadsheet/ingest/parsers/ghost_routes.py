"""routes.yaml of a Ghost site: which collection a post belonged to, and where tags and authors had their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from broadsheet.ingest.parsers.json_values import text_of

Facts = Mapping[str, frozenset[str]]
"""What filters ask of a post: `tag`, `primary_tag`, `author`, `primary_author` and `featured`, each with its values."""
_CLAUSE = re.compile(
    r"(?P<name>tags?|primary_tag|authors?|primary_author|featured):(?P<not>-?)(?P<value>[\w-]+|\[[\w,-]+\])"
)
_ONE_TAG = re.compile(r"(?:primary_tag|tags?):([\w-]+)")
_PLURALS = {"tags": "tag", "authors": "author"}


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: `path` of its own page, `permalink` of its posts, `filter` in Ghost's query language."""

    path: str
    permalink: str
    filter: str
    tag: str

    def wants(self, facts: Facts) -> bool | None:
        """Whether a post belongs to it; None where the filter says something that is not understood.

        A comma is “or” and binds less than +, which is “and” (Ghost's NQL); brackets hold alternatives.
        """
        if not self.filter:
            return True
        groups = [_clauses(group) for group in re.split(r",(?![^\[]*\])", self.filter)]
        if any(None in group for group in groups):
            return None
        return any(all(_holds(clause, facts) for clause in group if clause) for group in groups)


@dataclass(slots=True)
class Routes:
    """`tag` and `author` are the patterns of their pages, '' for Ghost's own."""

    collections: list[Collection] = field(default_factory=list)
    tag: str = ""
    author: str = ""

    def permalinks_of(self, facts: Facts) -> Iterator[str]:
        """Those a post had for certain, or may have had where a filter is not understood: Ghost gives it to the first
        collection that wants it."""
        for collection in self.collections:
            wants = collection.wants(facts)
            if wants is not False:
                yield collection.permalink
            if wants:
                return

    def pages_of_tag(self, slug: str) -> list[str]:
        """Paths of the collections that are a tag's own."""
        return [one.path for one in self.collections if one.tag == slug]


def routes_in(values: Any) -> Routes:
    """Of what a routes.yaml says. Whatever is not as Ghost would have it is left out."""
    found = Routes()
    if not isinstance(values, dict):
        return found
    collections = values.get("collections")
    for path, said in collections.items() if isinstance(collections, dict) else ():
        if isinstance(said, dict) and "slug" in text_of(said.get("permalink")):
            found.collections.append(_collection(text_of(path), said))
    taxonomies = values.get("taxonomies")
    if isinstance(taxonomies, dict):
        found.tag, found.author = text_of(taxonomies.get("tag")), text_of(taxonomies.get("author"))
    return found


def _collection(path: str, said: dict[str, Any]) -> Collection:
    wanted = "".join(text_of(said.get("filter")).split())
    data = text_of(said.get("data"))
    only = _ONE_TAG.fullmatch(wanted)
    tag = data.removeprefix("tag.") if data.startswith("tag.") else only[1] if only else ""
    return Collection(path, text_of(said.get("permalink")), wanted, tag)


def _clauses(group: str) -> list[re.Match[str] | None]:
    return [_CLAUSE.fullmatch(clause) for clause in group.split("+")]


def _holds(clause: re.Match[str], facts: Facts) -> bool:
    name = _PLURALS.get(clause["name"], clause["name"])
    wanted = set(clause["value"].strip("[]").split(","))
    return bool(facts.get(name, frozenset()) & wanted) is not bool(clause["not"])
