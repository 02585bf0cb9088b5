"""Old addresses of a Ghost site: its permalinks as settings and routes.yaml had them, and its redirects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadsheet.ingest.addresses import path_of, same_place
from broadsheet.ingest.parsers.ghost_index import GhostIndex
from broadsheet.ingest.parsers.ghost_routes import Facts, routes_in
from broadsheet.ingest.parsers.json_values import text_of
from broadsheet.ingest.records import Origin, Record, Warned

DEFAULT = "/{slug}/"
_PART = re.compile(r"\{(\w+)\}|:(\w+)")
_ESCAPED = re.compile(r"\\([^\w\s])")
MOST_LISTED = 200


class GhostAddresses:
    """`base` is the path the site lay under, '' for none."""

    def __init__(self, index: GhostIndex, base: str) -> None:
        self.base = base
        self.zone = _zone(index.settings.get("timezone") or index.settings.get("activeTimezone") or "")
        self.routes = routes_in(index.files.routes)
        self.setting = index.settings.get("permalinks", "").strip()
        self._redirects = dict(_redirects(index.files.redirects))
        self._aliases: dict[str, list[tuple[str, str]]] = {}
        self._unused = dict(self._redirects)
        for old, new in self._redirects.items():
            if path := _plain_path(old):
                self._aliases.setdefault(same_place(new), []).append((old, path))

    def of_post(self, slug: str, uuid: str, published: datetime | None, facts: Facts) -> tuple[str, ...]:
        """Every address a post had, the redirects that led to it among them."""
        found: list[str] = []
        if slug:
            local = (published or datetime.now(UTC)).astimezone(self.zone)
            author, tag = (next(iter(facts[name]), "") for name in ("primary_author", "primary_tag"))
            values = {
                "slug": slug, "year": f"{local:%Y}", "month": f"{local:%m}", "day": f"{local:%d}",
                "author": author, "primary_author": author, "primary_tag": tag or "all",
            }  # fmt: skip
            others = (self.setting, *self.routes.permalinks_of(facts)) if published is not None else ()
            for permalink in filter(None, (DEFAULT, *others)):
                found.extend(self._filled(permalink, values))
        return self._with_aliases([*found, *self._preview(uuid)])

    def of_page(self, slug: str, uuid: str) -> tuple[str, ...]:
        """Pages lie at the top, whatever the permalinks are."""
        found = list(self._filled(DEFAULT, {"slug": slug})) if slug else []
        return self._with_aliases([*found, *self._preview(uuid)])

    def of_tag(self, slug: str) -> tuple[str, ...]:
        """Its page, and the collections that are its own."""
        paths = [f"{self.base}/{path.strip('/')}/" for path in self.routes.pages_of_tag(slug)]
        return self._with_aliases(
            [*self._filled("/tag/{slug}/", {"slug": slug}), *self._named(self.routes.tag, slug), *paths]
        )

    def of_author(self, slug: str) -> tuple[str, ...]:
        return self._with_aliases(
            [*self._filled("/author/{slug}/", {"slug": slug}), *self._named(self.routes.author, slug)]
        )

    def _named(self, pattern: str, slug: str) -> Iterator[str]:
        if pattern:
            yield from self._filled(pattern, {"slug": slug})

    def _preview(self, uuid: str) -> list[str]:
        return [f"{self.base}/p/{quote(uuid)}/"] if uuid else []

    def _with_aliases(self, found: list[str]) -> tuple[str, ...]:
        """And whatever redirects led there, in one step or in several."""
        known = dict.fromkeys(found)
        waiting = list(known)
        while waiting:
            for old, path in self._aliases.get(same_place(waiting.pop()), ()):
                self._unused.pop(old, None)
                alias = path_of(path)
                if alias not in known:
                    known[alias] = None
                    waiting.append(alias)
        return tuple(known)

    def _filled(self, permalink: str, values: dict[str, str]) -> Iterator[str]:
        """The permalink with its parts filled in; none where one is not known."""
        names = [first or second for first, second in _PART.findall(permalink)]
        if all(values.get(name) for name in names):
            path = _PART.sub(lambda match: quote(values[match[1] or match[2]]), permalink).strip("/")
            yield f"{self.base}/{path}/"

    def unused_redirects(self, file: str) -> Iterator[Record]:
        """Redirects that lead to no post, page, tag or author; the newsroom may set up those it still wants."""
        for number, (old, new) in enumerate(self._unused.items()):
            if number == MOST_LISTED:
                yield Warned(Origin("", file), "redirects", f"{len(self._unused) - MOST_LISTED} more were not kept")
                return
            yield Warned(Origin("", file), "redirects", f"a redirect of the old site was not kept: {old} → {new}")


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _redirects(value: Any) -> Iterator[tuple[str, str]]:
    """Ghost's JSON form, [{from, to}], and its YAML form, {301: {from: to}}."""
    if isinstance(value, list):
        for row in value:
            if isinstance(row, dict) and row.get("from") and row.get("to"):
                yield text_of(row["from"]), text_of(row["to"])
    elif isinstance(value, dict):
        for rows in value.values():
            for old, new in rows.items() if isinstance(rows, dict) else ():
                yield text_of(old), text_of(new)


def _plain_path(old: str) -> str:
    """The one path a redirect is from; '' for a pattern. Ghost reads a regular expression, which most people write as
    a plain path, and the careful as ^/path/?$ with its dots escaped."""
    inner = old.removeprefix("^").removesuffix("$").removesuffix("/?")
    path = _ESCAPED.sub(r"\1", inner)
    is_pattern = any(character in _ESCAPED.sub("", inner) for character in "^$*+?()[]|\\")
    return "" if is_pattern or not path.startswith("/") else path
