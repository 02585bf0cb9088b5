"""Answers with feeds. Each view finds what the feed is of; one function writes it in the format asked for."""

from collections.abc import Callable
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from broadsheet.feeds.atom import write_atom
from broadsheet.feeds.channels import channel_of, channel_of_package, channel_of_paper, section_or_package_at
from broadsheet.feeds.corrections import document_of_corrections
from broadsheet.feeds.documents import Channel, Document, document_of_ids, document_of_list, document_of_search
from broadsheet.feeds.json_feed import write_json
from broadsheet.feeds.markup import links_of
from broadsheet.feeds.rss import write_rss
from broadsheet.fronts.models import Package
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom import lists
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON, RSS, SEARCH, FeedFormat
from broadsheet.newsroom.models import Author, Topic
from broadsheet.press.recording import never_store

MOST_OF_A_PACKAGE = 40
MOST_FOUND = 40
SEARCH_KEPT_SECONDS = 60

_WRITERS: dict[FeedFormat, Callable[[Document], bytes]] = {RSS: write_rss, ATOM: write_atom, JSON: write_json}


@require_safe
def paper(request: HttpRequest, form: str = "", number: str = "") -> HttpResponse:
    """Everything the paper publishes."""
    return _answer(document_of_list(channel_of_paper(), lists.PAPER, _format(form), _number(number)))


@require_safe
def topic(request: HttpRequest, slug: str, form: str = "", number: str = "") -> HttpResponse:
    """A topic's stories."""
    return _of_list(get_object_or_404(Topic, slug=slug), form, number)


@require_safe
def author(request: HttpRequest, slug: str, form: str = "", number: str = "") -> HttpResponse:
    """An author's stories."""
    return _of_list(get_object_or_404(Author, slug=slug), form, number)


@require_safe
def section_or_package(request: HttpRequest, path: str, form: str = "", number: str = "") -> HttpResponse:
    """A section's stories, or a package's, which has no older pages."""
    found = section_or_package_at(path)
    if not isinstance(found, Package):
        return _of_list(found, form, number)
    if number:
        raise Http404
    channel = channel_of_package(found)
    return _answer(document_of_ids(channel, found.story_ids(MOST_OF_A_PACKAGE), _format(form), MOST_OF_A_PACKAGE))


@require_safe
def corrections(request: HttpRequest, form: str = "", number: str = "") -> HttpResponse:
    """What was wrong in the paper."""
    return _answer(document_of_corrections(_format(form), _number(number)))


class Found(Protocol):
    """What a search found."""

    @property
    def text(self) -> str:
        """The words looked for, as a reader would be shown them."""

    @property
    def query(self) -> str:
        """The query of an address that repeats it, without the question mark; empty where nothing was asked."""

    @property
    def story_ids(self) -> list[int]:
        """The best first."""


@conditional_page
@require_safe
def search(request: HttpRequest, find: Callable[[QueryDict], Found], form: str = "") -> HttpResponse:
    """What a search finds, the newest first. ``find`` searches; the feeds know nothing of how."""
    never_store("it answers one search")
    found = find(request.GET)
    name = _("Search: %(query)s") % {"query": one_line(found.text)} if found.text else _("Search")
    channel = Channel(f"search?{found.query}", name, SEARCH, _("Stories that match a search, the newest first"))
    page = _page(request.GET.get("page", ""))
    newest = lists.newest_of(found.story_ids, page * MOST_FOUND + 1)
    shown = newest[(page - 1) * MOST_FOUND : page * MOST_FOUND]
    if page > 1 and not shown:
        raise Http404
    has_next = len(newest) > page * MOST_FOUND
    answer = _answer(document_of_search(channel, shown, _format(form), found.query, page, has_next))
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, public=True, max_age=SEARCH_KEPT_SECONDS)
    return answer


def _page(asked: str) -> int:
    """The page of a search; the first where none or nonsense is asked for."""
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 4 and asked[0] != "0" else 1


def _of_list(of: Any, form: str, number: str) -> HttpResponse:
    return _answer(document_of_list(channel_of(of), of.list_key, _format(form), _number(number)))


def _format(form: str) -> FeedFormat:
    return next(one for one in FORMATS if one.suffix == (f"{form}/" if form else ""))


def _number(number: str) -> int | None:
    return int(number) if number else None


def _answer(document: Document) -> HttpResponse:
    """The feed, with its own address and its hub in the header too, where WebSub (section 4) looks first."""
    body = _WRITERS[document.form](document)
    answer = HttpResponse(body, content_type=f"{document.form.served_as}; charset=utf-8")
    answer["Link"] = ", ".join(
        f'<{address}>; rel="{relation}"' for relation, address, _type in links_of(document) if relation in _IN_HEADER
    )
    return answer


_IN_HEADER = ("self", "hub")
