"""Every address of the paper that a reader can ask for, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.upkeep.press.addresses import both, count_stories, every_story, usual_pages

EXTRAS = (
    *("/robots.txt", "/sitemap.xml", "/license.xml", "/ads.txt", "/app-ads.txt", "/trust.txt", "/humans.txt"),
    *("/favicon.ico", "/apple-touch-icon.png", "/icon-192.png", "/icon-512.png", "/site.webmanifest"),
    *("/icon-maskable-192.png", "/icon-maskable-512.png"),
    *("/.well-known/tdmrep.json", "/.well-known/trust.txt", "/.well-known/security.txt"),
    "/.well-known/content-credentials.pem",
)
"""Asked for by machines without a link to them; a paper may have them or not."""


def every_address() -> Iterator[str]:
    """Fronts, lists with their older pages, the archive, feeds and stories, whole and text only."""
    yield from usual_pages()
    yield from both(_older_pages())
    yield from both(_archive())
    yield from every_story()


def about_how_many() -> int:
    """A guess for the progress bar: stories, and days of the archive at most as many."""
    return count_stories()


def contact_addresses() -> frozenset[str]:
    """Pages whose form is sent to the paper, whole and text only."""
    from broadsheet.newsroom.models import ContactPage

    return frozenset(both(page.address for page in ContactPage.objects.live().public()))


def _older_pages() -> Iterator[str]:
    """``/news/page/3/`` of every list that has an address."""
    from broadsheet.newsroom.models import ListBound

    owners = _list_addresses()
    for key, number in ListBound.objects.order_by("pk").values_list("list_key", "number").iterator():
        if key in owners:
            yield f"{owners[key]}page/{number}/"


def _list_addresses() -> dict[str, str]:
    from broadsheet.newsroom.models import Author, Section, Topic

    sections = Section.objects.live().public().only("url_path")
    rows = [*sections, *Topic.objects.only("slug"), *Author.objects.only("slug")]
    return {row.list_key: row.address for row in rows}


def _archive() -> Iterator[str]:
    """The archive's years, months and days that have stories."""
    from django.db.models.functions import TruncDay

    from broadsheet.newsroom.lists import PAPER
    from broadsheet.newsroom.models import ListEntry

    entries = ListEntry.objects.filter(list_key=PAPER).order_by().annotate(day=TruncDay("published_at"))
    year = month = None
    for day in entries.values_list("day", flat=True).distinct().order_by("day").iterator():
        if day.year != year:
            yield f"/archive/{day.year}/"
        if (day.year, day.month) != (year, month):
            yield f"/archive/{day.year}/{day.month}/"
        year, month = day.year, day.month
        yield f"/archive/{day.year}/{day.month}/{day.day}/"
