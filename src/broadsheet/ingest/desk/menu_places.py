"""Menus an import found no place for: shown with their lines, and put into a place of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.models import Page

from broadsheet.fronts.models import Menu
from broadsheet.ingest.models import ImportRun, KeptMenu


@dataclass(frozen=True)
class ShownMenu:
    """A kept menu as a run's page shows it: `lines` say what each is called, a dash before those below another."""

    pk: int
    name: str
    lines: list[str]


def kept_menus(run: ImportRun) -> list[ShownMenu]:
    """Two queries, however many there are."""
    menus = list(run.kept_menus.all())
    pages = {line["page"] for menu in menus for line, _level in _lines(menu.items) if line["page"]}
    titles = dict(Page.objects.filter(pk__in=pages).values_list("pk", "title"))
    return [
        ShownMenu(menu.pk, menu.name, [_shown(line, level, titles) for line, level in _lines(menu.items)])
        for menu in menus
    ]


def place_menu(kept: KeptMenu, location: str) -> Menu | None:
    """Adds the kept menu's lines to the paper's menu there and forgets it; None where there is no such place."""
    with transaction.atomic():
        menu = Menu.objects.filter(location=location).first()
        if menu is not None:
            menu.items = [*menu.items.raw_data, *kept.items]
            if location != Menu.Location.MAIN and not menu.title:
                menu.title = kept.name[:60]
            menu.save()
            kept.delete()
    return menu


def _lines(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    for row in rows:
        yield row["value"], 0
        for child in row["value"]["children"]:
            yield child["value"], 1


def _shown(line: dict[str, Any], level: int, titles: dict[int, str]) -> str:
    name = line["label"] or titles.get(line["page"] or 0, "") or line["url"]
    return f"– {name}" if level else name
