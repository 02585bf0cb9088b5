"""What the parts of one import share: where it goes, what was decided, what has been stored so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.models import Locale, Page

from broadsheet.fronts.models import Front
from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.models import Deed, ImportedItem, ImportRun, stored_key
from broadsheet.ingest.old_addresses.shapes import stored_as
from broadsheet.ingest.records import Archive, Medium, State
from broadsheet.ingest.report import Report
from broadsheet.ingest.saved_files import SavedFiles
from broadsheet.ingest.tree import ChildPlaces, IdReserve
from broadsheet.lib.addresses import address_of_path
from broadsheet.lib.bulk_rows import insert_values
from broadsheet.newsroom.models import Author, Section, Topic

PUBLIC = (State.PUBLISHED, State.PASSWORD, State.PRIVATE)
"""States of what had an address readers knew; whether it leads anywhere depends on what becomes of it here."""
if TYPE_CHECKING:
    from broadsheet.ingest.writer.own_export import OwnExport

_ITEM = (
    "run",
    "site",
    "kind",
    "source_key",
    "content_type",
    "object_id",
    "checksum",
    "revision_id",
    "left_as",
    "deed",
    "source_title",
    "source_slug",
)

Progress = Callable[[int, int | None, str], None]


def no_progress(done: int, total: int | None, label: str) -> None:
    """For callers who do not watch."""


@dataclass
class Job:
    """One import under way. `people`, `sections` and `topics` are found by their keys in the source."""

    archive: Archive
    report: Report
    catalogue: Catalogue
    front: Front
    locale: Locale
    run: ImportRun
    dry_run: bool = False
    progress: Progress = no_progress
    takes_fields: bool = False  # key points and questions found in bodies are moved to the fields for them
    now: datetime = field(default_factory=timezone.now)
    ids: IdReserve = field(default_factory=IdReserve)
    places: ChildPlaces = field(default_factory=ChildPlaces)
    people: dict[str, Author] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    default_section: str = ""
    listed: list[int] = field(default_factory=list)
    saved_files: SavedFiles = field(default_factory=SavedFiles)
    ranges: dict[str, list[list[int]]] = field(default_factory=dict)
    own: OwnExport | None = None
    """Where the archive is a paper's own export."""
    _items: list[tuple[Any, ...]] = field(default_factory=list)

    def known(self, kind: str) -> dict[str, int]:
        """What earlier imports of this source made: key (as `stored_key` has it) to object id."""
        rows = ImportedItem.objects.filter(site=self.archive.site, kind=kind)
        return dict(rows.values_list("source_key", "object_id"))

    def checksums(self, kind: str) -> dict[str, str]:
        """What their source said of them then, by the same keys; '' where no run has written it down."""
        rows = ImportedItem.objects.filter(site=self.archive.site, kind=kind)
        return dict(rows.values_list("source_key", "checksum"))

    def remember(
        self,
        kind: str,
        key: str,
        made: models.Model,
        checksum: str = "",
        revision_id: int | None = None,
        *,
        left_as: str = "",
        deed: str = Deed.CREATED,
        title: str = "",
        slug: str = "",
    ) -> None:
        """Notes what a record became, for the next run and for taking this one back. `title` and `slug` are the
        source's own, of a story or page."""
        content_type = ContentType.objects.get_for_model(made).pk
        head = (self.run.pk, self.archive.site, kind, stored_key(key), content_type, made.pk)
        self._items.append((*head, checksum, revision_id, left_as, deed, title[:255], slug[:255]))
        if deed == Deed.CREATED:
            self.made(type(made), made.pk)
        if len(self._items) >= 500:
            self.flush_items()

    def item(self, kind: str, key: str) -> ImportedItem | None:
        """What earlier imports of this source made of one record."""
        return ImportedItem.objects.filter(site=self.archive.site, kind=kind, source_key=stored_key(key)).first()

    def has_made(self, thing: models.Model) -> bool:
        """Whether this run created it."""
        return any(first <= thing.pk <= last for first, last in self.ranges.get(type(thing)._meta.label_lower, []))

    def flush_items(self) -> None:
        """An item of an earlier run is brought up to date, a new one added."""
        insert_values(ImportedItem, _ITEM, self._items, unique=("site", "kind", "source_key"))
        self._items.clear()

    def made(self, model: type[models.Model], *keys: int) -> None:
        """Notes rows this run created; keys given in ascending order take next to no room."""
        ranges = self.ranges.setdefault(model._meta.label_lower, [])
        for key in keys:
            if ranges and ranges[-1][1] == key - 1:
                ranges[-1][1] = key
            elif not ranges or not ranges[-1][0] <= key <= ranges[-1][1]:
                ranges.append([key, key])

    def redirect_medium(self, medium: Medium) -> None:
        """WordPress gave every picture a page of its own; it leads to the story the picture belongs to. Of one that
        belongs to none, more is known when all has been stored."""
        if not self.redirect_to_owner(medium.addresses, medium.parent):
            self.catalogue.keep_addresses(medium)

    def redirect_to_owner(self, addresses: tuple[str, ...], key: str) -> bool:
        """Asks for the addresses to lead to a story or page by its key in the source; False where there is none."""
        owner = self.catalogue.entry("story", key) or self.catalogue.entry("page", key) if key else None
        if owner is None or not owner.page_id or owner.state not in PUBLIC:
            return False
        self.redirect(addresses, page=Page(pk=owner.page_id, url_path=owner.url_path, live=True))
        return True

    def redirect(self, addresses: tuple[str, ...], page: Page | None = None, link: str = "") -> None:
        """Asks for old addresses to lead to a page or link. What was never public has no reader to lead anywhere."""
        if page is not None and not page.live:
            return
        target = stored_as(address_of_path(page.url_path) if page is not None else link) if addresses else ""
        for address in addresses:
            old = stored_as(address)
            if old not in ("/", target):
                self.catalogue.want_redirect(old, page.pk if page is not None else None, link)
