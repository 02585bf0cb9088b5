"""What every parser yields: plain records of a paper's content, free of any database.

A parser is re-iterable: the writer reads the records once to plan (terms, people, media, addresses) and once more
to write the stories. Bodies are kept as the source wrote them, together with the name of their format; `bodies`
turns them into blocks. Every record knows where it came from, so that each line of a report can say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class State(StrEnum):
    """How public the source held a story to be. Only PUBLISHED is ever shown to every reader straight away."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    PENDING = "pending"
    PRIVATE = "private"
    PASSWORD = "password"  # noqa: S105  (a state, not a secret)
    MEMBERS = "members"  # for whoever had signed up
    PAID = "paid"


class BodyFormat(StrEnum):
    """The dialect a body is written in."""

    HTML = "html"
    CLASSIC = "classic"  # HTML where an empty line starts a paragraph, with shortcodes
    GUTENBERG = "gutenberg"  # HTML between block comments, with shortcodes
    MARKDOWN = "markdown"


class Taxonomy(StrEnum):
    SECTION = "section"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: the key its source knows it by, and the place in the file."""

    key: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file or self.key


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A picture or file a body speaks of, by the source's own key, by address or path, or by both."""

    url: str = ""
    key: str = ""

    def __str__(self) -> str:
        return self.url or f"#{self.key}"


@dataclass(frozen=True, slots=True)
class StoryRef:
    """Another story a body speaks of, by its old address or its path in the folder."""

    address: str


Block = tuple[str, Any]


@dataclass(slots=True)
class Kept:
    """What only the paper's own export knows of a thing: fields of its model by their names, as they were stored.

    `access` is {"kind": "password" | "login" | "groups", …} or empty, `draft` the unpublished changes as a record of
    the same kind, `rows` an author's profiles; the last three are of photos and files."""

    fields: dict[str, Any]
    is_live: bool = True
    is_scheduled: bool = False
    access: dict[str, Any] = field(default_factory=dict)
    draft: Story | Page | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    stored_name: str = ""
    tags: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()


@dataclass(slots=True)
class Person:
    origin: Origin
    name: str
    slug: str
    role: str = ""
    biography: str = ""  # HTML, not yet sanitised
    email: str = ""  # only where the source showed it to readers
    website: str = ""
    profiles: dict[str, str] = field(default_factory=dict)
    picture: MediaRef | None = None
    is_guest: bool = False
    addresses: tuple[str, ...] = ()
    kept: Kept | None = None


@dataclass(slots=True)
class Term:
    """A section (with its parent's key) or a topic."""

    origin: Origin
    taxonomy: Taxonomy
    name: str
    slug: str
    parent: str = ""
    description: str = ""
    accent: str = ""
    order: int | None = None
    picture: MediaRef | None = None
    is_default: bool = False
    addresses: tuple[str, ...] = ()
    kept: Kept | None = None


@dataclass(slots=True)
class Medium:
    """A picture or a file. `path` is relative to the uploads folder."""

    origin: Origin
    path: str
    url: str = ""
    title: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""
    source: str = ""
    rights: str = ""
    description: str = ""
    focal: tuple[float, float] | None = None  # per cent from the left, per cent from the top
    parent: str = ""
    order: int = 0
    addresses: tuple[str, ...] = ()
    kept: Kept | None = None


@dataclass(slots=True)
class Correction:
    kind: str
    date: datetime
    note: str
    was_wrong: str = ""
    who: str = ""
    on_card: bool = False


@dataclass(slots=True)
class Source:
    """Where a story's knowledge comes from; `file` is a source document."""

    kind: str
    name: str = ""
    role: str = ""
    is_unnamed: bool = False
    why_unnamed: str = ""
    file: MediaRef | None = None
    url: str = ""
    desk_note: str = ""


@dataclass(slots=True)
class Question:
    question: str
    answer: str


@dataclass(slots=True)
class KeyPoint:
    text: str
    label: str = ""


@dataclass(slots=True)
class Story:
    """An article. `authors`, `sections` and `topics` hold keys of Person and Term records; `home` is the section it
    lives in where the source says so. `addresses` are the old paths, with query string where they had one."""

    origin: Origin
    title: str
    slug: str
    state: State
    body: str
    body_format: BodyFormat
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    home: str = ""
    topics: tuple[str, ...] = ()
    short_headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    kind: str = "news"
    picture: MediaRef | None = None
    picture_caption: str = ""
    picture_alt: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    summary: str = ""
    questions: tuple[Question, ...] = ()
    corrections: tuple[Correction, ...] = ()
    sources: tuple[Source, ...] = ()
    machine_use: str = ""
    machine_words: str = ""
    footnotes: tuple[str, ...] = ()
    language: str = ""
    hide_from_lists: bool = False
    no_republishing: bool = False
    seo_title: str = ""
    seo_description: str = ""
    canonical: str = ""
    social_picture: MediaRef | None = None
    is_pinned: bool = False  # the source kept it at the top of its front page
    password: str = ""  # of State.PASSWORD, as the source's readers know it
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the parser wants the report to say of this story
    kept: Kept | None = None


@dataclass(slots=True)
class Comment:
    """What a reader wrote under a story or page. `owner` is its key, `parent` the key of the comment it answers."""

    origin: Origin
    owner: str
    owner_kind: str  # "story" or "page"
    author: str
    body: str  # HTML or plain text with empty lines between paragraphs; not yet sanitised
    written: datetime | None = None
    parent: str = ""
    website: str = ""
    is_approved: bool = True
    is_mention: bool = False  # another site's pingback or trackback


@dataclass(slots=True)
class Page:
    """A standing page (about, privacy, …); `parent` is the key of another Page, or empty. `picture` opens its text."""

    origin: Origin
    title: str
    slug: str
    state: State
    body: str
    body_format: BodyFormat
    parent: str = ""
    order: int = 0
    published: datetime | None = None
    updated: datetime | None = None
    standfirst: str = ""
    picture: MediaRef | None = None
    footnotes: tuple[str, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    password: str = ""
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Kept | None = None


@dataclass(slots=True)
class MenuItem:
    """One line of a menu. `target` is the key of a Story, Page or Term (with `target_kind`), or empty for a URL."""

    label: str
    url: str = ""
    target_kind: str = ""
    target: str = ""
    children: list[MenuItem] = field(default_factory=list)


@dataclass(slots=True)
class Menu:
    origin: Origin
    name: str
    slug: str
    items: list[MenuItem] = field(default_factory=list)


@dataclass(slots=True)
class Skipped:
    """Something the source holds that is deliberately not imported, and why."""

    origin: Origin
    kind: str
    reason: str
    title: str = ""
    count: int = 1


@dataclass(slots=True)
class Warned:
    """Something imported that an editor should look at."""

    origin: Origin
    title: str
    message: str


Record = Person | Term | Medium | Story | Page | Comment | Menu | Skipped | Warned


class Archive(Protocol):
    """A source that can be read any number of times. `site` tells one source from another between runs;
    `media_root` is the folder that the paths of Medium records start from, if there is one; `moves_dates` says that
    the dates are worked out anew at every reading, so that they are no sign of a change."""

    kind: str
    site: str
    name: str
    media_root: Path | None
    moves_dates: bool

    def records(self) -> Iterator[Record]:
        """Everything, in any order but this: a term or person may follow the story that names it.

        Raises ImportRefused when the source is damaged; the first reading therefore reads to the end."""
        ...
