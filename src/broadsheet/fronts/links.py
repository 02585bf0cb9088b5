"""Menus as lists of links, resolved with one query for all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import Menu
from broadsheet.fronts.press_keys import MENU
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.models import Section
from broadsheet.newsroom.section_tree import live_sections

MOST_SECTIONS = 48
"""How many sections stand in a menu nobody has filled. An imported archive may bring hundreds."""


@dataclass(frozen=True)
class Link:
    """One entry of a menu as a page shows it. ``slug`` names the accent where it leads to a section."""

    label: str
    url: str
    children: list["Link"] = field(default_factory=list)
    slug: str = ""
    is_current: str = ""

    @property
    def lite_url(self) -> str:
        """The same place in the text-only edition, where it has one."""
        return "/lite" + self.url if self.url.startswith("/") else self.url

    def for_address(self, address: str) -> "Link":
        """The same link, marked ``page`` where it is the page at ``address`` and ``true`` where it lies above it.

        These are values of aria-current (WAI-ARIA 1.2).
        """
        children = [child.for_address(address) for child in self.children]
        above = self.url.startswith("/") and self.url != "/" and address.startswith(self.url)
        current = "page" if self.url == address else "true" if above else ""
        return replace(self, children=children, is_current=current)


@dataclass(frozen=True)
class MenuShown:
    """A menu with its title and links."""

    title: str
    links: list[Link]


@dataclass(frozen=True)
class MenusShown:
    """Every menu by its place, and every section by its path in the page tree.

    ``named`` are the keys of what the menus say, ``placed`` of where they lead: the one for whoever shows them, the
    other for whoever only needs to know whether they lead to the page shown.
    """

    menus: dict[str, MenuShown]
    sections: dict[str, Crumb]
    named: frozenset[str]
    placed: frozenset[str]


def menus_shown(menus: Iterable[Menu], sections: list[Section] | None = None) -> MenusShown:
    """Every menu by its place. Links to pages that are not live or not for everybody are left out. Two queries beside
    the menus' own, and one more where the live ``sections`` are not known yet.

    A main menu nobody has filled shows the sections with their sub-sections, in the order of the page tree; so
    does a footer's column of sections.
    """
    menus = list(menus)
    wanted = {pk for menu in menus for pk in _page_ids(menu.items.raw_data)}
    rows = _pages(wanted, live_sections() if sections is None else sections)
    open_rows = _open_to_all(rows)
    shown = {menu.location: MenuShown(menu.title, list(_links(menu.items.raw_data, open_rows))) for menu in menus}
    for location in (Menu.Location.MAIN, Menu.Location.FOOTER_SECTIONS):
        current = shown.get(location, MenuShown("", []))
        if not current.links:
            shown[location] = replace(current, links=_section_links(open_rows)[:MOST_SECTIONS])
    crumbs = {row.path: Crumb(row.title, row.address) for row in rows.values() if row.is_section}
    linked = [key for row in rows.values() if row.pk in wanted for key in press_keys.link(row.pk, row.url_path)]
    named = {MENU, press_keys.SECTIONS, *linked, *map(press_keys.card, wanted)}
    placed = {press_keys.PLACES, *linked, *map(press_keys.address, wanted - {row.pk for row in rows.values()})}
    return MenusShown(shown, crumbs, frozenset(named), frozenset(placed))


def places_of(menu: Menu) -> set[object]:
    """The keys of the pages and the addresses a menu leads to."""
    return {*_page_ids(menu.items.raw_data), *_addresses(menu.items.raw_data)}


def _addresses(raw: Iterable[Any]) -> Iterator[str]:
    for item in raw:
        for value in (item["value"], *(child.get("value", child) for child in item["value"].get("children") or [])):
            yield value.get("url") or ""


@dataclass(frozen=True)
class _Row:
    pk: int
    title: str
    slug: str
    path: str
    depth: int
    url_path: str
    is_section: bool

    @property
    def address(self) -> str:
        return address_of_path(self.url_path)


def _pages(wanted: set[int], sections: list[Section]) -> dict[int, _Row]:
    """Live sections and the live pages links lead to, in the order of the tree. One query."""
    fields = ("path", "pk", "title", "slug", "depth", "url_path")
    found = [(*(getattr(section, name) for name in fields), True) for section in sections]
    pages = Page.objects.filter(pk__in=wanted - {section.pk for section in sections}).order_by()
    found += [(*row, False) for *row, is_live in pages.values_list(*fields, "live") if is_live]
    return {
        pk: _Row(pk, title, slug, path, depth, url_path, is_section)
        for path, pk, title, slug, depth, url_path, is_section in sorted(found)
    }


def _open_to_all(rows: dict[int, _Row]) -> dict[int, _Row]:
    """Those that are not restricted, nor lie under a page that is: a headline is not for whoever may not read it."""
    closed = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    return {pk: row for pk, row in rows.items() if not row.path.startswith(closed)}


def _page_ids(raw: Iterable[Any]) -> Iterator[int]:
    for item in raw:
        value = item["value"]
        if value.get("page"):
            yield value["page"]
        for child in value.get("children") or []:
            child_value = child.get("value", child)
            if child_value.get("page"):
                yield child_value["page"]


def _links(raw: Iterable[Any], rows: dict[int, _Row]) -> Iterator[Link]:
    for item in raw:
        link = _link(item["value"], rows)
        if link is not None:
            children = (_link(child.get("value", child), rows) for child in item["value"].get("children") or [])
            yield replace(link, children=[child for child in children if child])


def _link(value: dict[str, Any], rows: dict[int, _Row]) -> Link | None:
    row = rows.get(value.get("page") or 0)
    if row is not None:
        return Link(value.get("label") or row.title, row.address, slug=row.slug if row.is_section else "")
    if value.get("page") or not value.get("url"):
        return None
    return Link(value.get("label") or value["url"], value["url"])


def _section_links(rows: dict[int, _Row]) -> list[Link]:
    sections = [row for row in rows.values() if row.is_section]
    top = min((row.depth for row in sections), default=0)
    return [
        Link(
            row.title,
            row.address,
            slug=row.slug,
            children=[
                Link(sub.title, sub.address, slug=sub.slug)
                for sub in sections
                if sub.depth == top + 1 and sub.path.startswith(row.path)
            ],
        )
        for row in sections
        if row.depth == top
    ]
