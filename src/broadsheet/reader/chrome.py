"""What every page shares: masthead, menus, latest headlines, Editors' Picks, running packages.

One query while nothing changes: the edition's number. Everything else is remembered under it.

Nothing is asked until a template shows it, so the desk's own pages pay nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from broadsheet.fronts import press_keys as fronts_keys
from broadsheet.fronts.links import MenusShown, menus_shown
from broadsheet.fronts.models import EditorsPicks, Masthead, Menu, Package
from broadsheet.lib.languages import text_direction
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.blocks import profile_links
from broadsheet.newsroom.breadcrumbs import Crumb, crumbs_of
from broadsheet.newsroom.edition_memory import remembered
from broadsheet.newsroom.models import Edition, ListEntry, Section, Story
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.press.recording import note, recording
from broadsheet.reader.meta import Meta
from broadsheet.reader.noted_property import noted_property

LATEST_SIZE = 20
PICKS_SIZE = 5
LOGO_WIDTH = 640


@dataclass(frozen=True)
class Logo:
    """A picture in the place of the paper's name."""

    url: str
    width: int
    height: int


def logo_of(photo: Photo | None) -> Logo | None:
    """The rendition of a logo readers get; PNG, since logos are often transparent."""
    if photo is None or photo.rights_ended:
        return None
    offered = addresses(photo, "whole", "png")
    width = max((width for width in offered if width <= LOGO_WIDTH), default=min(offered))
    return Logo(offered[width], *size_of(photo, "whole", width))


@dataclass(frozen=True)
class PaperShown:
    """The paper's settings as templates read them."""

    name: str
    tagline: str
    preset: str
    headline_face: str
    accent: str
    paper_colour: str
    logo_light: Logo | None
    logo_dark: Logo | None
    follow: list[dict[str, str]]
    notice: str
    copyright: str


