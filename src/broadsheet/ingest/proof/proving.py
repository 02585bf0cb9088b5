"""Completes the ledger once everything is stored: what became of each record, whether its old addresses lead there,
and how many of its words stand in the page that readers get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from broadsheet.ingest.old_addresses.answered import answered
from broadsheet.ingest.old_addresses.lookup import find, picture_address
from broadsheet.ingest.old_addresses.shapes import stored_as
from broadsheet.ingest.proof.fingerprints import vocabulary_of
from broadsheet.ingest.proof.ledger import Row
from broadsheet.ingest.proof.page_words import words_seen
from broadsheet.ingest.proof.rendering import RenderedPages
from broadsheet.ingest.writer.job import Job
from broadsheet.lib.addresses import address_of_path
from broadsheet.media.models import Photo

OUTCOMES = {"create": "created", "update": "updated", "adopt": "updated", "again": "created"}
"""What the plan calls things, where the report calls them otherwise."""


def prove(job: Job) -> None:
    """Fills what the ledger leaves open. Reads the paper and changes nothing."""
    job.progress(0, None, "proof")
    job.report.kind = job.archive.kind
    job.report.run_id = None if job.dry_run else job.run.pk
    _prove_items(job)
    _prove_pictures(job)
    _prove_addresses(job)
    _prove_words(job)


# Stories and pages


def _prove_items(job: Job) -> None:
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    for rows in job.report.ledger.batches("SELECT kind, key, authors FROM item"):
        entries = [(row, job.catalogue.entry(row["kind"], row["key"])) for row in rows]
        live = _live_pages(entry.page_id for _row, entry in entries if entry is not None)
        settled = []
        for row, entry in entries:
            if entry is None:
                continue
            path = live.get(entry.page_id or 0, "")
            access = "closed" if not path else "restricted" if path.startswith(restricted) else "open"
            new = address_of_path(entry.url_path) if entry.url_path else ""
            outcome = OUTCOMES.get(entry.action, entry.action)
            page_id = entry.page_id if entry.action not in ("gone", "clash") else None
            settled.append((outcome, page_id, new, access, _names(job, row), row["kind"], row["key"]))
        job.report.ledger.settle_items(settled)


def _live_pages(numbers: Iterable[int | None]) -> dict[int, str]:
    """Tree paths of those that are live."""
    found = Page.objects.filter(pk__in=[number for number in numbers if number], live=True)
    return dict(found.values_list("pk", "path"))


def _names(job: Job, row: Row) -> str:
    keys = json.loads(row["authors"])
    return json.dumps([job.people[key].name if key in job.people else key for key in keys], ensure_ascii=False)


# Pictures and files


def _prove_pictures(job: Job) -> None:
    for stored in job.catalogue.media_stored():
        photos = Photo.objects.in_bulk([one.object_id for _key, one in stored if one.model == "photo"])
        rows = []
        for key, one in stored:
            photo = photos.get(one.object_id) if one.model == "photo" else None
            rows.append((one.model, picture_address(photo) if photo is not None else one.url, key))
        job.report.ledger.settle_pictures(rows)


# Addresses


def _prove_addresses(job: Job) -> None:
    """By the redirects as they are stored, where the paper does not answer by itself; only where none is, the readers'
    own way of looking is asked."""
    query = (
        "SELECT address.kind, address.key, old, item.new AS own, coalesce(item.access, '') AS access,"
        " item.title, item.place, item.page_id"
        " FROM address LEFT JOIN item ON item.kind = address.kind AND item.key = address.key"
    )
    for rows in job.report.ledger.batches(query):
        kept = {row["old"]: stored_as(row["old"]) for row in rows}
        links = _links(kept.values())
        here = answered(kept.values())
        settled = []
        for row in rows:
            new, answer = _answer(job, row, kept[row["old"]], links, here)
            settled.append((new, answer, row["kind"], row["key"], row["old"]))
            if answer == "other page" and row["access"] in ("open", "restricted") and kept[row["old"]] != "/":
                message = f"the paper itself answers at its old address: {row['old']}"
                job.report.warn(row["place"], row["title"], message, row["page_id"])
        job.report.ledger.settle_addresses(settled)


def _links(kept: Iterable[str]) -> dict[str, str]:
    """Redirects to live pages, by their stored address."""
    rows = Redirect.objects.filter(old_path__in=set(kept), redirect_page__live=True)
    paths = rows.values_list("old_path", "redirect_page__url_path")
    return {old: address_of_path(url_path) for old, url_path in paths}


def _answer(job: Job, row: Row, kept: str, links: dict[str, str], here: set[str]) -> tuple[str, str]:
    """Where it leads, and how: by redirect, because it is the same still, or not at all."""
    own = _own(job, row)
    if own and stored_as(own) == kept:
        return own, "same"
    path, _, query = row["old"].partition("?")
    if kept in here:
        return path, "other page"
    if kept in links:
        return links[kept], "redirect"
    if row["access"] == "closed":
        return "", "closed"
    found = find(path, query)
    return (found.address, "redirect") if found is not None else ("", "nowhere")


def _own(job: Job, row: Row) -> str:
    """Where readers get what the record became; '' where they do not, and for media."""
    key = row["key"]
    if row["kind"] in ("story", "page"):
        return str(row["own"]) if row["access"] in ("open", "restricted") else ""
    if row["kind"] == "section" and key in job.sections:
        return address_of_path(job.sections[key].url_path)
    if row["kind"] == "topic" and key in job.topics:
        return f"/topic/{job.topics[key].slug}/"
    return f"/author/{job.people[key].slug}/" if row["kind"] == "author" and key in job.people else ""


# Words


def _prove_words(job: Job) -> None:
    """Of stories that readers can open, those whose words were kept for it."""
    pages = RenderedPages()
    query = "SELECT kind, key, page_id, vocabulary FROM item WHERE vocabulary IS NOT NULL AND access <> 'closed'"
    ledger = job.report.ledger
    for number, rows in enumerate(ledger.batches(query, size=50)):
        job.progress(50 * number, None, "proof")
        ledger.settle_words(list(_rendered_words(rows, pages)))
    pages.forget()


def _rendered_words(rows: Iterable[Row], pages: RenderedPages) -> Iterator[tuple[int, str, str]]:
    for row in rows:
        markup = pages.markup_of(row["page_id"])
        if markup is not None:
            seen = words_seen(markup)
            yield (vocabulary_of(row["vocabulary"]) & seen).total(), row["kind"], row["key"]
