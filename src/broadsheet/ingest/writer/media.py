"""Photos and files of a source, copied from where its media were found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import models
from wagtail.models import Collection

from broadsheet.ingest.catalogue import Stored
from broadsheet.ingest.media_supply.supply import MediaSupply
from broadsheet.ingest.media_supply.uploads import Found, NotUsableError, examine
from broadsheet.ingest.media_supply.zipped import UnpackError
from broadsheet.ingest.models import Deed, stored_key
from broadsheet.ingest.records import Medium
from broadsheet.ingest.saved_files import file_field
from broadsheet.ingest.writer.indexes import index_now
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.own_media import own_medium
from broadsheet.ingest.writer.seen_before import follow, said_of
from broadsheet.media import embedded_metadata
from broadsheet.media.content_credentials import credentials_in
from broadsheet.media.models import File, Photo

BATCH = 100
KINDS: dict[str, type[Photo | File]] = {"photo": Photo, "file": File}
WORDS = ("caption", "alt_text", "credit", "source", "rights_note", "description")


class MediaWriter:
    """Takes media one by one. Without uploads, and without the web, only what earlier runs stored is found again."""

    def __init__(self, job: Job, supply: MediaSupply) -> None:
        self.job = job
        self.supply = supply
        self.collection = Collection.get_first_root_node()
        self.known = {kind: job.known(kind) for kind in KINDS}
        self.said = {kind: job.checksums(kind) for kind in KINDS}
        self.waiting: dict[str, list[tuple[Photo | File, Medium]]] = {kind: [] for kind in KINDS}
        self.contents = Contents()

    def take(self, medium: Medium) -> None:
        if self._is_known(medium):
            return
        if self.supply.is_empty:
            self._lose(medium, "neither uploads nor leave to fetch were given (--uploads, --fetch-media)")
            return
        try:
            located = self.supply.find(medium)
            found = examine(located) if located else None
        except (UnpackError, NotUsableError) as error:
            self.supply.drop(medium)
            self._leave(medium, str(error), medium.path or medium.url)
            return
        if found is not None:
            self._keep(medium, found)
        elif self.job.dry_run and self.supply.would_fetch(medium):
            self._stand_in(medium)
        else:
            self._leave(medium, *self.supply.trouble_with(medium))

    def _is_known(self, medium: Medium) -> bool:
        for kind, model in KINDS.items():
            key = stored_key(medium.origin.key)
            number = self.known[kind].get(key)
            here = model.objects.filter(pk=number).first() if number else None
            if here is not None:
                self.job.catalogue.store_medium(medium.origin.key, Stored(kind, here.pk, here.file.url))
                if self.said[kind][key] in ("", said_of(medium)):
                    self.job.report.count(kind, "unchanged")
                else:
                    follow(self.job, kind, medium.origin, here, said_of(medium), _words_for(here, medium))
                return True
        return False

    def _lose(self, medium: Medium, reason: str) -> None:
        self.job.report.skip("medium", reason)
        self.job.report.ledger.lose(medium.origin.key, reason)

    def _leave(self, medium: Medium, reason: str, detail: str) -> None:
        self._lose(medium, reason)
        self.job.report.warn(medium.origin, self.supply.title_of(medium), f"{reason}: {detail}")

    # Kept

    def _keep(self, medium: Medium, found: Found) -> None:
        kind = "photo" if found.is_picture else "file"
        if medium.kept is not None:
            made, is_here = own_medium(found, medium.kept, _hash(found.path))
            if is_here:
                self._point_at(made, kind, medium)
                return
        else:
            made = self._photo(medium, found) if found.is_picture else self._file(medium, found)
        made.file_size = found.path.stat().st_size
        made.file_hash = _hash(found.path)
        if made.file_hash in self.contents.waiting:
            self.flush()
        same = self.contents.same_as(made) if medium.kept is None else None
        if same is not None:
            self._point_at(same, kind, medium)
            return
        if isinstance(made, Photo):
            with found.path.open("rb") as stream:
                made.content_credentials = credentials_in(stream)
        self._copy(kind, made, found, medium.kept.stored_name if medium.kept else found.name)
        self._wait(kind, made, medium)

    def _point_at(self, same: Photo | File, kind: str, medium: Medium) -> None:
        """The source holds the same file twice; the paper keeps it once."""
        self.job.catalogue.store_medium(medium.origin.key, Stored(kind, same.pk, same.file.url))
        self.job.remember(kind, medium.origin.key, same, said_of(medium), deed=Deed.ADOPTED)
        self.job.report.count(kind, "unchanged")

    def _photo(self, medium: Medium, found: Found) -> Photo:
        photo = Photo(
            title=(medium.title or found.title)[:255],
            caption=medium.caption,
            alt_text=medium.alt[:500],
            credit=medium.credit[:255],
            source=medium.source[:255],
            rights_note=medium.rights,
            width=found.width,
            height=found.height,
            collection=self.collection,
        )
        _set_focal_point(photo, medium.focal)
        with found.path.open("rb") as stream:
            embedded_metadata.fill(photo, stream)
        return photo

    def _file(self, medium: Medium, found: Found) -> File:
        title = (medium.title or found.title)[:255]
        return File(title=title, description=medium.description, collection=self.collection)

    def _copy(self, kind: str, made: Photo | File, found: Found, name: str) -> None:
        """A rehearsal only says what the file's name would be."""
        if self.job.dry_run:
            made.file.name = file_field(kind).generate_filename(made, name)
            return
        made.file.name = self.job.saved_files.save(kind, made, name, found.path)
        made.file._committed = True

    def _stand_in(self, medium: Medium) -> None:
        """A rehearsal fetches nothing; stories find something in the picture's place, and no fault."""
        self._lose(medium, "would be fetched; a rehearsal fetches nothing")
        suffix = PurePosixPath(medium.path or medium.url.partition("?")[0]).suffix.lower().lstrip(".")
        kind = "file" if suffix in settings.WAGTAILDOCS_EXTENSIONS else "photo"
        made: Photo | File = File() if kind == "file" else Photo(width=1, height=1)
        made.title, made.collection, made.file.name = medium.title[:255], self.collection, f"rehearsal.{suffix}"
        made.pk = self.job.ids.take(KINDS[kind], 1)[0]
        insert(KINDS[kind], [made])
        self.job.catalogue.store_medium(medium.origin.key, Stored(kind, made.pk, made.file.url))

    # Stored

    def _wait(self, kind: str, made: Photo | File, medium: Medium) -> None:
        self.waiting[kind].append((made, medium))
        self.contents.waiting.add(made.file_hash)
        if len(self.waiting[kind]) >= BATCH:
            self.flush()

    def flush(self) -> None:
        for kind, pairs in self.waiting.items():
            model = KINDS[kind]
            for number, (made, _medium) in zip(self.job.ids.take(model, len(pairs)), pairs, strict=True):
                made.pk = number
            objects = [made for made, _medium in pairs]
            insert(model, objects)
            index_now(model, objects)
            for made, medium in pairs:
                self.contents.add(made)
                self.job.catalogue.store_medium(medium.origin.key, Stored(kind, made.pk, made.file.url))
                self.job.remember(kind, medium.origin.key, made, said_of(medium))
                self.job.report.count(kind, "created")
                if medium.kept is not None and medium.kept.tags and self.job.own is not None:
                    self.job.own.tags.append((made, medium.kept.tags))
            pairs.clear()
        self.contents.waiting.clear()

    finish = flush