class Chrome:
    """The parts of a page that do not depend on what the page is about."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.rendered: dict[str, SafeString] = {}

    @noted_property
    def paper(self) -> PaperShown:
        """Masthead and look; a preview of the settings puts its own in the request. One query."""
        note(press_keys.YEAR)
        masthead = getattr(self.request, "preview_masthead", None) or self._masthead()
        name = masthead.name or settings.PAPER.name
        return PaperShown(
            name=name,
            tagline=masthead.tagline or settings.PAPER.tagline,
            preset=masthead.preset,
            headline_face=masthead.headline_face,
            accent=masthead.accent,
            paper_colour=masthead.paper_colour,
            logo_light=logo_of(masthead.logo_light),
            logo_dark=logo_of(masthead.logo_dark),
            follow=profile_links(masthead.follow),
            notice=masthead.shown_notice,
            copyright=f"© {self._date.year} {masthead.copyright or name}",
        )

    @property
    def is_preview(self) -> bool:
        """Whether the desk is trying out settings nobody else may see yet."""
        names = ("preview_masthead", "preview_menu", "preview_picks")
        return getattr(self.request, "is_preview", False) or any(hasattr(self.request, name) for name in names)

    @property
    def stamp(self) -> tuple[int, date, str]:
        """What a rendered piece lasts for: the edition, the day and the language it speaks."""
        return self.edition, self._date, get_language() or ""

    @noted_property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The menu links marked as current, with how: all that differs between pages in what they share."""
        note(*self._menus.placed)
        links = [link for menu in self._marked_menus.values() for link in menu["items"]]
        links += [child for link in links for child in link.children]
        return tuple(sorted({(link.url, link.is_current) for link in links if link.is_current}))

    @cached_property
    def edition(self) -> int:
        """The edition this page is made from. One query, and the only one where nothing has changed."""
        return Edition.current()

    def _masthead(self) -> Masthead:
        def find() -> Masthead:
            note(Masthead.press_key)
            found = Masthead.objects.select_related("logo_light", "logo_dark").filter(pk=1).first()
            return found or Masthead(pk=1)

        return remembered("masthead", self.edition, find)

    @property
    def name(self) -> str:
        """The paper's name."""
        return self.paper.name

    @property
    def tagline(self) -> str:
        """The line under the name."""
        return self.paper.tagline

    @cached_property
    def language(self) -> str:
        """BCP 47 tag of the paper's own language."""
        return settings.PAPER.language

    @cached_property
    def direction(self) -> str:
        """Which way the paper's own language runs."""
        return text_direction(self.language.lower())

    @property
    def today(self) -> date:
        """Today, in the paper's time zone. For showing: what shows it changes every day."""
        note(press_keys.DAY)
        return self._date

    @cached_property
    def _date(self) -> date:
        return timezone.localtime(timezone.now(), timezone.get_default_timezone()).date()

    @cached_property
    def address(self) -> str:
        """The page's own address in the whole edition; empty for the page that says there is none."""
        if getattr(self.request, "is_nowhere", False):
            return ""
        path = self.request.path
        return path.removeprefix("/lite") if path.startswith("/lite/") else path

    @cached_property
    def stylesheet_url(self) -> str:
        """The stylesheet with the paper's own colours; a preview asks for its own."""
        return "/paper.css"

    @cached_property
    def _menus(self) -> MenusShown:
        preview: Menu | None = getattr(self.request, "preview_menu", None)
        if preview is not None:
            others = Menu.objects.exclude(location=preview.location)
            return menus_shown([*others, preview])
        return remembered("menus", self.edition, lambda: _menus(self.live_sections))

    @property
    def menus(self) -> dict[str, dict[str, Any]]:
        """``{place: {"title": …, "items": [Link]}}`` with the current page's links marked."""
        note(*self._menus.named, *self._menus.placed)
        return self._marked_menus

    @cached_property
    def _marked_menus(self) -> dict[str, dict[str, Any]]:
        return {
            location: {"title": shown.title, "items": [link.for_address(self.address) for link in shown.links]}
            for location, shown in self._menus.menus.items()
        }

    def crumbs_of(self, section: Section | None) -> list[Crumb]:
        """The way from the front to a section. A section's own key tells of changes above it too."""
        return crumbs_of(section.path, self._menus.sections) if section is not None else []

    @cached_property
    def live_sections(self) -> list[Section]:
        """Every live section, in the order of the tree."""
        return remembered("sections", self.edition, live_sections)

    @noted_property
    def latest(self) -> list[Story]:
        """The newest stories: headline, address and date only."""
        return remembered("latest", self.edition, _latest)

    @noted_property
    def picks(self) -> list[Story]:
        """Editors' Picks in the editors' order."""
        preview: EditorsPicks | None = getattr(self.request, "preview_picks", None)
        if preview is not None:
            return [pick.story for pick in preview.picks.all() if pick.story.live][:PICKS_SIZE]
        return remembered("picks", self.edition, _picks)

    @cached_property
    def packages(self) -> list[Package]:
        """The packages that run, newest first. Nothing is noted: who shows one notes it, and a topic's key tells of its
        packages."""
        return remembered("packages", self.edition, _packages)


def _menus(sections: list[Section]) -> MenusShown:
    """What a page notes of the menus depends on what it shows of them."""
    with recording():
        return menus_shown(Menu.objects.all(), sections)


def _latest() -> list[Story]:
    note(press_keys.head(lists.PAPER))
    stories = Story.objects.for_headlines().filter(list_entries__list_key=lists.PAPER)
    return list(stories.order_by("-list_entries__published_at", "-list_entries__story_id")[:LATEST_SIZE])


def _picks() -> list[Story]:
    note(fronts_keys.PICKS)
    is_listed = Exists(ListEntry.objects.filter(story_id=OuterRef("pk"), list_key=lists.PAPER))
    picked = Story.objects.for_headlines().filter(picked__picks_id=1).annotate(is_listed=is_listed)
    return [story for story in picked.order_by("picked__sort_order") if story.is_listed][:PICKS_SIZE]


def _packages() -> list[Package]:
    with recording():
        return list(Package.objects.running())


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``chrome`` for every page, and what the page being shown needs beside itself."""
    from broadsheet.reader.page_contexts import context_of

    shared = Chrome(request)
    page = getattr(request, "shown_page", None)
    context = {"chrome": shared, "meta": SimpleLazyObject(lambda: Meta(shared.name, robots="noindex"))}
    return {**context, **(context_of(page, request, shared) if page is not None else {})}
