"""The first reading: the whole source is seen, and refused if damaged, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from django.utils.text import slugify

from broadsheet.ingest.bodies.words import visible_text
from broadsheet.ingest.catalogue import Catalogue, Entry
from broadsheet.ingest.proof.ledger import kind_of
from broadsheet.ingest.records import (
    Comment,
    Medium,
    Menu,
    MenuItem,
    Origin,
    Page,
    Person,
    Record,
    Skipped,
    Story,
    Taxonomy,
    Term,
    Warned,
)
from broadsheet.ingest.report import Report
from broadsheet.ingest.writer.job import Progress

SLUG_LIMIT = 180
TITLE_WORDS = 9
DATES = frozenset({"published", "updated", "corrections"})


@dataclass(slots=True)
class Contents:
    """The small things of a source, which are kept in memory; stories, pages and media are in the catalogue."""

    ignored: frozenset[str] = frozenset()  # fields that say nothing about whether a story has changed
    people: list[Person] = field(default_factory=list)
    sections: list[Term] = field(default_factory=list)
    topics: list[Term] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)
    pinned: list[Origin] = field(default_factory=list)


def survey(
    records: Iterable[Record], catalogue: Catalogue, report: Report, moves_dates: bool, progress: Progress
) -> Contents:
    """Reads everything once; `moves_dates` is the archive's (see records.Archive)."""
    contents = Contents(DATES if moves_dates else frozenset())
    for number, record in enumerate(records, 1):
        _expect(record, report)
        _note(record, contents, catalogue, report)
        if number % 200 == 0:
            progress(number, None, "reading")
    return contents


def _expect(record: Record, report: Report) -> None:
    """What the source holds, counted apart from what becomes of it: in the end the two must agree."""
    match record:
        case Warned():
            return
        case Skipped():
            report.expect(record.kind, record.count)
        case Menu():
            report.expect("menu item", size_of(record.items))
        case Comment():
            report.expect("comment")
        case _:
            report.expect(kind_of(record))
            report.ledger.note(record, headline_of(record) if isinstance(record, Story | Page) else "")


def size_of(items: Iterable[MenuItem]) -> int:
    """Lines of a menu, with those below them."""
    return sum(1 + size_of(item.children) for item in items)


def _note(record: Record, contents: Contents, catalogue: Catalogue, report: Report) -> None:
    match record:
        case Person():
            contents.people.append(record)
        case Term(taxonomy=Taxonomy.SECTION):
            contents.sections.append(record)
        case Term():
            contents.topics.append(record)
        case Menu():
            contents.menus.append(record)
        case Medium():
            catalogue.keep_medium(record)
        case Story():
            catalogue.add(_entry("story", record, record.home, contents.ignored), record.addresses)
            if record.is_pinned:
                contents.pinned.append(record.origin)
        case Page():
            catalogue.add(_entry("page", record, record.parent, contents.ignored), record.addresses)
        case Skipped():
            report.skip(record.kind, record.reason, record.count)
        case Warned():
            report.warn(record.origin, record.title, record.message)


def _entry(kind: str, record: Story | Page, parent: str, ignored: frozenset[str]) -> Entry:
    return Entry(
        kind,
        record.origin.key,
        headline_of(record),
        slug_of(record),
        parent or "\n".join(getattr(record, "sections", ())),
        record.state,
        record.published.timestamp() if record.published else None,
        0,
        checksum_of(record, ignored),
        record.slug,
    )


def checksum_of(record: Story | Page, ignored: frozenset[str] = frozenset()) -> str:
    """Changes when anything but the record's place in the file, and the ignored fields, changes."""
    digest = blake2b(digest_size=20)
    for name in record.__slots__:
        if name not in ("origin", "notes") and name not in ignored:
            digest.update(repr(getattr(record, name)).encode("utf-8", "replace"))
    return digest.hexdigest()


def headline_of(record: Story | Page) -> str:
    """The title; for a story without one, its first words."""
    if record.kept is not None:
        return record.title
    if record.title.strip():
        return record.title.strip()
    words = visible_text(record.body[:2000]).split()
    start = " ".join(words[:TITLE_WORDS])
    return (start + " …" if len(words) > TITLE_WORDS else start) or "Untitled"


def slug_of(record: Story | Page) -> str:
    """The source's own slug if it has one, else the title's, else its number."""
    if record.kept is not None:
        return record.slug
    wanted = slugify(record.slug, allow_unicode=True) or slugify(headline_of(record), allow_unicode=True)
    return wanted[:SLUG_LIMIT].strip("-_") or f"{slugify(record.origin.key)}" or "story"
