"""Any RSS, Atom or JSON feed as records, for bringing its entries in once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadsheet.ingest.addresses import site_of
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.feed_entries import FeedEntry, FeedHead, story_of
from broadsheet.ingest.parsers.feed_json import read_json_feed
from broadsheet.ingest.parsers.feed_xml import read_xml_feed
from broadsheet.ingest.parsers.packed import PackedFile, packed_files
from broadsheet.ingest.records import Origin, Person, Record, Skipped, Taxonomy, Term


class FeedArchive:
    """One feed in a file; see `records.Archive`. `address` is where it was fetched, `section` the slug of the section
    that all of its stories go to."""

    kind = "feed"
    moves_dates = False
    media_root: Path | None = None

    def __init__(self, path: Path | str, section: str = "", address: str = "") -> None:
        self.path = Path(path)
        self.section = section.strip().strip("/")
        self.address = address
        self.site = site_of(address)
        self.name = ""

    def records(self) -> Iterator[Record]:
        file = self._file()
        head = FeedHead()
        yield from self._sections(file)
        seen: set[str] = set()
        entries = 0
        for part in self._parts(file):
            if isinstance(part, FeedHead):
                head = part
                self._know(head)
                continue
            entries += 1
            yield from self._entry(part, head, file, seen)
        self.site = self.site or f"feed:{self.path.stem}"
        if not entries and not head.title:
            raise ImportRefused("there is no entry in it, and no title: this is no feed", file=file.label)

    def _sections(self, file: PackedFile) -> Iterator[Term]:
        """The section and those above it; where the paper has them already, they are those."""
        parent = ""
        for slug in filter(None, self.section.split("/")):
            key = f"{parent}/{slug}".strip("/")
            name = slug.replace("-", " ").capitalize()
            yield Term(Origin(key, file.label), Taxonomy.SECTION, name, slug, parent=parent)
            parent = key

    def _file(self) -> PackedFile:
        files = packed_files(self.path)
        if len(files) != 1:
            raise ImportRefused("the zip should hold one feed and nothing else", file=self.path)
        return files[0]

    def _parts(self, file: PackedFile) -> Iterator[FeedHead | FeedEntry]:
        with file.opened() as stream:
            start = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        return read_json_feed(file) if start in (b"{", b"[") else read_xml_feed(file)

    def _know(self, head: FeedHead) -> None:
        self.name = self.name or head.title
        if head.link.startswith(("http://", "https://")):
            self.site = site_of(head.link)

    def _entry(self, entry: FeedEntry, head: FeedHead, file: PackedFile, seen: set[str]) -> Iterator[Record]:
        origin = Origin(entry.key, file.label, entry.line)
        if f"entry {entry.key}" in seen:
            yield Skipped(origin, "story", "is in the feed twice; the first is kept", entry.title)
            return
        seen.add(f"entry {entry.key}")
        entry.authors = entry.authors or dict(head.authors)
        entry.base = entry.base or entry.link or head.link or self.address
        for name, address in entry.authors.items():
            if f"person {name}" not in seen:
                seen.add(f"person {name}")
                yield Person(Origin(name, file.label, entry.line), name, slug=name, website=address, is_guest=True)
        for name in entry.categories:
            if f"topic {name.casefold()}" not in seen:
                seen.add(f"topic {name.casefold()}")
                yield Term(Origin(name.casefold(), file.label, entry.line), Taxonomy.TOPIC, name, name)
        yield story_of(entry, file.label, self.site, self.section)
