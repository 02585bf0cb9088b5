"""Ghost exports (versions 1 to 6) as records.

Posts become stories, pages standing pages, public tags topics, staff authors. Tags become sections only where that is
asked for, because Ghost has none. The file is read once for what belongs to the posts, then once more for each
reading of the posts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.text import slugify

from broadsheet.ingest.addresses import path_of, site_of
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.ghost_addresses import GhostAddresses
from broadsheet.ingest.parsers.ghost_files import GhostFiles
from broadsheet.ingest.parsers.ghost_index import GhostIndex
from broadsheet.ingest.parsers.ghost_people import menus_of, person_of, remarks_on, term_of
from broadsheet.ingest.parsers.ghost_posts import PostReader
from broadsheet.ingest.parsers.json_values import line_of_text, text_of
from broadsheet.ingest.parsers.members import count_members
from broadsheet.ingest.records import Origin, Record, Skipped, Taxonomy, Warned

PRIMARY = "primary"
NO_ADDRESS = (
    "an export does not say where the site was; name it (--site), so that pictures can be fetched and links that name "
    "the site lead to the stories here"
)


class GhostArchive:
    """One export of one or several files; see `records.Archive`. `address` is where the site was, which an export
    does not say; `sections` are slugs of tags that become sections, or `("primary",)` for every post's first tag;
    `opens_members` makes public what only members could read; `members` is a file that is checked and counted."""

    kind = "ghost"
    moves_dates = False

    def __init__(
        self,
        paths: Sequence[Path | str],
        uploads: Path | str | None = None,
        address: str = "",
        sections: Sequence[str] = (),
        opens_members: bool = False,
        members: Path | str | None = None,
    ) -> None:
        self.paths = [Path(path) for path in paths]
        self.address = _absolute(address)
        self.wanted_sections = tuple(sections)
        self.opens_members = opens_members
        self.members = Path(members) if members else None
        self.media_root = Path(uploads) if uploads else None
        self.site = site_of(address)
        self.name = ""
        self._index: GhostIndex | None = None

    def records(self) -> Iterator[Record]:
        if self.members is not None:
            number = count_members(self.members)
            reason = "kept in a private file beside the report; nobody was subscribed"
            yield Skipped(Origin("", self.members.name), "member", reason, "", number)
        index = self._read_index()
        base = path_of(self.address).rstrip("/") if self.address else ""
        sections = self._section_keys(index)
        addresses = GhostAddresses(index, base)
        for key, user in index.users.items():
            yield person_of(key, user, self.address, addresses)
        terms: dict[str, tuple[str, str]] = {}
        for tag in index.tags.values():
            if not tag.is_internal:
                taxonomy = Taxonomy.SECTION if tag.key in sections else Taxonomy.TOPIC
                terms[tag.slug] = (taxonomy.value, tag.key)
                yield term_of(tag, taxonomy, self.address, addresses)
        yield from menus_of(index, self.address, terms)
        yield from self._posts(index, PostReader(index, addresses, self.address, sections, self.opens_members))
        yield from addresses.unused_redirects(self.paths[0].name)
        if not self.address:
            yield Warned(Origin("", self.paths[0].name), self.name, NO_ADDRESS)
        yield from remarks_on(index)

    def _read_index(self) -> GhostIndex:
        if self._index is None:
            index = GhostIndex(GhostFiles(self.paths))
            self.name = line_of_text(index.settings.get("title"))
            self.site = self.site or f"ghost:{slugify(self.name, allow_unicode=True) or self.paths[0].stem}"
            if self.media_root is None:
                self.media_root = index.files.holds_media
            self._index = index
        return self._index

    def _section_keys(self, index: GhostIndex) -> frozenset[str]:
        if self.wanted_sections == (PRIMARY,):
            return frozenset(index.primary_tags())
        by_slug = {tag.slug: tag for tag in index.tags.values() if not tag.is_internal}
        for slug in self.wanted_sections:
            if slug not in by_slug:
                raise ImportRefused(f"there is no public tag “{slug}” to make a section of", file=self.paths[0])
        return frozenset(by_slug[slug].key for slug in self.wanted_sections)

    def _posts(self, index: GhostIndex, reader: PostReader) -> Iterator[Record]:
        seen: set[str] = set()
        for found in index.files.rows():
            if found.table != "posts":
                continue
            key = text_of(found.row.get("id")).strip()
            origin = Origin(key, found.file, found.line)
            title = line_of_text(found.row.get("title"))
            if not key:
                yield Skipped(origin, "story", "has no id of its own", title)
            elif key in seen:
                yield Skipped(origin, "story", "is in the export twice; the first is kept", title)
            else:
                seen.add(key)
                yield reader.record(found)


def _absolute(address: str) -> str:
    """'https://old.example/blog' of what somebody typed, without a slash at its end."""
    address = address.strip().rstrip("/")
    return address if not address or "//" in address else f"https://{address}"
