"""Where an old address leads now: one question for all it may mean, and never an answer that leads to nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.ingest.models import ImportedItem, ImportRun, RunState
from broadsheet.ingest.old_addresses.answered import is_gone, is_named
from broadsheet.ingest.old_addresses.shapes import Asked, Candidate, asked, stored_as
from broadsheet.lib.addresses import address_of_path
from broadsheet.media.models import Photo
from broadsheet.media.renditions import ADDRESS as PICTURES
from broadsheet.media.renditions import addresses, parse_name
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ListEntry, Section

MOST_STEPS = 5
NOT_DONE = (
    RunState.WAITING,
    RunState.RUNNING,
    RunState.REFUSED,
    RunState.STOPPED,
    RunState.FAILED,
    RunState.UNDONE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A place of this paper, or an address elsewhere that the desk entered."""

    address: str
    is_permanent: bool = True


def find(path: str, query: str = "") -> Found | None:
    """Where the old address ``path`` (decoded) with ``query`` leads; None for nowhere. A few indexed queries."""
    if "\0" in path or "\0" in query:
        return None
    meant = asked(path, query)
    found = _redirected(meant.candidates) or _by_rule(meant)
    return found if found is not None and stored_as(found.address) != meant.candidates[0].old else None


def link_of(redirect: Redirect, candidate: Candidate | None = None) -> str | None:
    """The live place a redirect leads to, in one step; None where it leads to nothing readers can open."""
    candidate = candidate or Candidate("")
    page = redirect.redirect_page
    if page is None:
        place = _led_on(redirect.redirect_link, candidate.width)
        return f"{place}feed/" if place and candidate.wants_feed and is_named(place) else place
    if not page.live:
        return None
    address = address_of_path(page.url_path)
    if candidate.wants_feed and page.cached_content_type.model_class() is Section:
        return f"{address}feed/"
    return address + redirect.redirect_page_route_path.lstrip("/")


# By redirects


def _redirected(candidates: Iterable[Candidate]) -> Found | None:
    wanted = {candidate.old: candidate for candidate in reversed(list(candidates))}
    rows = Redirect.objects.filter(old_path__in=list(wanted)).select_related("redirect_page")
    by_old = {row.old_path: row for row in rows}
    for candidate in candidates:
        row = by_old.get(candidate.old)
        place = link_of(row, candidate) if row is not None else None
        if row is not None and place:
            return Found(place, row.is_permanent)
    return None


def _led_on(link: str, width: int = 0) -> str | None:
    """What a link within the paper leads to now: topics are merged and photos change after an address was noted."""
    for _ in range(MOST_STEPS):
        if not link.startswith("/") or link.startswith("//"):
            return link or None
        if link.startswith(PICTURES):
            return _picture(link, width)
        if not is_gone(link):
            return link
        row = Redirect.objects.filter(old_path=stored_as(link)).select_related("redirect_page").first()
        if row is None or row.redirect_page is not None:
            return link_of(row) if row is not None else None
        link = row.redirect_link
    return None


def picture_address(photo: Photo, width: int = 0) -> str:
    """A photo uncut, at least ``width`` pixels wide where it has them; the widest for 0. Originals have no address."""
    extension = photo.file.name.rpartition(".")[2].lower()
    kind = extension if extension in ("png", "webp", "avif") else "png" if extension == "gif" else "jpg"
    by_width = addresses(photo, "whole", kind)
    enough = [found for found in by_width if found >= width > 0]
    return by_width[min(enough) if enough else max(by_width)]


def _picture(link: str, width: int) -> str | None:
    wanted = parse_name(link.removeprefix(PICTURES))
    photo = Photo.objects.usable().filter(pk=wanted.pk).first() if wanted else None
    return picture_address(photo, width) if photo is not None else None


# By rule


def _by_rule(meant: Asked) -> Found | None:
    """The old site's feed, older pages, search and days; then a story by its name alone."""
    if not (meant.place or meant.period or meant.slug):
        return None
    bases = old_bases()
    if not bases:
        return None
    place = ""
    if meant.base in bases:
        place = meant.place or _day(meant.period)
    place = place or _by_slug(meant.slug)
    return Found(place) if place else None


def old_bases() -> set[str]:
    """Where the imported sites lay on their hosts: '' for most, '/blog' for 'example.org/blog'."""
    sites = ImportRun.objects.exclude(state__in=NOT_DONE).exclude(is_rehearsal=True).order_by()
    return {site[len(site.partition("/")[0]) :] for site in sites.values_list("site", flat=True).distinct()}


def _day(period: tuple[int, ...]) -> str:
    """The archive's page of a year, month or day that has stories."""
    bounds = _bounds(period)
    if bounds is None:
        return ""
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in bounds)
    entries = ListEntry.objects.filter(list_key=lists.PAPER, published_at__gte=first, published_at__lt=after)
    return "/archive/" + "".join(f"{number}/" for number in period) if entries.exists() else ""


def _bounds(period: tuple[int, ...]) -> tuple[date, date] | None:
    """The first day, and the day after the last."""
    try:
        first = date(*(*period, 1, 1)[:3]) if period else None
    except ValueError:
        return None
    if first is None:
        return None
    if len(period) == 1:
        return first, date(first.year + 1, 1, 1)
    if len(period) == 2:
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, first + timedelta(days=1)


def _by_slug(slug: str) -> str:
    """An imported story's or page's address by its slug, where only one has it, as WordPress itself guesses."""
    if not slug:
        return ""
    pages = list(Page.objects.filter(slug=slug, live=True).values_list("pk", "url_path")[:2])
    if len(pages) != 1:
        return ""
    imported = ImportedItem.objects.filter(object_id=pages[0][0], kind__in=("story", "page"))
    return address_of_path(pages[0][1]) if imported.exists() else ""
