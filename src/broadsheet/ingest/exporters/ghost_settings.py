"""The site's own values in a Ghost export: its name, language, time zone, accent and the two menus Ghost has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from broadsheet.fronts.models import Masthead, Menu
from broadsheet.ingest.exporters.ghost_addresses import SITE
from broadsheet.ingest.exporters.ghost_files import as_json
from broadsheet.ingest.exporters.ghost_nodes import Node
from broadsheet.ingest.exporters.ghost_notes import Notes
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.references import raw_rows

OURS = ("/archive/", "/authors/", "/feeds/", "/lite/", "/menu/", "/search/", "/topics/")
"""Pages the paper makes by itself, and Ghost does not."""


def settings_rows(outside: Outside, notes: Notes) -> list[Node]:
    """Rows of Ghost's table of settings."""
    paper, masthead = settings.PAPER, Masthead.of_the_paper()
    values = {
        "title": masthead.name or paper.name,
        "description": masthead.tagline or paper.tagline,
        "locale": paper.language,
        "timezone": paper.time_zone,
        "accent_color": masthead.accent,
    }
    rows = [_row(key, "string", value) for key, value in values.items() if value]
    menus = list(Menu.objects.order_by("pk"))
    main = [link for menu in menus if menu.location == Menu.Location.MAIN for link in _links(menu, outside, notes)]
    footer = [link for menu in menus if menu.location != Menu.Location.MAIN for link in _links(menu, outside, notes)]
    rows += [_row("navigation", "array", as_json(main))] if main else []
    rows += [_row("secondary_navigation", "array", as_json(footer))] if footer else []
    return rows


def _row(key: str, kind: str, value: str) -> Node:
    return {"key": key, "value": value, "group": "site", "type": kind}


def _links(menu: Menu, outside: Outside, notes: Notes) -> Iterator[Node]:
    """Ghost's menus have one level: what stands under a line here is named in the notes."""
    for row in raw_rows(menu.items):
        link = _link(row["value"], outside)
        if not row["value"].get("page") and not row["value"].get("url"):
            notes.add("menu", "", f"“{link['label']}” leads nowhere yet, and readers do not see it")
        elif link["url"].startswith(OURS):
            notes.add("menu", link["url"], f"“{link['label']}” leads to a page Ghost has not")
        else:
            yield link
        for child in row["value"].get("children") or []:
            below = _link(child.get("value", child), outside)
            notes.add("menu", below["url"], f"“{below['label']}” stood under “{link['label']}”: Ghost has one level")


def _link(value: dict[str, Any], outside: Outside) -> Node:
    address, title = outside.page(value.get("page"))
    address = address or outside.address(value.get("url") or "/")
    return {"label": value.get("label") or title or address, "url": address.removeprefix(SITE) or "/"}
