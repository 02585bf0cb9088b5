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
        self.permalinks = tuple(dict.fromkeys((DEFAULT, *_permalinks(index))))
        self._redirects = dict(_redirects(index.files.redirects))
        self._aliases: dict[str, list[tuple[str, str]]] = {}
        self._unused = dict(self._redirects)
        for old, new in self._redirects.items():
            if path := _plain_path(old):
                self._aliases.setdefault(same_place(new), []).append((old, path))

    def of_post(self, slug: str, uuid: str, published: datetime | None, author: str, tag: str) -> tuple[str, ...]:
        """Every address a post certainly had, the redirects that led to it among them."""
        found: list[str] = []
        if slug:
            local = (published or datetime.now(UTC)).astimezone(self.zone)
            values = {
                "slug": slug, "year": f"{local:%Y}", "month": f"{local:%m}", "day": f"{local:%d}",
                "author": author, "primary_author": author, "primary_tag": tag or "all",
            }  # fmt: skip
            for permalink in self.permalinks:
                if published is not None or permalink == DEFAULT:
                    found.extend(self._filled(permalink, values))
        if uuid:
            found.append(f"{self.base}/p/{quote(uuid)}/")
        for address in tuple(found):
            for old, path in self._aliases.get(same_place(address), ()):
                found.append(path_of(path))
                self._unused.pop(old, None)
        return tuple(dict.fromkeys(found))

    def _filled(self, permalink: str, values: dict[str, str]) -> Iterator[str]:
        """The permalink with its parts filled in; none where one is not known."""
        names = [first or second for first, second in _PART.findall(permalink)]
        if all(values.get(name) for name in names):
            path = _PART.sub(lambda match: quote(values[match[1] or match[2]]), permalink).strip("/")
            yield f"{self.base}/{path}/"

    def unused_redirects(self, file: str) -> Iterator[Record]:
        """Redirects that lead to no post; the newsroom may set up those it still wants."""
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


def _permalinks(index: GhostIndex) -> Iterator[str]:
    if setting := index.settings.get("permalinks", "").strip():
        yield setting
    routes = index.files.routes
    collections = routes.get("collections") if isinstance(routes, dict) else None
    for collection in (collections or {}).values() if isinstance(collections, dict) else ():
        permalink = text_of(collection.get("permalink")) if isinstance(collection, dict) else ""
        if "slug" in permalink:
            yield permalink


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
