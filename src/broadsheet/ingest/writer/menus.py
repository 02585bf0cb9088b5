"""The source's menus: into those places of the paper that are still empty, else kept until somebody places them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from broadsheet.fronts.models import Menu as PaperMenu
from broadsheet.ingest.models import Deed, ImportedItem, KeptMenu, stored_key
from broadsheet.ingest.records import Menu, MenuItem
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing
from broadsheet.ingest.writer.seen_before import checksum_of
from broadsheet.ingest.writer.survey import size_of

Line = dict[str, Any]
"""What a line of a menu holds: `label`, `page` (its key), `url`, and `children` as raw rows."""
KIND = "menu"
NO_PLACE = "has no place here, or its place is filled; it is kept with this import, in the desk, to be placed by hand"
NOWHERE = "a line of the menu leads nowhere here; it is kept for an editor to complete, and readers do not see it"
CHANGED = "has changed at its source since it was imported; the menu here stays as it is"
SAFE_STARTS = ("https://", "http://", "/", "mailto:", "tel:")

MAIN_NAMES = ("main", "primary", "principal", "header", "top", "navigation", "haupt", "principale")
FOOTER_NAMES = ("footer", "bottom", "legal", "fuss", "pied")
OTHER_NAMES = ("social", "follow", "mobile")
FOOTERS = (
    PaperMenu.Location.FOOTER_SECTIONS,
    PaperMenu.Location.FOOTER_NEWS,
    PaperMenu.Location.FOOTER_COMPANY,
)


def write_menus(job: Job, menus: list[Menu]) -> None:
    """The main menu by its name, else the first that is no footer; footers in their order; the rest is kept for an
    administrator to place. One that an earlier run has brought stays as it is."""
    known = _known(job)
    new = [menu for menu in menus if not _leave_known(job, menu, known)]
    empty = {menu.location: menu for menu in PaperMenu.objects.all() if not menu.items}
    placed: set[str] = set()
    for menu, location in _placements(new, list(empty)):
        lines = _lines(job, menu)
        if any(map(leads_somewhere, lines)):
            _place(job, menu, lines, empty[location])
            placed.add(menu.slug)
    for menu in new:
        if menu.slug not in placed:
            _keep(job, menu)


def _known(job: Job) -> dict[str, ImportedItem]:
    items = ImportedItem.objects.filter(site=job.archive.site, kind=KIND)
    return {item.source_key: item for item in items}


def _leave_known(job: Job, menu: Menu, known: dict[str, ImportedItem]) -> bool:
    item = known.get(stored_key(menu.slug))
    if item is None:
        return False
    if item.checksum == checksum_of(menu.items):
        job.report.count("menu item", "unchanged", size_of(menu.items))
    else:
        job.report.skip("menu item", CHANGED, size_of(menu.items))
        job.report.warn(menu.origin, menu.name, CHANGED)
    return True


def _place(job: Job, menu: Menu, lines: list[Line], target: PaperMenu) -> None:
    with changing(job, target, ("items", "title")):
        target.items = [new_row("link", line) for line in lines]
        if target.location != PaperMenu.Location.MAIN and not target.title:
            target.title = menu.name[:60]
        target.save()
    job.remember(KIND, menu.slug, target, checksum_of(menu.items), deed=Deed.ADOPTED)


def _keep(job: Job, menu: Menu) -> None:
    rows = [new_row("link", line) for line in _lines(job, menu)]
    if rows:
        kept = KeptMenu.objects.create(run=job.run, name=menu.name[:255], items=rows)
        job.remember(KIND, menu.slug, kept, checksum_of(menu.items))
        job.report.warn(menu.origin, menu.name, NO_PLACE)


def _lines(job: Job, menu: Menu) -> list[Line]:
    """Every line of the menu, also those that lead nowhere: what they are called is an editor's to complete."""
    lines = [line for item in menu.items if (line := _link(job, item))]
    flat = [one for line in lines for one in (line, *(child["value"] for child in line["children"]))]
    job.report.count("menu item", "created", len(flat))
    if lost := size_of(menu.items) - len(flat):
        job.report.skip("menu item", "has no name and leads to something that is not in the paper", lost)
    for line in flat:
        if not leads_somewhere(line):
            job.report.warn(menu.origin, menu.name, f"{NOWHERE}: “{line['label']}”")
    return lines


def leads_somewhere(line: Line) -> bool:
    """Whether readers see it in a menu."""
    return bool(line["page"] or line["url"])


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


def _link(job: Job, item: MenuItem) -> Line | None:
    """One line with everything below it in one level; a heading that leads nowhere takes its first child's address."""
    below = [link for child in _flattened(item.children) if (link := _plain_link(job, child))]
    own = _plain_link(job, item)
    first = next(filter(leads_somewhere, below), None)
    if first is not None and (own is None or not leads_somewhere(own)):
        own = {"label": item.label or first["label"], "page": first["page"], "url": first["url"]}
    if own is None and below:
        own = {"label": "", "page": None, "url": ""}
    return {**own, "children": [new_row("item", link) for link in below]} if own is not None else None


def _flattened(items: list[MenuItem]) -> list[MenuItem]:
    found: list[MenuItem] = []
    for item in items:
        found.append(item)
        found.extend(_flattened(item.children))
    return found


def _plain_link(job: Job, item: MenuItem) -> Line | None:
    page_id, url, title = _target(job, item)
    label = (item.label or title)[:255]
    if page_id is None and not url and not label:
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
    safe = item.url if item.url.startswith(SAFE_STARTS) else ""
    return None, safe, item.label or safe


def new_row(kind: str, value: Line) -> dict[str, Any]:
    """A raw row of a stream field."""
    return {"type": kind, "id": str(uuid4()), "value": value}
