"""WordPress exports (WXR 1.0, 1.1 and 1.2) as records.

Posts become stories, pages standing pages, categories sections, tags topics, attachments media. What WordPress did
not show to everybody (draft, pending, private, password) keeps a state that no writer may publish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from lxml import etree

from broadsheet.ingest.addresses import path_of, site_of
from broadsheet.ingest.parsers.packed import PackedFile
from broadsheet.ingest.parsers.safe_xml import line_of, local_name, namespace
from broadsheet.ingest.parsers.wxr_comments import comments_of
from broadsheet.ingest.parsers.wxr_files import export_files
from broadsheet.ingest.parsers.wxr_items import WxrItem, children_of, plain, read_item, readable_slug
from broadsheet.ingest.parsers.wxr_mapping import PAGE, STORY, WxrMapping, reason_left_out
from broadsheet.ingest.parsers.wxr_media import medium_of
from broadsheet.ingest.parsers.wxr_menus import MenuCollector
from broadsheet.ingest.parsers.wxr_people import GUEST_AUTHOR, PeopleCollector, byline_key
from broadsheet.ingest.parsers.wxr_posts import page_of, story_of
from broadsheet.ingest.parsers.wxr_stream import SUPPORTED_VERSIONS, WxrStream
from broadsheet.ingest.parsers.wxr_terms import TermCollector
from broadsheet.ingest.records import Origin, Record, Skipped, Taxonomy, Warned

SKIPPED_STATUSES = {
    "trash": "in the bin",
    "auto-draft": "an empty draft that WordPress made by itself",
    "inherit": "an older revision",
}
KINDS = {"post": "story", "nav_menu_item": "menu item", "attachment": "medium", GUEST_AUTHOR: "author"}
BODY_LIMIT = 1_500_000
"""Characters: a quarter of a million words, and as much as is worked on at once within 300 MB of memory."""


@dataclass(slots=True)
class _Reading:
    """What one pass over the documents gathers on its way. `file`, `version` and `site` are the present document's."""

    people: PeopleCollector
    terms: TermCollector
    menus: MenuCollector
    file: str = ""
    version: str = ""
    site: str = ""
    base: str = ""
    seen: set[str] = field(default_factory=set)
    left_comments: Counter[str] = field(default_factory=Counter)
    dropped_controls: int = 0

    def origin(self, key: str, line: int | None) -> Origin:
        return Origin(key, self.file, line)