class Contents:
    """What this run has stored, by the hash of its bytes and its words; a row's number is all that is kept of it."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self._numbers: dict[str, int] = {}

    def add(self, made: Photo | File) -> None:
        self._numbers.setdefault(made.file_hash, made.pk)

    def same_as(self, made: Photo | File) -> Photo | File | None:
        """The stored one with the same bytes, unless `made` says something else of them."""
        number = self._numbers.get(made.file_hash)
        here: Photo | File | None = type(made)._base_manager.filter(pk=number).first() if number else None
        if here is None or here.file_hash != made.file_hash:
            return None
        says_else = any(getattr(made, name, "") not in ("", getattr(here, name, "")) for name in WORDS)
        return None if says_else else here


def insert(model: type[models.Model], objects: Iterable[models.Model]) -> None:
    model._base_manager.bulk_create(list(objects), batch_size=BATCH)


def _words_for(here: Photo | File, medium: Medium) -> dict[str, str]:
    """What the source says of it. Where it says nothing, what was found in the file stays."""
    said = {"title": medium.title[:255]}
    if isinstance(here, Photo):
        said |= {"caption": medium.caption, "alt_text": medium.alt[:500], "credit": medium.credit[:255]}
        said |= {"source": medium.source[:255], "rights_note": medium.rights}
    else:
        said["description"] = medium.description
    return {name: words for name, words in said.items() if words}


def _set_focal_point(photo: Photo, focal: tuple[float, float] | None) -> None:
    """A point in per cent becomes a small box around it, as the desk's own editor keeps it."""
    if focal is None:
        return
    side = max(1, min(photo.width, photo.height) // 10)
    photo.focal_point_x = round(photo.width * focal[0] / 100)
    photo.focal_point_y = round(photo.height * focal[1] / 100)
    photo.focal_point_width = photo.focal_point_height = side


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
