"""The folder that `export folder` writes, as records: the folder format, with everything the paper knows of its pages.

Texts are taken letter for letter, and each record carries what only its own paper's export can say (`records.Kept`).
Redirects and what editors arranged by hand are no records of their own; the writer asks for them at the end.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from broadsheet.ingest.addresses import site_of
from broadsheet.ingest.bodies.own_text import OwnComment
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.own_export import FORMAT, IDENTITY, REDIRECT_COLUMNS
from broadsheet.ingest.parsers import own_records
from broadsheet.ingest.parsers.folder import FolderArchive
from broadsheet.ingest.parsers.front_matter import LARGEST_FILE, Document, read_document_as, read_text, read_yaml
from broadsheet.ingest.records import Comment, Origin, Record, Story, Warned


class ExactDocument(Document):
    """A document whose texts keep their blanks at both ends."""

    __slots__ = ()

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else super().text(name, default)


def is_own_export(root: Path) -> bool:
    """Whether the folder is one that `export folder` wrote."""
    return (root / IDENTITY).is_file()


class OwnFolderArchive(FolderArchive):
    """See `records.Archive`. `identities` are the papers' own keys of stories and pages, known after a reading."""

    suffixes = (".md",)

    def __init__(self, root: Path | str, zone: tzinfo = UTC) -> None:
        super().__init__(root, zone)
        values, _lines = read_yaml(read_text(self.root / IDENTITY), self.root / IDENTITY)
        self._refuse(values)
        self.name = str(values.get("paper") or self.name)
        self.site = f"paper:{site_of(str(values['address']))}"
        self.identities: dict[tuple[str, str], str] = {}
        self._addresses: dict[tuple[str, str], str] = {}

    def _refuse(self, values: dict[str, Any]) -> None:
        place = self.root / IDENTITY
        if values.get("unfinished"):
            raise ImportRefused("this export was interrupted; run “broadsheet export folder” again", file=place)
        if values.get("format") != FORMAT or not values.get("address"):
            raise ImportRefused("this export is of another version of Broadsheet than this one reads", file=place)

    def records(self) -> Iterator[Record]:
        self.identities.clear()
        yield from self._media()
        for path in self._files("authors"):
            yield own_records.person(self._read(path), self._origin(path.stem, path))
        for path in self._in_order("sections"):
            section = own_records.section(self._read(path), self._origin(self._path(path, "sections"), path), self.zone)
            self._address("sections", section)
            yield section
        for path in self._files("topics"):
            yield own_records.topic(self._read(path), self._origin(path.stem, path))
        for path in self._in_order("pages"):
            yield self._page_of(path)
        for path in self._files("stories"):
            yield self._story_of(path)
        yield from self._comments()

    def arrangement(self) -> Document:
        """What front.yaml says; empty where there is none."""
        path = self.root / "front.yaml"
        if not path.is_file():
            return ExactDocument(path)
        values, lines = read_yaml(read_text(path), path, largest=LARGEST_FILE)
        return ExactDocument(path, values, lines)

    def redirects(self) -> Iterator[dict[str, str]]:
        """The lines of redirects.csv by the names of their columns."""
        path = self.root / "redirects.csv"
        if not path.is_file():
            return
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ()) != REDIRECT_COLUMNS:
                raise ImportRefused(f"should have the columns {', '.join(REDIRECT_COLUMNS)}", file=path, line=1)
            for row in rows:
                yield {name: row.get(name) or "" for name in REDIRECT_COLUMNS}

    def histories(self) -> Iterator[tuple[str, str]]:
        """The published versions of stories: the name of each file, and its text."""
        for path in sorted((self.root / "history").rglob("*.json")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8", errors="replace")

    # Read

    def _read(self, path: Path) -> ExactDocument:
        return read_document_as(ExactDocument, path, LARGEST_FILE)

    def _in_order(self, folder: str) -> list[Path]:
        """Parents before children, siblings as they were."""
        paths = self._files(folder)
        order = {path: self._read(path).number("order") or 0 for path in paths}
        return sorted(paths, key=lambda path: (len(path.parts), path.parent, order[path], path))

    def _story_of(self, path: Path) -> Record:
        key = self._path(path, "stories")
        document = self._read(path)
        if "/" not in key:
            raise ImportRefused("a story lies in the folder of its section: stories/<section>/", file=path)
        self._check_body(document)
        story = own_records.story(document, self._origin(key, path, document.body_line), self.zone)
        draft = self.root / "drafts" / "stories" / path.relative_to(self.root / "stories")
        if story.kept is not None and draft.is_file() and not draft.is_symlink():
            changed = self._read(draft)
            self._check_body(changed)
            story.kept.draft = own_records.story(changed, self._origin(key, draft, changed.body_line), self.zone)
        self._identify("story", story)
        story.addresses = (self._address("sections", story),)
        return story

    def _page_of(self, path: Path) -> Record:
        key = self._path(path, "pages")
        document = self._read(path)
        self._check_body(document)
        page = own_records.page(document, self._origin(key, path, document.body_line), self.zone)
        draft = self.root / "drafts" / "pages" / path.relative_to(self.root / "pages")
        if page.kept is not None and draft.is_file() and not draft.is_symlink():
            changed = self._read(draft)
            self._check_body(changed)
            page.kept.draft = own_records.page(changed, self._origin(key, draft, changed.body_line), self.zone)
        self._identify("page", page)
        page.addresses = (self._address("pages", page),)
        return page

    def _address(self, folder: str, record: Any) -> str:
        """Where it was: folders are named for slugs, but not every slug can be a folder's name."""
        above = self._addresses.get((folder, record.origin.key.rpartition("/")[0]), "/")
        address = f"{above}{record.slug}/"
        if not isinstance(record, Story):
            self._addresses[folder, record.origin.key] = address
        return address

    def _identify(self, kind: str, record: Any) -> None:
        if identity := record.kept.fields.get("translation_key"):
            self.identities[kind, record.origin.key] = str(identity)

    # Media and comments

    def _media(self) -> Iterator[Record]:
        for folder in ("photos", "files"):
            sidecars = [path for path in self._plain_files(folder) if path.suffix == ".yaml"]
            for sidecar in sidecars:
                path = sidecar.with_suffix("")
                key = path.relative_to(self.root).as_posix()
                if path.is_file() and not path.is_symlink():
                    values, lines = read_yaml(read_text(sidecar), sidecar, largest=LARGEST_FILE)
                    document = ExactDocument(sidecar, values, dict.fromkeys([*lines, ""], 1))
                    yield own_records.medium(document, self._origin(key, path), self.zone)
                elif path.suffix != ".yaml":
                    place = self._origin(key, sidecar)
                    yield Warned(place, path.name, "is described here and is not in the folder")

    def _comments(self) -> Iterator[Record]:
        base = self.root / "comments"
        for kind, folder in (("page", "pages"), ("story", "stories")):
            for path in sorted((base / folder).rglob("*.yaml")):
                if path.is_file() and not path.is_symlink():
                    yield from self._comments_of(path, kind, path.relative_to(base / folder).with_suffix("").as_posix())

    def _comments_of(self, path: Path, kind: str, owner: str) -> Iterator[Record]:
        values, lines = read_yaml(read_text(path), path, largest=LARGEST_FILE)
        document = ExactDocument(path, values, lines)
        rows = document.entries("comments", lambda entry, _values: entry)
        for number, row in enumerate(rows, 1):
            answers = row.number("answers")
            yield Comment(
                Origin(f"{kind} {owner} {number}", path.relative_to(self.root).as_posix()),
                owner=owner,
                owner_kind=kind,
                author=row.text("author"),
                body=OwnComment(row.text("body")),
                written=row.moment("written", self.zone),
                parent=f"{kind} {owner} {answers}" if answers else "",
                website=row.text("website"),
                is_approved=not row.flag("hidden"),
                is_mention=row.flag("mention"),
            )
