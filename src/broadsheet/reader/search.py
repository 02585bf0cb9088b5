"""The search page and its suggestions. The form is a plain GET; the script's overlay only saves a click."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.newsroom.models import Author, Story
from broadsheet.press.recording import never_store
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import feeds_of, meta
from broadsheet.reader.page_contexts import breadcrumb
from broadsheet.reader.searching.corrections import correction_of
from broadsheet.reader.searching.filters import Filters, read_filters, sections_offered
from broadsheet.reader.searching.found import query_of
from broadsheet.reader.searching.marking import Marker
from broadsheet.reader.searching.matching import matching_ids
from broadsheet.reader.searching.query import Query, read_query
from broadsheet.reader.searching.snippets import snippet_of
from broadsheet.reader.searching.suggestions import suggestions_for

PAGE_SIZE = 20
AUTHORS_OFFERED = 200
KEPT_SECONDS = 60


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Stories that match ``q`` (words, "phrases", -words), narrowed by section, author, from and to."""
    sections = sections_offered()
    authors = _authors(request.GET.get("author", ""))
    query = read_query(request.GET.get("q", ""))
    filters = read_filters(request.GET, sections, authors)
    context = _found(request, query, filters) if query.text or filters else {"results": [], "searched": False}
    answer = render_edition(
        request,
        "reader/search.html",
        {
            "query": query.text,
            "sections": sections,
            "authors": [author for author in authors if not author.is_guest],
            "guests": [author for author in authors if author.is_guest],
            "chosen": filters.chosen,
            "breadcrumb": breadcrumb([], _("Search")),
            "meta": _head(request, query, filters),
            **context,
        },
    )
    return _kept(answer)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """``{"suggestions": [{"title", "url", "kind"}]}`` for what has been typed so far, ``q``."""
    answer = JsonResponse({"suggestions": suggestions_for(request.GET.get("q", ""))})
    answer["X-Robots-Tag"] = "noindex"
    return _kept(answer)


def _found(request: HttpRequest, query: Query, filters: Filters) -> dict[str, Any]:
    ids = matching_ids(query, filters)
    number = _page_number(request.GET.get("page", ""), len(ids))
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    correction = "" if ids else correction_of(query, filters)
    return {
        "searched": True,
        "results": _shown(shown, query),
        "newer_url": _address(request, query.text, filters, number - 1) if number > 1 else "",
        "older_url": _address(request, query.text, filters, number + 1) if len(ids) > number * PAGE_SIZE else "",
        "correction": correction,
        "correction_url": _address(request, correction, filters, 1) if correction else "",
    }


def _shown(ids: list[int], query: Query) -> list[dict[str, Any]]:
    stories = Story.objects.select_related("section").with_bylines().in_bulk(ids)
    marker = Marker(query)
    return [
        {"story": stories[story_id], "snippet": snippet_of(stories[story_id], marker)}
        for story_id in ids
        if story_id in stories
    ]


def _authors(chosen: str) -> list[Author]:
    """Those offered in the form, the paper's own before its guests, and the one chosen, who may be beyond them."""
    authors = list(Author.objects.only("name", "slug", "is_guest").order_by("is_guest", "name")[:AUTHORS_OFFERED])
    if chosen and all(author.slug != chosen for author in authors):
        authors += Author.objects.filter(slug=chosen.replace("\0", ""))
    return authors


def _page_number(asked: str, count: int) -> int:
    """The page asked for, or the nearest there is."""
    last = max(1, -(-count // PAGE_SIZE))
    return min(max(1, int(asked)), last) if asked.isdecimal() and len(asked) < 5 else 1


def _address(request: HttpRequest, text: str, filters: Filters, number: int) -> str:
    return f"{request.path}?{query_of(text, filters, number)}"


def _head(request: HttpRequest, query: Query, filters: Filters) -> Any:
    title = _("Search: %(query)s") % {"query": query.text} if query.text else _("Search")
    description = _("Look for a story in the whole archive, by words, section, author and date.")
    robots = "noindex" if request.GET else ""
    asked = query_of(query.text, filters)
    feeds = feeds_of(title, reverse("search"), f"?{asked}") if asked else []
    return meta(title, reverse("search"), Chrome(request).name, description=description, robots=robots, feeds=feeds)


def _kept(answer: Any) -> Any:
    """Results may be kept for a minute by browsers and whatever stands between; the press keeps none."""
    never_store("it answers one search")
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
    return answer
