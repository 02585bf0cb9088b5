"""Who may read what the source did not show to everybody: whoever has the password, or whoever is logged in.

A page is never there without its restriction: both are stored in one transaction. What somebody restricted or opened
here since is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from wagtail.models import PageViewRestriction

from broadsheet.ingest.models import Deed, ImportedItem
from broadsheet.ingest.records import Page, State, Story
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import Journal

KIND = "restriction"
FIELDS = ("page", "restriction_type", "password")
FOR_SOME = frozenset({State.PRIVATE, State.MEMBERS, State.PAID})
BATCH = 500


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who may read a page: those who know ``password``, or, where that is empty, those who are logged in."""

    password: str = ""

    @property
    def kind(self) -> str:
        """Wagtail's name for it."""
        return PageViewRestriction.PASSWORD if self.password else PageViewRestriction.LOGIN

    @property
    def fingerprint(self) -> str:
        """Tells whether a restriction is still the one that was made; it does not tell the password."""
        return blake2b(f"{self.kind} {self.password}".encode(), digest_size=20).hexdigest()

    def on(self, page_id: int) -> PageViewRestriction:
        """The unsaved row that keeps it."""
        return PageViewRestriction(page_id=page_id, restriction_type=self.kind, password=self.password)


def restriction_of(record: Story | Page) -> Restriction | None:
    """What the source asked of its readers; drafts keep it for the day they are published."""
    if record.kept is not None:
        access = record.kept.access
        return (
            Restriction(str(access.get("password", ""))[:255]) if access.get("kind") in ("password", "login") else None
        )
    if record.password:
        return Restriction(record.password[:255])
    return Restriction() if record.state in FOR_SOME else None


def is_for_everybody(record: Story) -> bool:
    """Whether the source asked nothing of its readers."""
    return restriction_of(record) is None and not (record.kept and record.kept.access)


def restrict_new(job: Job, made: Sequence[tuple[str, str, Any, Restriction | None]]) -> None:
    """Restrict pages just stored, given as (kind, key in the source, page, restriction)."""
    wanted = [(kind, key, page, wish) for kind, key, page, wish in made if wish is not None]
    rows = [wish.on(page.pk) for _kind, _key, page, wish in wanted]
    for number, row in zip(job.ids.take(PageViewRestriction, len(rows)), rows, strict=True):
        row.pk = number
    PageViewRestriction.objects.bulk_create(rows, batch_size=BATCH)
    for (kind, key, _page, wish), row in zip(wanted, rows, strict=True):
        job.remember(KIND, f"{kind} {key}", row, wish.fingerprint)


def restrict_again(job: Job, kind: str, record: Story | Page, page: Any) -> None:
    """Bring the restriction of a page that is here up to date with the source, before the page itself is."""
    wish = restriction_of(record)
    here = list(PageViewRestriction.objects.filter(page_id=page.pk))
    own = _own(job, f"{kind} {record.origin.key}", here)
    item = job.item(KIND, f"{kind} {record.origin.key}")
    journal = Journal(job, own, FIELDS, item) if own is not None else None
    if wish is None:
        if own is not None and journal is not None:
            number = own.pk
            own.delete()
            journal.close_deleted(own, number)
        return
    if own is None and here:
        job.report.warn(
            record.origin, page.title, "is restricted here in a way of the paper's own, which is left as it is"
        )
        return
    row = own or wish.on(page.pk)
    row.restriction_type, row.password = wish.kind, wish.password
    row.save()
    if journal is not None:
        journal.close(row)
    deed = Deed.CREATED if journal is None else Deed.UPDATED
    job.remember(KIND, f"{kind} {record.origin.key}", row, wish.fingerprint, deed=deed)


def _own(job: Job, key: str, here: Sequence[PageViewRestriction]) -> PageViewRestriction | None:
    """The restriction an earlier run made, where nobody has changed it since."""
    item = ImportedItem.objects.filter(site=job.archive.site, kind=KIND, source_key=key).first()
    for row in here:
        untouched = Restriction(row.password if row.restriction_type == PageViewRestriction.PASSWORD else "")
        if item and row.pk == item.object_id and row.restriction_type == untouched.kind:
            return row if untouched.fingerprint == item.checksum else None
    return None
