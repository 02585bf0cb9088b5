"""Old addresses that lead to where things are now. None is made where a live page, or the paper itself, answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.ingest.catalogue import Stored
from broadsheet.ingest.old_addresses.answered import answered as answered_here
from broadsheet.ingest.old_addresses.lookup import picture_address
from broadsheet.ingest.writer.job import Job
from broadsheet.lib.bulk_rows import insert_values
from broadsheet.media.models import Photo

_COLUMNS = (
    *("id", "old_path", "redirect_page", "redirect_link", "redirect_page_route_path"),
    *("is_permanent", "automatically_created", "created_at"),
)


def write_redirects(job: Job) -> None:
    """Stores what the parts of the import asked for; one that exists already stays as it is."""
    redirect_media(job)
    now = timezone.now()
    for wanted in job.catalogue.wanted_redirects():
        paths = [old for old, _page, _link in wanted]
        here = set(Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True))
        answered = answered_here(paths) - here
        live = _live(wanted)
        rows = [one for one in wanted if one[0] not in here and one[0] not in answered and (one[2] or one[1] in live)]
        _insert(job, rows, now)
        job.report.count("redirect", "created", len(rows))
        job.report.count("redirect", "unchanged", len(here))
        if answered:
            job.report.skip("redirect", "a page of this paper has that address", len(answered))


def redirect_media(job: Job) -> None:
    """Addresses of the old site's own files, which other sites and search engines show, and of the pages it made for
    files that belong to no story: they lead to the first story that shows the file, else to the file."""
    for stored in job.catalogue.stored_media():
        places = _places(one for one, _address in stored)
        for one, address in stored:
            job.redirect((address,), link=places[one.url])
    for pages in job.catalogue.media_pages():
        places = _places(one for _address, _owner, one in pages if one is not None)
        for address, owner, shown in pages:
            if not job.redirect_to_owner((address,), owner) and shown is not None:
                job.redirect((address,), link=places[shown.url])


def _places(stored: Iterable[Stored]) -> dict[str, str]:
    """Where readers get each file, by what the catalogue calls its address. Originals of photos have none."""
    all_of_them = list(stored)
    photos = Photo.objects.in_bulk([one.object_id for one in all_of_them if one.model == "photo"])
    return {one.url: picture_address(photos[one.object_id]) if one.model == "photo" else one.url for one in all_of_them}


def _insert(job: Job, wanted: Sequence[tuple[str, int | None, str]], now: datetime) -> None:
    numbers = job.ids.take(Redirect, len(wanted))
    rows = [
        (number, old, page_id, link, "", True, False, now)
        for number, (old, page_id, link) in zip(numbers, wanted, strict=True)
    ]
    insert_values(Redirect, _COLUMNS, rows)
    job.made(Redirect, *numbers)


def _live(wanted: Sequence[tuple[str, int | None, str]]) -> set[int]:
    """A redirect to a page nobody can open would lead nowhere."""
    pages = {page_id for _old, page_id, _link in wanted if page_id is not None}
    return set(Page.objects.filter(pk__in=pages, live=True).values_list("pk", flat=True))
