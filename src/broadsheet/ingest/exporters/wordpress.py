"""One run of `broadsheet export wordpress`: WXR 1.2 files, and every original beside them in uploads/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from broadsheet.fronts.models import EditorsPick, Masthead
from broadsheet.ingest.exporters.content import BATCH, Content, PageContent, Progress, StoryContent, by_batches
from broadsheet.ingest.exporters.exported import Exported
from broadsheet.ingest.exporters.media_book import MediaBook, copy_media
from broadsheet.ingest.exporters.new_folder import new_folder
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.page_bodies import page_bodies
from broadsheet.ingest.exporters.wordpress_items import FILE, PHOTO, Items
from broadsheet.ingest.exporters.wordpress_menus import MenuLines
from broadsheet.ingest.exporters.wordpress_terms import Terms
from broadsheet.ingest.exporters.wordpress_xml import MOST_BYTES, WxrFiles, Xml
from broadsheet.media.models import File, Photo
from broadsheet.media.renditions import addresses
from broadsheet.newsroom.models import ReaderComment

VERSION = "1.2"
UPLOADS = "uploads"


def export_wordpress(
    target: Path, progress: Progress, *, uploads_url: str = "", most_bytes: int = MOST_BYTES
) -> Exported:
    """Write the whole paper to ``target``, which must be new or empty. Raises PaperError.

    ``uploads_url`` is where WordPress will find what lies in uploads/; without it photos are fetched from the paper,
    in the largest size readers get.
    """
    with new_folder(target) as folder:
        return _Run(folder, progress, uploads_url.rstrip("/"), most_bytes).write()


class _Run:
    def __init__(self, folder: Path, progress: Progress, uploads_url: str, most_bytes: int) -> None:
        origin = settings.PAPER.address
        self.progress, self.folder, self.uploads_url, self.origin = progress, folder, uploads_url, origin
        self.content = Content()
        self.book = MediaBook(self._photo_url, self._file_url)
        self.xml = Xml()
        self.outside = Outside(self.content, self.book, origin)
        self.terms = Terms(self.content, self.outside, self.xml)
        pinned = frozenset(EditorsPick.objects.values_list("story_id", flat=True))
        self.items = Items(self.outside, self.terms, self.xml, pinned)
        self.files = WxrFiles(folder, self._head(), most_bytes)
        self.now = timezone.now()
        self.told = Exported()

    def write(self) -> Exported:
        for kind, written in (
            ("photo", self._photos()), ("file", self._documents()), ("guest author", self._guests()),
            ("story", self._stories()), ("page", self._pages()), ("menu item", MenuLines(self.items, self.now).lines()),
        ):  # fmt: skip
            for item in written:
                self.files.write(item)
                self.told.count(kind)
        self.files.close()
        total = self.told.counts.get("photo", 0) + self.told.counts.get("file", 0)
        (self.folder / UPLOADS).mkdir(exist_ok=True)  # which whoever imports names, also where nothing is in it
        copies = copy_media(self.book, self.folder / UPLOADS, self.folder / UPLOADS)
        for number, (path, is_there) in enumerate(copies, 1):
            self.progress(number, total, path)
            if not is_there:
                self.told.lost.append(path)
        self.told.files = [path.name for path in self.files.paths]
        self.told.withheld = Photo.objects.count() - Photo.objects.usable().count()
        self.told.dropped = self.xml.dropped
        return self.told

    def _head(self) -> str:
        paper, xml = settings.PAPER, self.xml
        masthead = Masthead.of_the_paper()
        texts = {
            "title": masthead.name or paper.name,
            "link": self.origin,
            "description": masthead.tagline or paper.tagline,
            "language": paper.language,
            "wp:wxr_version": VERSION,
            "wp:base_site_url": self.origin,
            "wp:base_blog_url": self.origin,
        }
        return "".join([*(xml.plain(name, text) + "\n" for name, text in texts.items()), *self.terms.head()])

    def _photo_url(self, photo: Photo, path: str) -> str:
        if self.uploads_url:
            return f"{self.uploads_url}/{path}"
        kind = "png" if photo.file.name.lower().endswith((".png", ".gif")) else "jpg"
        found = addresses(photo, "whole", kind)
        return self.origin + found[max(found)]

    def _file_url(self, file: File, path: str) -> str:
        return f"{self.uploads_url}/{path}" if self.uploads_url else self.outside.address(file.url)

    # Kind by kind

    def _photos(self) -> Iterator[str]:
        for batch in by_batches(Photo.objects.usable()):
            for photo in batch:
                placed = self.book.placed_photo(photo)
                yield self.items.attachment(PHOTO, placed, photo.created_at, photo.credit, photo.description)

    def _documents(self) -> Iterator[str]:
        for file in self.content.files():
            yield self.items.attachment(
                FILE, self.book.placed_file(file), file.created_at, description=file.description
            )

    def _guests(self) -> Iterator[str]:
        for author in self.content.authors.values():
            if author.is_guest:
                yield self.items.guest(author, self.now)

    def _stories(self) -> Iterator[str]:
        total, done = self.content.count_stories(), 0
        for batch in _batches(self.content.stories()):
            comments = self._comments_under(batch)
            for content in batch:
                yield self.items.story(content, comments.get(content.page.pk, []))
                done += 1
                self.progress(done, total, content.page.title)

    def _pages(self) -> Iterator[str]:
        for content, body in page_bodies(self.content):
            comments = self._comments_under([content])
            yield self.items.page(content, body, comments.get(content.page.pk, []))

    def _comments_under(self, contents: Sequence[PageContent]) -> dict[int, list[ReaderComment]]:
        """Readers' comments by the page they stand under, in the order they were kept."""
        found: dict[int, list[ReaderComment]] = {}
        for comment in ReaderComment.objects.filter(page__in=[content.page.pk for content in contents]).order_by("pk"):
            found.setdefault(comment.page_id, []).append(comment)
            self.told.count("comment")
        return found


def _batches(contents: Iterator[StoryContent]) -> Iterator[Sequence[StoryContent]]:
    while batch := list(islice(contents, BATCH)):
        yield batch
