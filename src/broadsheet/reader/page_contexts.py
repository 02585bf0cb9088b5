"""What each kind of page needs beside itself. Asked for by the context processor, so previews get it too."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from broadsheet.fronts.composition import compose
from broadsheet.fronts.models import Front, Package, Republishing, Trust
from broadsheet.fronts.press_keys import PACKAGES
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.conversations import Conversation
from broadsheet.newsroom.edition_memory import remembered
from broadsheet.newsroom.list_contexts import shown_list
from broadsheet.newsroom.models import ContactPage, Section, StandingPage, Story
from broadsheet.newsroom.related import ReadingAround
from broadsheet.newsroom.section_tree import children_of
from broadsheet.newsroom.whole_story import cards_below
from broadsheet.press.recording import note
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.meta import feeds_of, meta, opening_of
from broadsheet.reader.share import share_links
from broadsheet.reader.templatetags.pictures import picture_address
from broadsheet.record.showing import StoryHistory

RAIL_SIZE = 5
KEEP_READING_SIZE = 6
PACKAGE_SIZE = 5


def breadcrumb(crumbs: list[Crumb], last: str = "") -> list[dict[str, str]]:
    """``[{title, url}]`` from the front to the page; the page itself, ``last``, has no address."""
    steps = [{"title": _("Home"), "url": "/"}, *({"title": crumb.title, "url": crumb.address} for crumb in crumbs)]
    if last:
        return [*steps, {"title": last, "url": ""}]
    return [*steps[:-1], {"title": steps[-1]["title"], "url": ""}]


def context_of(page: Page, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    """What the template of ``page`` is given beside the page."""
    maker = _MAKERS.get(type(page))
    return maker(page, request, chrome) if maker else {}


def _front(page: Front, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    description = page.search_description or chrome.tagline
    tree = chrome.live_sections
    rows = (
        compose(page, tree)
        if chrome.is_preview
        else remembered("front rows", chrome.edition, lambda: compose(page, tree))
    )
    return {
        "page_is_front": True,
        "rows": rows,
        "stories": list({story.pk: story for row in rows for story in [*row.stories, *row.related]}.values()),
        "meta": meta(page.seo_title, "/", chrome.name, description=description),
    }


def _section(page: Section, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    number = getattr(request, "list_page", None)
    shown = shown_list(page.list_key, page.address, number, chrome.live_sections)
    address = page.address if number is None else f"{page.address}page/{number}/"
    description = page.search_description or page.standfirst or chrome.tagline
    return {
        "section": page,
        "sub_sections": children_of(page, chrome.live_sections),
        **list_context(shown),
        "breadcrumb": breadcrumb(chrome.crumbs_of(page)),
        "meta": meta(
            page.seo_title or page.title,
            address,
            chrome.name,
            heading=page.title,
            description=description,
            picture=page.picture,
            feeds=feeds_of(page.title, page.address),
        ),
    }


def list_context(shown: Any) -> dict[str, Any]:
    """What every page of a list is given."""
    return {
        "stories": shown.stories,
        "newer_url": shown.newer_url,
        "older_url": shown.older_url,
        "is_head": shown.number is None,
    }


def _story(page: Story, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    address = settings.PAPER.address + page.address
    picture_url = complete(picture_address(page.shared_picture))
    lists.put_in_sections([page, *_related_in(page)], chrome.live_sections)
    best = ReadingAround.of(page).best(KEEP_READING_SIZE)
    return {
        "contents": page.contents,
        "comments": Conversation(page.pk),
        "corrections": sorted(page.corrections.all(), key=lambda one: one.date, reverse=True),
        "sources": list(page.sources.select_related("file")),
        "history": StoryHistory(page, lambda: remembered("history rule", chrome.edition, Trust.history_rule)),
        "may_be_republished": _may_be_republished(page, chrome),
        "topics": page.topics_list,
        "rail": SectionRail(page.section) if page.section else None,
        "keep_reading": cards_below(best, chrome.live_sections),
        "package": _package_for(page, chrome),
        "share": share_links(page.title, address, picture_url),
        "breadcrumb": breadcrumb(chrome.crumbs_of(page.section), page.card_headline),
        "meta": meta(
            page.seo_title or page.title,
            page.address,
            chrome.name,
            heading=page.title,
            description=page.search_description or page.standfirst or opening_of(page.body),
            language=page.language,
            canonical_url=page.canonical_url,
            robots="noindex" if page.hide_from_lists else "",
            picture=page.shared_picture,
        ),
    }


def _may_be_republished(page: Story, chrome: Chrome) -> bool:
    return page.may_be_republished and remembered("republishing", chrome.edition, Republishing.of_the_paper).is_offered


def complete(address: str) -> str:
    """With the paper's own in front, as other sites need it; an empty one stays empty."""
    return settings.PAPER.address + address if address else ""


