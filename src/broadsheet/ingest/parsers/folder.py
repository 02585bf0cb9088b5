"""A folder of Markdown or HTML files with YAML front matter, as records; also what the demo paper is kept in.

authors/<slug>.md · sections/<path>.md · topics/<slug>.md · pages/<slug>.md · stories/<section path>/<slug>.md
photos/<file> with photos/photos.yaml · files/<file>; for .md also .markdown, .html and .htm
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from broadsheet.ingest.addresses import path_of
from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.markdown import blocks_of_markdown, render
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers import folder_files, html_documents
from broadsheet.ingest.parsers.front_matter import Document, read_text, read_yaml
from broadsheet.ingest.parsers.trust_fields import correction, machines, source
from broadsheet.ingest.records import (
    BodyFormat,
    Correction,
    KeyPoint,
    MediaRef,
    Medium,
    Origin,
    Page,
    Person,
    Question,
    Record,
    Skipped,
    State,
    Story,
    Taxonomy,
    Term,
    Warned,
)

KINDS = ("news", "analysis", "opinion", "interview", "review", "explainer", "sponsored")
STATES = ("published", "draft", "scheduled")
KNOWN = {
    "authors": {"name", "slug", "role", "picture", "website", "email", "profiles", "guest"},
    "sections": {"title", "accent", "order", "description", "picture"},
    "topics": {"name", "description", "picture"},
    "pages": {"title", "standfirst", "order", "status", "seo_title", "seo_description", "aliases"},
    "stories": {
        "headline", "short_headline", "kicker", "standfirst", "kind", "date", "updated", "authors", "topics",
        "sections", "picture", "picture_caption", "picture_alt", "key_points", "summary", "questions", "corrections",
        "sources", "machines", "language", "status", "hide_from_lists", "aliases", "seo_title", "seo_description",
        "canonical", "no_republishing",
    },
}  # fmt: skip
OTHER = "other file"
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)


class FolderArchive:
    """One folder; see `records.Archive`. `zone` reads times that name none, `shift_to` moves all dates so that the
    newest story stands at that moment."""

    kind = "folder"
    suffixes: tuple[str, ...] = folder_files.SUFFIXES

    def __init__(self, root: Path | str, zone: tzinfo = UTC, shift_to: datetime | None = None) -> None:
        self.root = Path(root)
        self.media_root: Path | None = self.root
        self.zone = zone
        self.name = self.root.resolve().name
        self.site = f"folder:{self.name}"
        self.shift_to = shift_to
        self.moves_dates = shift_to is not None
        self._shift: timedelta | None = None
        self._topic_names: dict[str, str] = {}

    def records(self) -> Iterator[Record]:
        if not (self.root / "stories").is_dir():
            raise ImportRefused("there is no folder “stories” in it", file=self.root)
        self._topic_names = {}
        self._shift = self._find_shift()
        yield from self._media()
        yield from self._people()
        yield from self._terms()
        yield from self._pages()
        yield from self._stories()
        yield from self._ignored()

    def _ignored(self) -> Iterator[Record]:
        for path, reason in folder_files.ignored(self.root):
            place = self._origin(path.relative_to(self.root).as_posix(), path)
            yield Skipped(place, OTHER, reason, path.name)
            yield Warned(place, path.name, reason)

    # Dates

    def _find_shift(self) -> timedelta:
        if self.shift_to is None:
            return timedelta()
        newest = max(
            (moment for moment in (self._date_of(path) for path in self._files("stories")) if moment), default=None
        )
        return self.shift_to - newest if newest else timedelta()

    def _date_of(self, path: Path) -> datetime | None:
        document = html_documents.read(path, "stories")
        waiting = document.values.get("status") == "scheduled"
        return None if waiting else document.moment("date", self.zone)

    def _moved(self, moment: datetime | None) -> datetime | None:
        return moment + self._shift if moment and self._shift else moment

    def _moved_note(self, moment: datetime | None) -> datetime | None:
        """Updates and corrections of the newest stories may follow them, but not lie in the future."""
        moved = self._moved(moment)
        return min(moved, self.shift_to) if moved and self.shift_to else moved

    # Files

    def _files(self, folder: str) -> list[Path]:
        return folder_files.documents(self.root, folder, self.suffixes)

    def _path(self, path: Path, folder: str) -> str:
        return path.relative_to(self.root / folder).with_suffix("").as_posix()

    def _origin(self, key: str, path: Path, line: int | None = None) -> Origin:
        return Origin(key, path.relative_to(self.root).as_posix(), line)

    def _unknown(self, document: Document, folder: str) -> Iterator[Warned]:
        for name in sorted(set(document.values) - KNOWN[folder]):
            place = self._origin(name, document.path, document.lines.get(name))
            yield Warned(place, document.path.name, f"the field “{name}” is unknown and was not used")

    # Media

    def _media(self) -> Iterator[Record]:
        notes = self._photo_notes()
        for path in self._plain_files("photos"):
            if not folder_files.is_note(path):
                yield self._photo(path, notes.get(path.name, Document(path)))
        for name, document in notes.items():
            if not (self.root / "photos" / name).is_file():
                place = self._origin(f"photos/{name}", document.path, document.lines.get(""))
                yield Warned(place, name, "photos.yaml describes a picture that is not in the folder")
        for path in self._plain_files("files"):
            key = path.relative_to(self.root).as_posix()
            yield Medium(self._origin(key, path), path=key, title=path.stem.replace("-", " ").capitalize())

    def _plain_files(self, folder: str) -> list[Path]:
        return folder_files.plain_files(self.root, folder)

    def _photo_notes(self) -> dict[str, Document]:
        path = self.root / "photos" / "photos.yaml"
        if not path.is_file():
            return {}
        values, lines = read_yaml(read_text(path), path)
        notes = {}
        for name, entry in values.items():
            if not isinstance(entry, dict):
                raise ImportRefused("should be names with values", file=path, line=lines.get(name), field=name)
            notes[name] = Document(path, entry, dict.fromkeys([*entry, ""], lines.get(name, 1)))
        return notes

    def _photo(self, path: Path, document: Document) -> Medium:
        key = path.relative_to(self.root).as_posix()
        return Medium(
            self._origin(key, path),
            path=key,
            title=document.text("title") or path.stem.replace("-", " ").capitalize(),
            caption=document.text("caption"),
            alt=document.text("alt"),
            credit=document.text("credit"),
            source=document.text("source"),
            rights=document.text("rights"),
            focal=_focal(document),
        )

    # People and terms

    def _people(self) -> Iterator[Record]:
        for path in self._files("authors"):
            document = html_documents.read(path, "authors")
            yield from self._unknown(document, "authors")
            yield Person(
                self._origin(path.stem, path),
                name=document.text("name") or path.stem.replace("-", " ").title(),
                slug=document.text("slug") or path.stem,
                role=document.text("role"),
                biography=_as_html(document),
                email=document.text("email"),
                website=document.text("website"),
                profiles=document.mapping("profiles"),
                picture=_picture(document),
                is_guest=document.flag("guest"),
            )

    def _terms(self) -> Iterator[Record]:
        known = set()
        for path in self._files("sections"):
            document, key = html_documents.read(path, "sections"), self._path(path, "sections")
            known.add(key)
            yield from self._unknown(document, "sections")
            yield self._section(key, path, document)
        for key in self._sections_without_file(known):
            yield Term(
                Origin(key, f"stories/{key}"),
                Taxonomy.SECTION,
                key.rpartition("/")[2].replace("-", " ").capitalize(),
                key.rpartition("/")[2],
                parent=key.rpartition("/")[0],
            )
        for path in self._files("topics"):
            yield self._topic_of_file(path)

    def _section(self, key: str, path: Path, document: Document) -> Term:
        return Term(
            self._origin(key, path),
            Taxonomy.SECTION,
            document.text("title") or path.stem.replace("-", " ").capitalize(),
            path.stem,
            parent=key.rpartition("/")[0],
            description=document.text("description"),
            accent=document.text("accent"),
            order=document.number("order"),
            picture=_picture(document),
        )

    def _sections_without_file(self, known: set[str]) -> list[str]:
        missing = set()
        for path in self._files("stories"):
            key = self._path(path, "stories").rpartition("/")[0]
            while key and key not in known:
                missing.add(key)
                key = key.rpartition("/")[0]
        return sorted(missing)

    def _topic_of_file(self, path: Path) -> Term:
        document = html_documents.read(path, "topics")
        name = document.text("name") or path.stem.replace("-", " ").capitalize()
        self._topic_names[path.stem.casefold()] = name
        self._topic_names[name.casefold()] = name
        return Term(
            self._origin(name, path),
            Taxonomy.TOPIC,
            name,
            path.stem,
            description=document.text("description"),
            picture=_picture(document),
        )

    def _topics(self, document: Document) -> Iterator[Term]:
        for name in document.texts("topics"):
            if name.casefold() not in self._topic_names:
                self._topic_names[name.casefold()] = name
                slug = slugify(name, allow_unicode=True)
                place = self._origin(name, document.path, document.lines.get("topics"))
                yield Term(place, Taxonomy.TOPIC, name, slug)

    # Pages and stories

    def _pages(self) -> Iterator[Record]:
        for path in self._files("pages"):
            document, key = html_documents.read(path, "pages"), self._path(path, "pages")
            yield from self._unknown(document, "pages")
            self._check_body(document)
            yield Page(
                self._origin(key, path, document.body_line),
                title=document.text("title") or path.stem.replace("-", " ").capitalize(),
                slug=path.stem,
                state=State(document.choice("status", ("published", "draft"), "published")),
                body=document.body,
                body_format=_format(document),
                parent=key.rpartition("/")[0],
                order=document.number("order") or 0,
                standfirst=document.text("standfirst"),
                seo_title=document.text("seo_title"),
                seo_description=document.text("seo_description"),
                addresses=tuple(path_of(address) for address in document.texts("aliases")),
            )

    def _stories(self) -> Iterator[Record]:
        for path in self._files("stories"):
            document, key = html_documents.read(path, "stories"), self._path(path, "stories")
            if "/" not in key:
                raise ImportRefused("a story lies in the folder of its section: stories/<section>/", file=path)
            yield from self._unknown(document, "stories")
            yield from self._topics(document)
            yield self._story(key, path, document)

    def _story(self, key: str, path: Path, document: Document) -> Story:
        self._check_body(document)
        home = key.rpartition("/")[0]
        return Story(
            self._origin(key, path, document.body_line),
            title=self._headline(document),
            slug=path.stem,
            state=State(document.choice("status", STATES, "published")),
            body=document.body,
            body_format=_format(document),
            published=self._moved(document.moment("date", self.zone)),
            updated=self._moved_note(document.moment("updated", self.zone)),
            authors=document.texts("authors"),
            home=home,
            sections=tuple(dict.fromkeys((home, *(name.strip("/") for name in document.texts("sections"))))),
            topics=tuple(dict.fromkeys(self._topic_names[name.casefold()] for name in document.texts("topics"))),
            short_headline=document.text("short_headline"),
            kicker=document.text("kicker"),
            standfirst=document.text("standfirst"),
            kind=document.choice("kind", KINDS, "news"),
            picture=_picture(document),
            picture_caption=document.text("picture_caption"),
            picture_alt=document.text("picture_alt"),
            key_points=document.entries("key_points", _key_point, short="text"),
            summary=_markdown_line(document.text("summary")),
            questions=document.entries("questions", _question),
            corrections=document.entries("corrections", self._correction),
            sources=document.entries("sources", lambda one, _: source(one)),
            **machines(document),
            language=document.text("language"),
            hide_from_lists=document.flag("hide_from_lists"),
            no_republishing=document.flag("no_republishing"),
            seo_title=document.text("seo_title"),
            seo_description=document.text("seo_description"),
            canonical=document.text("canonical"),
            addresses=(f"/{key}/", *(path_of(address) for address in document.texts("aliases"))),
        )

    def _headline(self, document: Document) -> str:
        headline = document.text("headline") or document.text("title")
        if not headline and (match := _HEADING.search(document.body)):
            headline = match.group(1).strip()
        if not headline:
            raise document.refuse("is missing", "headline")
        return headline

    def _correction(self, document: Document, _values: dict[str, Any]) -> Correction:
        found = correction(document, self.zone, _markdown_line)
        return replace(found, date=self._moved_note(found.date) or found.date)

    def _check_body(self, document: Document) -> None:
        """Directives are tried while nothing has been written, so that a mistake names its file and line."""
        if ":::" in document.body and not html_documents.is_html(document):
            try:
                blocks_of_markdown(document.body, Context(), document.body_line)
            except ImportRefused as error:
                raise ImportRefused(error.message, file=document.path, line=error.line) from None


def _format(document: Document) -> BodyFormat:
    return BodyFormat.HTML if html_documents.is_html(document) else BodyFormat.MARKDOWN


def _picture(document: Document) -> MediaRef | None:
    name = document.text("picture")
    return MediaRef(name) if name else None


def _focal(document: Document) -> tuple[float, float] | None:
    value = document.values.get("focal")
    if value is None:
        return None
    numbers = [part for part in value if isinstance(part, (int, float))] if isinstance(value, list) else []
    if len(numbers) != 2 or not all(0 <= number <= 100 for number in numbers):
        raise document.refuse("should be two numbers from 0 to 100: [per cent from the left, from the top]", "focal")
    return (float(numbers[0]), float(numbers[1]))


def _key_point(document: Document, _values: dict[str, Any]) -> KeyPoint:
    return KeyPoint(document.text("text"), document.text("label"))


def _question(document: Document, _values: dict[str, Any]) -> Question:
    return Question(document.text("question"), _markdown_line(document.text("answer")))


def _markdown_line(text: str) -> str:
    """A few sentences of Markdown in a field, as HTML."""
    return render(text)


def _as_html(document: Document) -> str:
    return document.body if html_documents.is_html(document) else _markdown_line(document.body)
