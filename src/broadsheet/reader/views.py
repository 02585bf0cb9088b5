"""Pages, lists and archives. Each view finds one thing, or answers that it is not there."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page

from broadsheet.lib.addresses import path_of_address
from broadsheet.media.models import Photo
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.list_contexts import shown_list
from broadsheet.newsroom.models import Author, ContactPage, ListEntry, Section, Topic
from broadsheet.newsroom.plain_text import html_to_text
from broadsheet.newsroom.whole_story import whole_story
from broadsheet.press.recording import note, recording
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.contact import contact
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import Meta, feeds_of, meta
from broadsheet.reader.page_contexts import breadcrumb, list_context


@csrf_exempt  # readers have no cookie to check against; reader/contact.py says what stands in its place
def page(request: HttpRequest, path: str = "", number: str | None = None) -> HttpResponse:
    """The page at an address: front, section, story, package, standing page. Raises Http404."""
    found = page_at(path)
    if number is not None:
        if not isinstance(found, Section):
            raise Http404
        request.list_page = int(number)  # type: ignore[attr-defined]  # read by Section.get_context
    answer = _serve(found, request)
    if number is not None and answer.status_code != HTTPStatus.OK:
        # Who is refused a page must not be refused those that are not there: of them there is no end.
        _find_older_page(found, int(number))
    return answer


def _serve(found: Page, request: HttpRequest) -> HttpResponse:
    """As wagtail.views.serve: its hooks check restrictions, and run whatever a paper has added."""
    chain: Callable[..., HttpResponse] = _serve_page
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(found, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return chain(found, request, [], {})


def _find_older_page(found: Section, number: int) -> None:
    """Raises Http404 where the section has no such older page."""
    if not lists.has_page(found.list_key, number):
        raise Http404


def _serve_page(found: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
    if isinstance(found, ContactPage):
        return contact(request, found)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return found.serve(request, *args, **kwargs)


def page_at(address: str) -> Page:
    """Find the live page at an address by its whole path: an indexed look-up for each kind of page it may be.

    Raises Http404.
    """
    url_path = path_of_address(address)
    if url_path.count("/") >= 4:
        story = whole_story(url_path)
        if story is not None:
            return story
    if url_path.count("/") >= 3:
        for section in Section.objects.filter(url_path=url_path, live=True).order_by()[:1]:
            return section
    found = Page.objects.filter(url_path=url_path, live=True).first()
    if found is None:
        raise Http404
    return found.specific


@require_safe
def topic(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A topic's stories."""
    found = get_object_or_404(Topic.objects.select_related("picture"), slug=slug)
    shown = shown_list(found.list_key, found.address, number)
    context = {
        "topic": found,
        "title": found.name,
        "standfirst": found.description,
        **list_context(shown),
        "breadcrumb": breadcrumb([Crumb(_("Topics"), reverse("topics"))], found.name),
        "meta": _list_meta(
            request, found.name, found.address, found.description or _about(found.name), picture=found.picture
        ),
    }
    return render_edition(request, "reader/topic.html", context)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic that has stories, by name. One key tells of them all: there may be thousands."""
    note(press_keys.TOPICS)
    entries = ListEntry.objects.filter(list_key__startswith="topic-").order_by()
    counts = dict(entries.values_list("list_key").annotate(stories=Count("pk")))
    with recording():
        found = sorted((t for t in Topic.objects.all() if t.list_key in counts), key=lambda t: t.name.casefold())
    groups = [
        {"letter": letter, "topics": list(members)}
        for letter, members in groupby(found, key=lambda topic: topic.name[:1].upper())
    ]
    title = _("Topics")
    context = {
        "groups": groups,
        "nothing_yet": _("There are no topics yet. Each will be listed here with the first story on it."),
        "links": [{"label": topic.name, "url": topic.url} for topic in found],
        "title": title,
        "breadcrumb": breadcrumb([], title),
        "meta": _list_meta(request, title, "/topics/", _("Everything the paper writes about, from A to Z.")),
    }
    return render_edition(request, "reader/topics.html", context)


@require_safe
def author(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """An author's profile and stories."""
    found = get_object_or_404(Author.objects.select_related("picture"), slug=slug)
    shown = shown_list(found.list_key, found.address, number)
    context = {
        "author": found,
        "title": found.name,
        "standfirst": found.role,
        **list_context(shown),
        "breadcrumb": breadcrumb([Crumb(_("Our authors"), reverse("authors"))], found.name),
        "meta": _list_meta(
            request,
            found.name,
            found.address,
            html_to_text(found.biography)[:200] or found.role or _about(found.name),
            picture=found.picture,
        ),
    }
    return render_edition(request, "reader/author.html", context)


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """The paper's own authors, then its guests."""
    note(press_keys.AUTHORS)
    found = list(Author.objects.select_related("picture"))
    context = {
        "nothing_yet": _("Nobody is listed yet. Everybody who writes for the paper will have a page here."),
        "authors": [author for author in found if not author.is_guest],
        "guests": [author for author in found if author.is_guest],
        "links": [{"label": author.name, "url": author.url} for author in found],
        "title": _("Our authors"),
        "breadcrumb": breadcrumb([], _("Our authors")),
        "meta": meta(_("Our authors"), "/authors/", _name(request), description=_("Everybody who writes here.")),
    }
    return render_edition(request, "reader/authors.html", context)


@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """The menu as a page, for those whose browser runs no script."""
    context = {"meta": meta(_("Menu"), "/menu/", _name(request), description=_("Sections, pages and places."))}
    return render_edition(request, "reader/menu.html", context)


def _name(request: HttpRequest) -> str:
    return Chrome(request).name


def _about(name: str) -> str:
    return _("News and stories about %(name)s.") % {"name": name}


def _list_meta(request: HttpRequest, title: str, address: str, description: str, picture: Photo | None = None) -> Meta:
    own = request.path.removeprefix("/lite")
    feeds = [] if address == "/topics/" else feeds_of(title, address)
    return meta(title, own, _name(request), description=description, feeds=feeds, picture=picture)
