"""Redirects of a paper's own export, as they were; one that is here already stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.ingest.parsers.own_folder import OwnFolderArchive
from broadsheet.ingest.writer.job import Job
from broadsheet.lib.addresses import path_of_address

BATCH = 500
LONGEST = 255


def write_own_redirects(job: Job, archive: OwnFolderArchive) -> None:
    rows = archive.redirects()
    while batch := list(islice(rows, BATCH)):
        here = set(
            Redirect.objects.filter(old_path__in=[row["old"] for row in batch]).values_list("old_path", flat=True)
        )
        made = list(_redirects(job, [row for row in batch if row["old"] not in here]))
        for number, redirect in zip(job.ids.take(Redirect, len(made)), made, strict=True):
            redirect.pk = number
        Redirect.objects.bulk_create(made, batch_size=BATCH)
        job.made(Redirect, *[redirect.pk for redirect in made])
        job.report.count("redirect", "created", len(made))
        job.report.count("redirect", "unchanged", len(here))


def _redirects(job: Job, rows: Sequence[dict[str, str]]) -> Iterator[Redirect]:
    """Those that lead somewhere: to a page of the export or of this paper, or to an address readers may follow."""
    for row in rows:
        if len(row["old"]) > LONGEST or not row["old"].startswith("/"):
            job.report.skip("redirect", "its old address is none")
            continue
        redirect = Redirect(
            old_path=row["old"],
            is_permanent=row["permanent"] != "no",
            redirect_page_route_path=row["route"][:LONGEST],
            automatically_created=row["automatic"] == "yes",
        )
        if row["kind"] == "page":
            redirect.redirect_page_id = _page_at(job, row["to"])
        elif row["to"].startswith(("/", "https://", "http://")) or not row["to"]:
            redirect.redirect_link = row["to"][:LONGEST]
        if redirect.redirect_page_id or row["kind"] != "page":
            yield redirect
        else:
            job.report.skip("redirect", "the page it led to is not in the export")


def _page_at(job: Job, address: str) -> int | None:
    entry = job.catalogue.at_address(address)
    if entry is not None and entry.page_id:
        return entry.page_id
    return Page.objects.filter(url_path=path_of_address(address)).values_list("pk", flat=True).first()
