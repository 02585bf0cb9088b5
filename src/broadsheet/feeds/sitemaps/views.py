"""The index, and the files it names. Each view finds what one file names, or answers that there is no such file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from broadsheet.feeds.sitemaps import documents, shelves
from broadsheet.feeds.sitemaps.documents import Entry
from broadsheet.feeds.sitemaps.news import is_there_news, news
from broadsheet.feeds.sitemaps.others import authors_of, pages, topics_of
from broadsheet.feeds.sitemaps.stories import stories_of

KIND = "application/xml; charset=utf-8"


def every_file() -> Iterator[tuple[str, datetime | None]]:
    """``(address, changed)`` of every sitemap: the date is that of the newest change it names."""
    if is_there_news():
        yield reverse("sitemap_news"), None
    for number, entries in sorted(pages().items()):
        yield reverse("sitemap_pages", args=[number]), max((e.changed for e in entries if e.changed), default=None)
    for number in shelves.author_files():
        yield reverse("sitemap_authors", args=[number]), None
    for number in shelves.topic_files():
        yield reverse("sitemap_topics", args=[number]), None
    for number, changed in shelves.story_files():
        yield reverse("sitemap_stories", args=[number]), changed


@require_safe
def index_file(request: HttpRequest) -> HttpResponse:
    """Every sitemap of the paper."""
    return HttpResponse(documents.index(every_file()), content_type=KIND)


@require_safe
def stories_file(request: HttpRequest, number: str) -> HttpResponse:
    """The stories of one shelf."""
    return _answer(stories_of(int(number)))


@require_safe
def pages_file(request: HttpRequest, number: str) -> HttpResponse:
    """Pages that are not stories."""
    return _answer(pages().get(int(number), []))


@require_safe
def topics_file(request: HttpRequest, number: str) -> HttpResponse:
    """Topics that have stories."""
    return _answer(topics_of(int(number)))


@require_safe
def authors_file(request: HttpRequest, number: str) -> HttpResponse:
    """Authors."""
    return _answer(authors_of(int(number)))


@require_safe
def news_file(request: HttpRequest) -> HttpResponse:
    """The news of the last two days."""
    return _answer(news())


def _answer(entries: list[Entry]) -> HttpResponse:
    body = documents.urlset(entries)
    if not body:
        raise Http404
    return HttpResponse(body, content_type=KIND)
