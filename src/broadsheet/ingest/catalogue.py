"""What a source holds, without its bodies: a table of contents on disk, so that memory stays flat for any archive.

Filled by the first reading, completed by the plan (what becomes which page, under which address), and asked by the
second reading whenever a body links to another story or shows a picture.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadsheet.ingest.addresses import file_address, host_of, original_upload, path_of, same_place, upload_path
from broadsheet.ingest.records import MediaRef, Medium

_TABLES = """
CREATE TABLE entry (
    kind TEXT, key TEXT, title TEXT, slug TEXT, parent TEXT, state TEXT, published REAL, position INTEGER,
    checksum TEXT, own_slug TEXT,
    action TEXT DEFAULT '', page_id INTEGER, path TEXT DEFAULT '', url_path TEXT DEFAULT '',
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE address (place TEXT PRIMARY KEY, kind TEXT, key TEXT) WITHOUT ROWID;
CREATE TABLE medium (
    key TEXT PRIMARY KEY, path TEXT, parent TEXT, position INTEGER, model TEXT DEFAULT '', object_id INTEGER, url TEXT,
    address TEXT
) WITHOUT ROWID;
CREATE TABLE medium_record (number INTEGER PRIMARY KEY, record BLOB);
CREATE TABLE medium_use (clue TEXT PRIMARY KEY, owner TEXT) WITHOUT ROWID;
CREATE TABLE medium_page (address TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
CREATE TABLE redirect (old TEXT PRIMARY KEY, page_id INTEGER, link TEXT) WITHOUT ROWID;
CREATE INDEX medium_path ON medium (path);
CREATE INDEX medium_address ON medium (address);
CREATE INDEX medium_parent ON medium (parent, position);
CREATE INDEX entry_order ON entry (kind, published, position);
"""
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
ENDINGS = {
    "picture": PICTURES,
    "audio": (".mp3", ".m4a", ".ogg", ".oga", ".wav", ".flac", ".opus"),
    "video": (".mp4", ".m4v", ".webm", ".ogv", ".mov"),
}


@dataclass(slots=True)
class Entry:
    """One story or page. `own_slug` is the source's, empty where it has none; `action` is what the plan decided:
    create, update, unchanged, edited, gone, clash or adopt."""

    kind: str
    key: str
    title: str
    slug: str
    parent: str
    state: str
    published: float | None
    position: int
    checksum: str
    own_slug: str = ""
    action: str = ""
    page_id: int | None = None
    path: str = ""
    url_path: str = ""


@dataclass(slots=True)
class Stored:
    """A medium as it is kept here; `model` is 'photo' or 'file'."""

    model: str
    object_id: int
    url: str


class Catalogue:
    """See the module. One per run; `close` drops the temporary file."""

    def __init__(self, site: str) -> None:
        self.host = host_of(f"//{site}")
        self._db = sqlite3.connect("")  # a private temporary database that SQLite keeps on disk and removes itself
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        self._position = 0

    def know_site(self, site: str) -> None:
        """Whose addresses are the source's own; known once the source has been read."""
        self.host = host_of(f"//{site}")

    def close(self) -> None:
        self._db.close()

    # Stories and pages

    def add(self, entry: Entry, addresses: Sequence[str]) -> None:
        self._position += 1
        values = (entry.kind, entry.key, entry.title, entry.slug, entry.parent, entry.state, entry.published)
        self._db.execute(
            "INSERT OR IGNORE INTO entry"
            " (kind, key, title, slug, parent, state, published, position, checksum, own_slug)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, self._position, entry.checksum, entry.own_slug),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO address VALUES (?, ?, ?)",
            [(same_place(address), entry.kind, entry.key) for address in addresses],
        )

    def entry(self, kind: str, key: str) -> Entry | None:
        row = self._db.execute("SELECT * FROM entry WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return Entry(*row) if row else None

    def keys(self, kind: str, longer_than: int) -> list[str]:
        """Keys of that kind that are longer than so many characters."""
        query = "SELECT key FROM entry WHERE kind = ? AND length(key) > ?"
        return [key for (key,) in self._db.execute(query, (kind, longer_than))]

    def count(self, kind: str) -> int:
        return int(self._db.execute("SELECT count(*) FROM entry WHERE kind = ?", (kind,)).fetchone()[0])

    def batches(self, kind: str, size: int = 500) -> Iterator[list[Entry]]:
        """All entries of a kind, oldest first, in batches that may be changed while they are read."""
        keys = self._db.execute("SELECT key FROM entry WHERE kind = ? ORDER BY published, position", (kind,)).fetchall()
        for start in range(0, len(keys), size):
            found = [self.entry(kind, key) for (key,) in keys[start : start + size]]
            yield [entry for entry in found if entry is not None]

    def decide(self, entries: Sequence[Entry]) -> None:
        """Keeps what the plan set in the entries."""
        self._db.executemany(
            "UPDATE entry SET slug = ?, parent = ?, action = ?, page_id = ?, path = ?, url_path = ?"
            " WHERE kind = ? AND key = ?",
            [(e.slug, e.parent, e.action, e.page_id, e.path, e.url_path, e.kind, e.key) for e in entries],
        )

    def at_address(self, address: str) -> Entry | None:
        """The story or page an address of the old site belongs to; other sites' addresses belong to none."""
        host = host_of(address)
        if (host and host != self.host) or address.startswith(("#", "mailto:", "tel:")):
            return None
        places = dict.fromkeys((same_place(address), same_place(path_of(address).partition("?")[0])))
        for place in places:
            if place == "/":
                continue
            row = self._db.execute("SELECT kind, key FROM address WHERE place = ?", (place,)).fetchone()
            if row:
                return self.entry(*row)
        return None

    # Media

    def add_medium(self, medium: Medium) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO medium (key, path, parent, position, address) VALUES (?, ?, ?, ?, ?)",
            (medium.origin.key, medium.path.casefold(), medium.parent, medium.order, file_address(medium.url)),
        )

    def keep_medium(self, medium: Medium) -> None:
        """The record itself, so that the source need not be read once more for its media."""
        self.add_medium(medium)
        self._db.execute("INSERT INTO medium_record (record) VALUES (?)", (pickle.dumps(medium),))

    def media(self) -> Iterator[Medium]:
        """The kept records, in the order of the source; the catalogue may be changed meanwhile."""
        last = 0
        while rows := self._db.execute(
            "SELECT number, record FROM medium_record WHERE number > ? ORDER BY number LIMIT 500", (last,)
        ).fetchall():
            for last, record in rows:  # noqa: B007  (where to go on)
                medium: Medium = pickle.loads(record)  # noqa: S301  (written above, into a file that is ours alone)
                yield medium

    def store_medium(self, key: str, stored: Stored) -> None:
        self._db.execute(
            "UPDATE medium SET model = ?, object_id = ?, url = ? WHERE key = ?",
            (stored.model, stored.object_id, stored.url, key),
        )

    def keep_addresses(self, medium: Medium) -> None:
        """Of a medium that belongs to no story: they lead to the medium itself, once it is stored."""
        self._db.executemany(
            "INSERT OR IGNORE INTO medium_page VALUES (?, ?)",
            [(address, medium.origin.key) for address in medium.addresses],
        )

    def note_use(self, reference: MediaRef, owner: str) -> None:
        """The story or page of that key shows the medium; the first to show it is remembered."""
        clues = [(clue, owner) for clue in (reference.key, file_address(reference.url)) if clue]
        self._db.executemany("INSERT OR IGNORE INTO medium_use VALUES (?, ?)", clues)

    def stored_media(self, size: int = 500) -> Iterator[list[tuple[Stored, str]]]:
        """What has been stored, with the old address of its file, in batches."""
        rows = self._db.execute(
            "SELECT model, object_id, url, substr(address, instr(address, '/')) FROM medium"
            " WHERE model <> '' AND address <> ''"
        )
        while batch := rows.fetchmany(size):
            yield [(Stored(*row[:3]), row[3]) for row in batch]

    def media_stored(self, size: int = 500) -> Iterator[list[tuple[str, Stored]]]:
        """What has been stored, by its key in the source, in batches."""
        rows = self._db.execute("SELECT key, model, object_id, url FROM medium WHERE model <> ''")
        while batch := rows.fetchmany(size):
            yield [(row[0], Stored(*row[1:])) for row in batch]

    def media_pages(self, size: int = 500) -> Iterator[list[tuple[str, str, Stored | None]]]:
        """Addresses kept by `keep_addresses`, each with the key of a story or page that shows the medium, or '', and
        the medium if it has been stored."""
        rows = self._db.execute(
            "SELECT page.address, coalesce(named.owner, shown.owner, ''), model, object_id, url"
            " FROM medium_page AS page"
            " JOIN medium USING (key) LEFT JOIN medium_use AS named ON named.clue = key"
            " LEFT JOIN medium_use AS shown ON shown.clue = medium.address"
        )
        while batch := rows.fetchmany(size):
            yield [(row[0], row[1], Stored(*row[2:]) if row[2] else None) for row in batch]

    def count_media(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM medium").fetchone()[0])

    def children_of(self, key: str, kind: str = "picture") -> list[MediaRef]:
        """Pictures, "audio" or "video" that hang under a story (see bodies.MediaLookup)."""
        rows = self._db.execute(
            "SELECT key, path FROM medium WHERE parent = ? AND parent <> '' ORDER BY position, key", (key,)
        ).fetchall()
        return [MediaRef(key=found) for found, path in rows if path.endswith(ENDINGS[kind])]

    def stored(self, reference: MediaRef) -> Stored | None:
        """The photo or file a body speaks of, found by number or by address; None when it was not stored."""
        row = self._medium_row(reference, "model <> ''")
        return Stored(*row) if row else None

    def lists_medium(self, reference: MediaRef) -> bool:
        """Whether the source has a record of it, stored or not."""
        return self._medium_row(reference, "TRUE") is not None

    def _medium_row(self, reference: MediaRef, condition: str) -> tuple[str, int, str] | None:
        for column, value in self._clues(reference):
            row: tuple[str, int, str] | None = self._db.execute(
                f"SELECT model, object_id, url FROM medium WHERE {column} = ? AND {condition}",  # noqa: S608  (our own words)
                (value,),
            ).fetchone()
            if row:
                return row
        return None

    def _clues(self, reference: MediaRef) -> Iterator[tuple[str, str]]:
        """The address comes first: numbers in bodies outlive the pictures they were given to."""
        if named := file_address(reference.url):
            yield "address", named
        address = reference.url.partition("?")[0]
        path = upload_path(address) if "//" in address or address.startswith("/") else address
        if path:
            yield "path", path.casefold()
            yield "path", original_upload(path).casefold()
            yield "path", f"photos/{path}".casefold()
        if reference.key:
            yield "key", reference.key

    # Redirects

    def want_redirect(self, old: str, page_id: int | None, link: str) -> None:
        """The first to ask for an address gets it."""
        self._db.execute("INSERT OR IGNORE INTO redirect VALUES (?, ?, ?)", (old, page_id, link))

    def wanted_redirects(self, size: int = 500) -> Iterator[list[tuple[str, int | None, str]]]:
        """(old path, page id, link) in batches."""
        after = ""
        while rows := self._db.execute(
            "SELECT old, page_id, link FROM redirect WHERE old > ? ORDER BY old LIMIT ?", (after, size)
        ).fetchall():
            yield rows
            after = rows[-1][0]