class WordPressArchive:
    """One export, in one file or many; see `records.Archive`. `zone` reads the dates of items that have no GMT date,
    `mapping` says what a plugin's own entries and terms become."""

    kind = "wordpress"
    moves_dates = False

    def __init__(
        self,
        paths: Path | str | Sequence[Path | str],
        zone: tzinfo = UTC,
        uploads: Path | str | None = None,
        mapping: WxrMapping | None = None,
    ) -> None:
        given = [paths] if isinstance(paths, (str, Path)) else paths
        self.paths = [Path(path) for path in given]
        self.zone = zone
        self.media_root = Path(uploads) if uploads else None
        self.mapping = mapping or WxrMapping()
        self.site = ""
        self.name = ""

    @property
    def file_name(self) -> str:
        """What the run is called by: the first file, and how many more there were."""
        first = self.paths[0].name if self.paths else ""
        return f"{first} and {len(self.paths) - 1} more" if len(self.paths) > 1 else first

    def records(self) -> Iterator[Record]:
        reading = _Reading(PeopleCollector(), TermCollector(self.mapping), MenuCollector(self.mapping))
        for document in export_files(self.paths):
            yield from self._read_document(document, reading)
        yield from reading.people.people.values()
        yield from reading.terms.terms(reading.base)
        yield from self._menus(reading)
        yield from self._remarks(reading)

    def _read_document(self, document: PackedFile, reading: _Reading) -> Iterator[Record]:
        before = reading.site
        stream = WxrStream(document)
        reading.file, reading.version, reading.site = stream.name, "", ""
        for element in stream.elements():
            yield from self._read(element, reading, stream, before)
        self._check_head(reading, stream, before, None)
        reading.dropped_controls += stream.dropped_controls

    def _read(self, element: etree._Element, reading: _Reading, stream: WxrStream, before: str) -> Iterator[Record]:
        name = local_name(element)
        if name == "item":
            self._check_head(reading, stream, before, line_of(element))
            is_large = stream.entry_bytes > BODY_LIMIT // 2  # counted by the chunk that the parser reads ahead
            yield from self._read_item(read_item(element, BODY_LIMIT if is_large else 0), reading)
        elif not namespace(element):
            self._read_heading(name, element.text or "", reading)
        elif name == "wxr_version":
            self._read_version(element, reading, stream)
        elif name == "base_blog_url":
            self._read_site(element.text or "", reading)
        elif name == "author":
            values = children_of(element)
            if login := values.get("author_login", "").strip():
                reading.people.declare(values, reading.origin(login, line_of(element)), reading.base)
        elif name in ("category", "tag", "term"):
            self._read_term(name, element, reading)

    def _read_heading(self, name: str, text: str, reading: _Reading) -> None:
        if name == "title" and not self.name:
            self.name = plain(text)
        elif name == "link" and not reading.site:
            self._read_site(text, reading)

    def _read_site(self, text: str, reading: _Reading) -> None:
        reading.site = self.site = site_of(text.strip()) or Path(reading.file).stem
        reading.base = path_of(text).rstrip("/") if "//" in text else ""

    def _read_version(self, element: etree._Element, reading: _Reading, stream: WxrStream) -> None:
        reading.version = (element.text or "").strip()
        if reading.version not in SUPPORTED_VERSIONS:
            raise stream.refuse(
                f"this is version {reading.version or '(none)'} of the export format; "
                f"known are {', '.join(SUPPORTED_VERSIONS)}",
                line_of(element),
            )

    def _check_head(self, reading: _Reading, stream: WxrStream, before: str, line: int | None) -> None:
        if not reading.version:
            raise stream.refuse(
                "no <wp:wxr_version> stands before the first entry, so this is not a WordPress export", line
            )
        if before and reading.site != before:
            raise stream.refuse(
                f"belongs to the site {reading.site}, the file before it to {before}; import one site after the other"
            )

    def _read_term(self, kind: str, element: etree._Element, reading: _Reading) -> None:
        values = children_of(element)
        taxonomy = {"category": "category", "tag": "post_tag"}.get(kind) or values.get("term_taxonomy", "").strip()
        if taxonomy == "nav_menu":
            slug, name = readable_slug(values.get("term_slug", "")), plain(values.get("term_name", ""))
            reading.menus.name_menu(slug, name)
        elif taxonomy:
            reading.terms.declare(taxonomy, values, reading.origin("", line_of(element)), reading.base)

    # Entries

    def _read_item(self, item: WxrItem, reading: _Reading) -> Iterator[Record]:
        origin = reading.origin(item.key, item.line)
        kind = self.mapping.kind_of(item.type)
        if reason := self._reason_to_skip(item, kind, reading):
            shown = kind if kind in (STORY, PAGE) else KINDS.get(item.type, item.type)
            yield Skipped(origin, shown, reason, plain(item.get("title")))
            reading.left_comments["stands under something that is not imported"] += len(item.comments)
        elif item.type == "nav_menu_item":
            if reason := reading.menus.add(item, origin):
                yield Skipped(origin, "menu item", reason, plain(item.get("title")))
        elif item.type == "attachment":
            yield medium_of(item, origin, reading.base)
            reading.left_comments["stands under a picture"] += len(item.comments)
        elif item.type == GUEST_AUTHOR:
            reading.people.declare_guest(item, origin, reading.base)
        else:
            yield from self._read_post(item, kind, origin, reading)

    def _reason_to_skip(self, item: WxrItem, kind: str, reading: _Reading) -> str:
        """Menus may share an entry's number, so they look for doubles themselves."""
        if item.status in SKIPPED_STATUSES and not (item.type == "attachment" and item.status == "inherit"):
            return SKIPPED_STATUSES[item.status]
        if not item.key:
            return "has no number of its own"
        if item.type == "nav_menu_item":
            return ""
        if item.key in reading.seen:
            return "is in the file twice; the first is kept"
        reading.seen.add(item.key)
        if kind not in (STORY, PAGE) and item.type not in ("attachment", GUEST_AUTHOR):
            return reason_left_out(item.type, self.mapping)
        if item.is_too_long:
            return f"its text is longer than {BODY_LIMIT:,} characters; it stays in the export"
        return ""

    def _read_post(self, item: WxrItem, kind: str, origin: Origin, reading: _Reading) -> Iterator[Record]:
        reading.terms.meet(item.terms, origin)
        guests = item.terms_of("author")
        for term in guests:
            reading.people.meet(byline_key(term.slug), origin, reading.base, term.name)
        if not guests:
            reading.people.meet(item.creator, origin, reading.base)
        if kind == PAGE:
            yield page_of(item, origin, self.zone, reading.base)
        else:
            story = story_of(item, origin, self.zone, reading.base)
            story.sections = reading.terms.slugs_of(item, Taxonomy.SECTION)
            story.topics = reading.terms.slugs_of(item, Taxonomy.TOPIC)
            story.home = reading.terms.primary_section(item)
            yield story
        comments = comments_of(item, kind, reading.file, self.zone)
        reading.left_comments.update(comments.left)
        yield from comments.kept

    # At the end

    def _menus(self, reading: _Reading) -> Iterator[Record]:
        for menu in reading.menus.menus():
            pending = list(menu.items)
            while pending:
                entry = pending.pop()
                pending.extend(entry.children)
                if entry.target_kind in tuple(Taxonomy):
                    _taxonomy, entry.target = reading.terms.numbered(entry.target)
            yield menu

    def _remarks(self, reading: _Reading) -> Iterator[Record]:
        place = Origin("", self.paths[0].name if self.paths else "")
        for reason, count in (+reading.left_comments).items():
            yield Skipped(place, "comment", reason, "", count)
        for domain, count in reading.terms.unmapped.items():
            hint = f"to keep them, say --taxonomy {domain}=topic or --taxonomy {domain}=section"
            yield Skipped(place, f"“{domain}” term", f"is neither category nor tag; {hint}", "", count)
        if reading.dropped_controls:
            yield Warned(place, place.file, f"{reading.dropped_controls} forbidden control characters left out")
