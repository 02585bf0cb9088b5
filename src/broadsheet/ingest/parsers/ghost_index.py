"""What belongs to the posts of a Ghost export but stands in tables of its own: people, tags, metadata, settings.

The small tables are kept in memory; what grows with the number of posts goes to a private database on disk.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers import ghost_files
from broadsheet.ingest.parsers.ghost_files import KNOWN_VERSIONS, NOT_AN_EXPORT, GhostFiles, Row, TableRow
from broadsheet.ingest.parsers.json_values import line_of_text, text_of

_TABLES = """
CREATE TABLE link (kind TEXT, post TEXT, other TEXT, place INTEGER);
CREATE TABLE meta (post TEXT PRIMARY KEY, row TEXT) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX link_of_post ON link (kind, post, place)"
LINKS = {"posts_authors": ("author", "author_id"), "posts_tags": ("tag", "tag_id")}
BATCH = 1000
NOT_READ = {
    "newsletters": "newsletter",
    "emails": "e-mail",
    "members": "member",
    "snippets": "snippet",
    "offers": "offer",
    "products": "tier",
    "comments": "comment",
}
"""Tables of things this paper has no place for, by what the report calls one of them."""


@dataclass(slots=True)
class GhostUser:
    row: Row
    file: str
    line: int


@dataclass(slots=True)
class GhostTag:
    key: str
    slug: str
    name: str
    row: Row
    file: str
    line: int

    @property
    def is_internal(self) -> bool:
        """Ghost hides tags that begin with #; their slugs begin with hash-."""
        return self.row.get("visibility") == "internal" or self.name.startswith("#") or self.slug.startswith("hash-")


@dataclass
class GhostIndex:
    """Filled by one reading of every file. Raises ImportRefused where the export cannot be read or is not one."""

    files: GhostFiles
    users: dict[str, GhostUser] = field(default_factory=dict)
    tags: dict[str, GhostTag] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[str, str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._db = sqlite3.connect("", check_same_thread=False)  # SQLite keeps it on disk and removes it itself
        self._db.executescript(_TABLES)
        self._versions: dict[str, str] = {}
        self._with_posts: set[str] = set()
        for row in self.files.rows():
            self._take(row)
        self._flush()
        self._db.execute(_INDEXES)
        for file in self.files.exports:
            if file.label not in self._with_posts:
                raise ImportRefused(NOT_AN_EXPORT, file=file.label)
            if file.label not in self._versions:
                raise ImportRefused("the export does not say which version of Ghost wrote it", file=file.label)

    def authors_of(self, post: str) -> list[str]:
        return self._linked("author", post)

    def tags_of(self, post: str) -> list[GhostTag]:
        return [self.tags[key] for key in self._linked("tag", post) if key in self.tags]

    def meta_of(self, post: str) -> Row:
        found = self._db.execute("SELECT row FROM meta WHERE post = ?", (post,)).fetchone()
        row: Row = json.loads(found[0]) if found else {}
        return row

    def uses_of(self, tag: str) -> int:
        """How many posts bear a tag."""
        query = "SELECT count(DISTINCT post) FROM link WHERE kind = 'tag' AND other = ?"
        return int(self._db.execute(query, (tag,)).fetchone()[0])

    def primary_tags(self) -> set[str]:
        """Keys of the tags that are some post's first public one."""
        found: set[str] = set()
        first = ""
        for post, other in self._db.execute("SELECT post, other FROM link WHERE kind = 'tag' ORDER BY post, place"):
            tag = self.tags.get(other)
            if post != first and tag is not None and not tag.is_internal:
                found.add(other)
                first = post
        return found

    def _linked(self, kind: str, post: str) -> list[str]:
        query = "SELECT other FROM link WHERE kind = ? AND post = ? ORDER BY place, rowid"
        return list(dict.fromkeys(other for (other,) in self._db.execute(query, (kind, post))))

    # Filling

    def _take(self, found: TableRow) -> None:
        row, key = found.row, text_of(found.row.get("id")).strip()
        match found.table:
            case "meta":
                self._take_version(found)
            case ghost_files.TABLE if row["name"] == "posts":
                self._with_posts.add(found.file)
            case "users" if key:
                self.users.setdefault(key, GhostUser(row, found.file, found.line))
            case "tags" if key:
                self._take_tag(key, found)
            case "settings":
                self.settings.setdefault(text_of(row.get("key")), text_of(row.get("value")))
            case "posts_meta":
                post = text_of(row.get("post_id"))
                self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (post, json.dumps(row)))
            case "posts_authors" | "posts_tags":
                kind, column = LINKS[found.table]
                self._link(kind, row, text_of(row.get(column)))
            case table if table in NOT_READ:
                self.unread[table] = self.unread.get(table, 0) + 1

    def _take_version(self, found: TableRow) -> None:
        version = text_of(found.row.get("version")).strip()
        if version.partition(".")[0] not in KNOWN_VERSIONS:
            raise ImportRefused(
                f"this export was written by Ghost {version[:20] or '(no version)'}; known are versions 1 to 6",
                file=found.file,
                line=found.line,
            )
        self._versions[found.file] = version

    def _take_tag(self, key: str, found: TableRow) -> None:
        name = line_of_text(found.row.get("name"))
        slug = text_of(found.row.get("slug")).strip() or name.lower().replace(" ", "-")
        if slug:
            self.tags.setdefault(key, GhostTag(key, slug, name or slug, found.row, found.file, found.line))

    def _link(self, kind: str, row: dict[str, Any], other: str) -> None:
        self._waiting.append((kind, text_of(row.get("post_id")), other, _place(row.get("sort_order"))))
        if len(self._waiting) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO link VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting.clear()


def _place(value: Any) -> int:
    """A place in an order, 0 for whatever is none that a database could hold."""
    return value if isinstance(value, int) and abs(value) < 2**31 else 0
