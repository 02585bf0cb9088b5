"""The head of a WordPress export: authors, categories (our sections), tags (our topics) and the names of menus.

Each term has a number and a slug of its own within the export. WordPress knows a category by its slug alone, so two
sections of one name under different sections get the upper one's name before theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from broadsheet.fronts.models import Menu
from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.wordpress_xml import Xml
from broadsheet.newsroom.models import Author, Section

_LOG_IN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
SECTION, TOPIC, MENU = 1, 2, 3
STEPLEN = Section.steplen


def term_number(kind: int, pk: int) -> int:
    """A number no other term has."""
    return pk * 4 + kind


def encoded(slug: str) -> str:
    """A slug as WordPress keeps it: percent-encoded, in small letters."""
    return quote(slug, safe="-_.~").lower()


def log_in_of(author: Author) -> str:
    """WordPress takes no log-in but of plain letters (sanitize_user, strict); anybody else gets a number."""
    return author.slug if _LOG_IN.fullmatch(author.slug) else f"author-{author.pk}"


class Terms:
    """Slugs of the paper's sections, topics and menus for WordPress."""

    def __init__(self, content: Content, outside: Outside, xml: Xml) -> None:
        self.content, self.outside, self.xml = content, outside, xml
        self.menus = [menu for menu in Menu.objects.order_by("pk") if menu.items]
        self.categories = dict(self._category_slugs())
        self._parents = {section.path: section for section in content.sections.values()}

    def menu_slug(self, menu: Menu) -> str:
        """Of its place, 'main' or 'footer-news'."""
        return menu.location.replace("_", "-")

    def category(self, section: Section) -> str:
        """The element an item has for its section."""
        return self.xml.term("category", self.categories[section.pk], section.title)

    def head(self) -> Iterator[str]:
        """Elements of the channel before its items; a category stands after the one it lies under."""
        for author in self.content.authors.values():
            if not author.is_guest:
                yield self._author(author)
        for section in sorted(self.content.sections.values(), key=lambda one: (one.depth, one.path)):
            yield self._category(section)
        for topic in self.content.topics.values():
            yield self._tag(topic)
        for menu in self.menus:
            yield self._menu(menu)

    def _category_slugs(self) -> Iterator[tuple[int, str]]:
        taken: set[str] = set()
        for section in sorted(self.content.sections.values(), key=lambda one: (one.depth, one.path)):
            parts = [part for part in section.address.split("/") if part]
            slug = encoded(parts[-1])
            for start in range(len(parts) - 2, -1, -1):
                if slug not in taken:
                    break
                slug = encoded("-".join(parts[start:]))
            slug = slug if slug not in taken else f"{slug}-{section.pk}"
            taken.add(slug)
            yield section.pk, slug

    def _author(self, author: Author) -> str:
        xml = self.xml
        first, _, last = author.name.rpartition(" ")
        return xml.group(
            "wp:author",
            [
                xml.plain("wp:author_id", author.pk),
                xml.cdata("wp:author_login", log_in_of(author)),
                xml.cdata("wp:author_email", author.email),
                xml.cdata("wp:author_display_name", author.name),
                xml.cdata("wp:author_first_name", first or last),
                xml.cdata("wp:author_last_name", last if first else ""),
                xml.cdata("wp:author_description", self.outside.rich(author.biography)),
            ],
        )

    def _category(self, section: Any) -> str:
        xml = self.xml
        above = self._parents.get(section.path[:-STEPLEN])
        return xml.group(
            "wp:category",
            [
                xml.plain("wp:term_id", term_number(SECTION, section.pk)),
                xml.cdata("wp:category_nicename", self.categories[section.pk]),
                xml.cdata("wp:category_parent", self.categories[above.pk] if above else ""),
                xml.html("wp:cat_name", section.title),
                xml.html("wp:category_description", section.standfirst),
            ],
        )

    def _tag(self, topic: Any) -> str:
        xml = self.xml
        return xml.group(
            "wp:tag",
            [
                xml.plain("wp:term_id", term_number(TOPIC, topic.pk)),
                xml.cdata("wp:tag_slug", encoded(topic.slug)),
                xml.html("wp:tag_name", topic.name),
                xml.html("wp:tag_description", topic.description),
            ],
        )

    def _menu(self, menu: Menu) -> str:
        xml = self.xml
        return xml.group(
            "wp:term",
            [
                xml.plain("wp:term_id", term_number(MENU, menu.pk)),
                xml.cdata("wp:term_taxonomy", "nav_menu"),
                xml.cdata("wp:term_slug", self.menu_slug(menu)),
                xml.cdata("wp:term_parent", ""),
                xml.html("wp:term_name", menu.title or str(menu)),
            ],
        )
