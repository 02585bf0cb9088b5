"""The source's menus, into those places of the paper that are still empty."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from broadsheet.fronts.models import Menu as PaperMenu
from broadsheet.ingest.records import Menu, MenuItem
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing
from broadsheet.ingest.writer.survey import size_of

MAIN_NAMES = ("main", "primary", "principal", "header", "top", "navigation", "haupt", "principale")
FOOTER_NAMES = ("footer", "bottom", "legal", "fuss", "pied")
OTHER_NAMES = ("social", "follow", "mobile")
FOOTERS = (
    PaperMenu.Location.FOOTER_SECTIONS,
    PaperMenu.Location.FOOTER_NEWS,
    PaperMenu.Location.FOOTER_COMPANY,
)


def write_menus(job: Job, menus: list[Menu]) -> None:
    """The main menu by its name, else the first that is no footer; footers in their order; the rest is reported."""
    empty = {menu.location: menu for menu in PaperMenu.objects.all() if not menu.items}
    placed: set[str] = set()
    for menu, location in _placements(menus, list(empty)):
        links = [link for link in (_link(job, item) for item in menu.items) if link]
        if not links:
            continue
        target = empty[location]
        with changing(job, target, ("items", "title")):
            target.items = [{"type": "link", "id": str(uuid4()), "value": link} for link in links]
            if location != PaperMenu.Location.MAIN and not target.title:
                target.title = menu.name[:60]
            target.save()
        placed.add(menu.slug)
        made = sum(1 + len(link["children"]) for link in links)
        job.report.count("menu item", "created", made)
        if lost := size_of(menu.items) - made:
            job.report.skip("menu item", "leads to something that is not in the paper", lost)
    for menu in menus:
        if menu.slug not in placed:
            reason = f"the menu “{menu.name}” has no place here, or its place is filled"
            job.report.skip("menu item", reason, size_of(menu.items))


def _placements(menus: list[Menu], free: list[str]) -> list[tuple[Menu, str]]:
    found: list[tuple[Menu, str]] = []
    main = next((menu for menu in menus if _is_named(menu, MAIN_NAMES)), None) or next(
        (menu for menu in menus if not _is_named(menu, FOOTER_NAMES + OTHER_NAMES)), None
    )
    if main is not None and PaperMenu.Location.MAIN in free:
        found.append((main, PaperMenu.Location.MAIN))
    footers = [menu for menu in menus if menu is not main and _is_named(menu, FOOTER_NAMES)]
    found.extend(zip(footers, [place for place in FOOTERS if place in free], strict=False))
    return found


def _is_named(menu: Menu, names: tuple[str, ...]) -> bool:
    return any(name in f"{menu.name} {menu.slug}".casefold() for name in names)


def _link(job: Job, item: MenuItem) -> dict[str, Any] | None:
    """One line with everything below it in one level; a heading that leads nowhere takes its first child's address."""
    below = [link for child in _flattened(item.children) if (link := _plain_link(job, child))]
    own = _plain_link(job, item)
    if own is None and below:
        first = below[0]
        own = {"label": item.label or first["label"], "page": first["page"], "url": first["url"]}
    if own is None:
        return None
    children = [{"type": "item", "id": str(uuid4()), "value": link} for link in below]
    return {**own, "children": children}


def _flattened(items: list[MenuItem]) -> list[MenuItem]:
    found: list[MenuItem] = []
    for item in items:
        found.append(item)
        found.extend(_flattened(item.children))
    return found


def _plain_link(job: Job, item: MenuItem) -> dict[str, Any] | None:
    page_id, url, title = _target(job, item)
    label = (item.label or title)[:255]
    if page_id is None and not url:
        return None
    return {"label": "" if page_id and label == title else label, "page": page_id, "url": url[:500]}


def _target(job: Job, item: MenuItem) -> tuple[int | None, str, str]:
    """Page id, else address; and the title of what is there."""
    if item.target_kind == "section" and (section := job.sections.get(item.target)):
        return section.pk, "", section.title
    if item.target_kind == "topic" and (topic := job.topics.get(item.target)):
        return None, f"/topic/{topic.slug}/", topic.name
    if item.target_kind in ("page", "story"):
        entry = job.catalogue.entry(item.target_kind, item.target)
        return (entry.page_id, "", entry.title) if entry else (None, "", "")
    if entry := job.catalogue.at_address(item.url):
        return entry.page_id, "", entry.title
    safe = item.url if item.url.startswith(("https://", "http://", "/")) else ""
    return None, safe, item.label or safe
