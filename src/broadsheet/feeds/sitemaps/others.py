"""What a paper has beside stories: sections, standing pages, packages, topics and authors.

Pages that list stories are named without a date: each new story changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from wagtail.models import Page

from broadsheet.feeds.sitemaps.documents import Entry
from broadsheet.feeds.sitemaps.shelves import OTHERS_SHELF
from broadsheet.fronts.models import Front, Package
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import Author, ContactPage, ListEntry, Section, StandingPage, Topic
from broadsheet.newsroom.models.pages import PaperQuerySet
from broadsheet.press.recording import note

KEYS_AT_ONCE = 10_000
STANDING = (StandingPage, ContactPage)
"""Pages that change when somebody changes them, and at no other time."""


def pages() -> dict[int, list[Entry]]:
    """``{number: entries}`` of every page that is no story, by the shelf of its key. Five queries."""
    note(press_keys.PLACES, press_keys.RESTRICTIONS, press_keys.SECTIONS)
    standing = {pk for kind in STANDING for pk in kind.objects.order_by().values_list("pk", flat=True)}
    files: dict[int, list[Entry]] = {}
    for pk, url_path, published in _open_pages():
        note(press_keys.page(pk))
        changed = published if pk in standing else None
        files.setdefault(pk // OTHERS_SHELF, []).append(Entry(address_of_path(url_path), changed))
    if files:
        files[min(files)] += [Entry(reverse(name)) for name in ("topics", "authors", "archive")]
    return files


def topics_of(number: int) -> list[Entry]:
    """The topics of one file that have stories. One query."""
    note(press_keys.TOPICS)
    key = Concat(Value("topic-"), Cast(OuterRef("pk"), CharField()))
    having = Topic.objects.filter(Exists(ListEntry.objects.filter(list_key=key)), _within(number))
    slugs = having.order_by("pk").values_list("slug", flat=True)
    return [Entry(reverse("topic", args=[slug])) for slug in slugs]


def authors_of(number: int) -> list[Entry]:
    """The authors of one file. One query."""
    note(press_keys.AUTHORS)
    slugs = Author.objects.filter(_within(number)).order_by("pk").values_list("slug", flat=True)
    return [Entry(reverse("author", args=[slug])) for slug in slugs]


def _open_pages() -> Iterator[tuple[int, str, datetime | None]]:
    """``(key, url_path, last published)``. Found by their keys: asked for by kind, SQLite walks through all pages."""
    kinds = [kind.objects.order_by().values_list("pk", flat=True) for kind in (Front, Section, Package, *STANDING)]
    keys = sorted(kinds[0].union(*kinds[1:]))
    for start in range(0, len(keys), KEYS_AT_ONCE):
        found = PaperQuerySet(Page).live().public().filter(pk__in=keys[start : start + KEYS_AT_ONCE])
        yield from sorted(found.order_by().values_list("pk", "url_path", "last_published_at"))


def _within(number: int) -> Q:
    return Q(pk__gte=number * OTHERS_SHELF, pk__lt=(number + 1) * OTHERS_SHELF)
