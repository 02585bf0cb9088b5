"""The paper's menus as WordPress's nav_menu_item entries.

Sections, topics and pages are named by their numbers; stories and all other addresses by the address, since the
importer knows a number only within the file that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from broadsheet.fronts.models import Menu
from broadsheet.ingest.exporters.references import raw_rows
from broadsheet.ingest.exporters.wordpress_items import MENU_ITEM, PAGE, Entry, Items, number_of
from broadsheet.ingest.exporters.wordpress_terms import SECTION, TOPIC, term_number

MOST_LINES = 1000
"""Of one menu; its lines are numbered within that."""
HEADING = "#"
"""WordPress's address for a line that leads nowhere by itself."""
PAGES = ("standingpage", "contactpage", "package")


class MenuLines:
    """Writes the lines of every menu, in their order."""

    def __init__(self, items: Items, date: datetime) -> None:
        self.items, self.date = items, date
        self.content = items.terms.content
        self.topics = {topic.address: topic.pk for topic in self.content.topics.values()}

    def lines(self) -> Iterator[str]:
        """One entry for each line, a line after the one it stands under."""
        for menu in self.items.terms.menus:
            count = 0
            for row in raw_rows(menu.items):
                count += 1
                above = count
                yield self._line(menu, row["value"], count, 0)
                for child in row["value"].get("children") or []:
                    count += 1
                    yield self._line(menu, child.get("value", child), count, above)

    def _line(self, menu: Menu, value: dict[str, Any], place: int, above: int) -> str:
        number = _number(menu, place)
        label, kind, name, target, address = self._target(value)
        meta = {
            "_menu_item_type": kind,
            "_menu_item_menu_item_parent": _number(menu, above) if above else 0,
            "_menu_item_object_id": target or number,
            "_menu_item_object": name,
            "_menu_item_target": "",
            "_menu_item_classes": 'a:1:{i:0;s:0:"";}',
            "_menu_item_xfn": "",
            "_menu_item_url": address,
        }
        slug = self.items.terms.menu_slug(menu)
        xml = self.items.xml
        written = "".join(
            xml.group("wp:postmeta", [xml.cdata("wp:meta_key", key), xml.cdata("wp:meta_value", str(said))])
            for key, said in meta.items()
        )
        terms = xml.term("nav_menu", slug, menu.title or str(menu))
        return self.items.item(
            Entry(
                number, "nav_menu_item", value.get("label") or label, str(number), self.items.outside.origin,
                "publish", self.date, order=place, terms=terms, meta=written,
            )
        )  # fmt: skip

    def _target(self, value: dict[str, Any]) -> tuple[str, str, str, int, str]:
        """Title of what it leads to, WordPress's two names of its kind, its number, its address."""
        page = self.content.page(value.get("page"))
        if page is None:
            address = value.get("url") or HEADING
            if topic := self.topics.get(address):
                return self.content.topics[topic].name, "taxonomy", "post_tag", term_number(TOPIC, topic), ""
            led = self.items.outside.address(address) if address != HEADING else address
            return address, "custom", "custom", 0, led
        if page.kind == "section":
            return page.title, "taxonomy", "category", term_number(SECTION, page.id), ""
        if page.kind in PAGES:
            return page.title, "post_type", "page", number_of(PAGE, page.id), ""
        return page.title, "custom", "custom", 0, self.items.outside.address(page.address)


def _number(menu: Menu, place: int) -> int:
    return number_of(MENU_ITEM, menu.pk * MOST_LINES + place)
