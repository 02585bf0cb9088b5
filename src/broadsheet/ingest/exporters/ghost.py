"""One run of `broadsheet export ghost`: JSON for Ghost's importer, its folder content in zips, routes and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from broadsheet.fronts.models import EditorsPick, Masthead
from broadsheet.ingest.exporters.content import Content, Progress, by_batches
from broadsheet.ingest.exporters.exported import Exported
from broadsheet.ingest.exporters.file_names import ascii_media_name
from broadsheet.ingest.exporters.ghost_addresses import SITE, Addresses, GhostOutside
from broadsheet.ingest.exporters.ghost_comments import CommentsFile
from broadsheet.ingest.exporters.ghost_files import MOST_POSTS, ExportFiles, MediaZips
from broadsheet.ingest.exporters.ghost_notes import Notes
from broadsheet.ingest.exporters.ghost_posts import PostRows, Posts
from broadsheet.ingest.exporters.ghost_settings import settings_rows
from broadsheet.ingest.exporters.ghost_terms import Terms
from broadsheet.ingest.exporters.media_book import MediaBook, copy_stored
from broadsheet.ingest.exporters.new_folder import new_folder
from broadsheet.ingest.exporters.page_bodies import page_bodies
from broadsheet.media.models import File, Photo

AS_IMAGES = frozenset({"jpg", "jpeg", "gif", "png", "webp"})
"""What Ghost takes for an image; a photo of any other kind lies among the files and is shown from there."""
TAKEN_FOR_DATA = frozenset({"json", "csv"})
"""Ghost would read such a file of a zip as something to import, so these lie beside it."""
BY_HAND = "copy-by-hand"


def export_ghost(target: Path, progress: Progress, *, most_posts: int = MOST_POSTS) -> Exported:
    """Write the whole paper to ``target``, which must be new or empty. Raises PaperError."""
    with new_folder(target) as folder:
        return _Run(folder, progress, most_posts).write()


class _Run:
    def __init__(self, folder: Path, progress: Progress, most_posts: int) -> None:
        self.folder, self.progress, self.told = folder, progress, Exported()
        self.notes = Notes(folder)
        self.content = Content()
        self.addresses = Addresses(self.content, self.notes)
        self.book = MediaBook(lambda photo, path: _address(path), lambda file, path: _address(path, "files"))
        outside = GhostOutside(self.content, self.book, settings.PAPER.address, self.addresses.path)
        house = Masthead.of_the_paper().name or settings.PAPER.name
        self.terms = Terms(self.content, self.addresses, outside, self.notes, house)
        now = timezone.now()
        pinned = frozenset(EditorsPick.objects.values_list("story_id", flat=True))
        self.posts = Posts(self.terms, self.addresses, self.notes, pinned, now)
        site = settings_rows(outside, self.notes)
        self.files = ExportFiles(folder, self.terms, site, int(now.timestamp() * 1000), most_posts=most_posts)
        self.comments = CommentsFile(folder)
        self.zips = MediaZips(folder)

    def write(self) -> Exported:
        for kind, written in (("story", self._stories()), ("page", self._pages())):
            for rows in written:
                self.files.write(rows.post, rows.meta, rows.tags, rows.authors)
                self.told.count(kind)
        self.files.close()
        self.comments.close()
        self._media()
        (self.folder / "routes.yaml").write_text(self.addresses.routes(), encoding="utf-8")
        with (self.folder / "redirects.yaml").open("w", encoding="utf-8") as stream:
            stream.writelines(self.addresses.redirects())
        self.notes.close()
        return self._summed_up()

    def _summed_up(self) -> Exported:
        told = self.told
        told.files = [path.name for path in (*self.files.paths, *self.zips.paths)]
        told.files += ["routes.yaml", "redirects.yaml"]
        told.withheld = Photo.objects.count() - Photo.objects.usable().count()
        told.closed, told.comments_left = self.posts.closed, self.comments.number
        told.notes = dict(self.notes.counts)
        return told

    # Kind by kind

    def _stories(self) -> Iterator[PostRows]:
        total = self.content.count_stories()
        for number, content in enumerate(self.content.stories(), 1):
            yield self.posts.story(content)
            self.comments.write(content, self.addresses.pages[content.page.pk])
            self.progress(number, total, content.page.title)

    def _pages(self) -> Iterator[PostRows]:
        for content, body in page_bodies(self.content):
            yield self.posts.page(content, body)
            self.comments.write(content, self.addresses.pages[content.page.pk])

    def _media(self) -> None:
        total = Photo.objects.usable().count() + File.objects.count()
        for photos in by_batches(Photo.objects.usable()):
            for photo in photos:
                self._put("photo", photo.file, self.book.placed_photo(photo).url, total)
        for files in by_batches(File.objects.all()):
            for file in files:
                self._put("file", file.file, self.book.placed_file(file).url, total)
        self.zips.close()

    def _put(self, kind: str, stored: Any, address: str, total: int) -> None:
        path = address.removeprefix(f"{SITE}/")
        self.told.count(kind)
        if path.rpartition(".")[2] in TAKEN_FOR_DATA:
            is_there = self._put_beside(stored, path)
        else:
            is_there = self.zips.add(stored, path)
        if not is_there:
            self.told.lost.append(path)
        self.progress(self.told.counts.get("photo", 0) + self.told.counts.get("file", 0), total, path)

    def _put_beside(self, stored: Any, path: str) -> bool:
        self.notes.add("file", path, f"lies in {BY_HAND}: Ghost would take it for something to import")
        return copy_stored(stored, self.folder / BY_HAND / path)


def _address(path: str, kind: str = "images") -> str:
    """Of a photo or file whose path in an export is given, under a name that Ghost leaves as it is
    (ghost-storage-base, getSanitizedFileName)."""
    name = ascii_media_name(path)
    kept = kind if name.rpartition(".")[2].lower() in AS_IMAGES else "files"
    return f"{SITE}/content/{kept}/{path[:7]}/{name}"
