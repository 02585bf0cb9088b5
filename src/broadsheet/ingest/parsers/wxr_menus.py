"""Menus of a WordPress export: loose nav_menu_item entries that name their menu, their parent and their target."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.ingest.parsers.wxr_items import WxrItem, plain
from broadsheet.ingest.parsers.wxr_mapping import SKIP, WxrMapping
from broadsheet.ingest.records import Menu, MenuItem, Origin

MOST_LEVELS = 20


@dataclass(slots=True)
class _Line:
    key: str
    parent: str
    order: int
    item: MenuItem


@dataclass(slots=True)
class MenuCollector:
    """Gathers menu lines while the export is read; `menus()` puts them in order and under one another."""

    mapping: WxrMapping = field(default_factory=WxrMapping)
    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, _Line]] = field(default_factory=dict)
    places: dict[str, Origin] = field(default_factory=dict)

    def name_menu(self, slug: str, name: str) -> None:
        self.names[slug] = name

    def add(self, item: WxrItem, origin: Origin) -> str:
        """Keeps a line; else says why not."""
        menus = item.terms_of("nav_menu")
        if not menus:
            return "belongs to no menu"
        entry = self._read(item)
        if entry is None:
            return "leads to something that is not imported"
        slug = menus[0].slug
        lines = self.lines.setdefault(slug, {})
        if item.key in lines:
            return "is in the file twice; the first is kept"
        self.names.setdefault(slug, menus[0].name)
        self.places.setdefault(slug, Origin(slug, origin.file, origin.line))
        parent = item.meta.get("_menu_item_menu_item_parent", "0").strip()
        lines[item.key] = _Line(item.key, parent, item.order, entry)
        return ""

    def menus(self) -> list[Menu]:
        return [
            Menu(self.places[slug], self.names[slug] or slug, slug, _tree(lines)) for slug, lines in self.lines.items()
        ]

    def _read(self, item: WxrItem) -> MenuItem | None:
        """Lists that WordPress makes by itself (of a kind of entry) are kept by their address, where one is given."""
        entry = MenuItem(plain(item.get("title")))
        kind = item.meta.get("_menu_item_type", "")
        entry.url = item.meta.get("_menu_item_url", "").strip() if kind in ("custom", "post_type_archive") else ""
        if not entry.url:
            entry.target_kind = self._target_kind(kind, item.meta.get("_menu_item_object", ""))
            entry.target = item.meta.get("_menu_item_object_id", "").strip()
        return entry if entry.url or (entry.target_kind and entry.target) else None

    def _target_kind(self, kind: str, name: str) -> str:
        if kind == "taxonomy":
            return str(self.mapping.taxonomy_of(name) or "")
        found = self.mapping.kind_of(name) if kind == "post_type" else ""
        return "" if found == SKIP else found


def _tree(by_key: dict[str, _Line]) -> list[MenuItem]:
    """Lines whose parent is unknown, whose parents run in a circle or without end, are put at the top."""
    top: list[MenuItem] = []
    for line in sorted(by_key.values(), key=lambda one: one.order):
        parent = by_key.get(line.parent)
        if parent is None or not _is_anchored(line, by_key):
            top.append(line.item)
        else:
            parent.item.children.append(line.item)
    return top


def _is_anchored(line: _Line, by_key: dict[str, _Line]) -> bool:
    """Whether a line is reached from the top in a few steps."""
    current = by_key.get(line.parent)
    for _level in range(MOST_LEVELS):
        if current is None:
            return True
        current = by_key.get(current.parent)
    return False