def _related_in(page: Story) -> list[Story]:
    """The stories its body leads to."""
    blocks = [block for block in page.body if block.block_type == "related_story"]
    return [block.value["story"] for block in blocks if block.value["story"]]


class SectionRail:
    """The newest of a section, beside each of its stories. Nothing is asked until a template shows it."""

    def __init__(self, section: Section) -> None:
        self.section = section

    @cached_property
    def stories(self) -> list[Story]:
        """Headline, address and date only. One query."""
        note(press_keys.head(self.section.list_key), *self.section.shown_keys())
        listed = Story.objects.for_headlines().filter(list_entries__list_key=self.section.list_key)
        return list(listed.order_by("-list_entries__published_at", "-list_entries__story_id")[:RAIL_SIZE])


class PackageBeside:
    """The package ``chosen`` of those that run or, where that is None, the newest. Nothing is asked or noted until a
    template shows it."""

    def __init__(self, chosen: Package | None, chrome: Chrome) -> None:
        self.key = chosen.pk if chosen else "newest"
        self._chosen = chosen
        self._chrome = chrome

    @cached_property
    def package(self) -> Package | None:
        """The package, while it runs."""
        package = self._chosen or next(iter(self._chrome.packages), None)
        note(*([] if self._chosen else [PACKAGES]), *(package.shown_keys() if package else []))
        return package

    @cached_property
    def stories(self) -> list[Story]:
        """Its first stories; the same beside each story, one of them or not."""
        sections = self._chrome.live_sections
        return self.package.stories(PACKAGE_SIZE, bylines=False, sections=sections) if self.package else []


def _package_for(page: Story, chrome: Chrome) -> PackageBeside:
    """The running package this story belongs to by topic, else the newest."""
    own = {topic.pk for topic in page.topics_list}
    return PackageBeside(next((package for package in chrome.packages if package.topic_id in own), None), chrome)


def _package(page: Package, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    return {
        "package": page,
        "stories": page.stories(sections=chrome.live_sections),
        "title": page.title,
        "standfirst": page.standfirst,
        "breadcrumb": breadcrumb([], page.title),
        "meta": meta(
            page.title,
            page.address,
            chrome.name,
            description=page.search_description or page.standfirst,
            feeds=feeds_of(page.title, page.address),
            picture=page.picture,
        ),
    }


def _standing(page: StandingPage, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    return {
        "comments": Conversation(page.pk),
        "breadcrumb": breadcrumb([], page.title),
        "meta": meta(
            page.title,
            page.address,
            chrome.name,
            description=page.search_description or page.standfirst or opening_of(page.body),
        ),
    }


def _contact(page: ContactPage, request: HttpRequest, chrome: Chrome) -> dict[str, Any]:
    return {
        "breadcrumb": breadcrumb([], page.title),
        "meta": meta(
            page.title, page.address, chrome.name, description=page.search_description or _("Write to the desk.")
        ),
    }


_MAKERS: dict[type, Callable[[Any, HttpRequest, Chrome], dict[str, Any]]] = {
    Front: _front,
    Section: _section,
    Story: _story,
    Package: _package,
    StandingPage: _standing,
    ContactPage: _contact,
}
