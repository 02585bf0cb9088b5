"""The files of a Ghost export: JSON in parts Ghost can take in one piece, pictures and files in zips beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from broadsheet.ingest.exporters.ghost_nodes import Node
from broadsheet.ingest.exporters.ghost_terms import LINK, ROLE, ROLES, Terms, id_of

VERSION = "5.0.0"
"""Of Ghost, the first whose posts are Lexical; later ones take its exports too."""
MOST_POSTS = 5000
MOST_BYTES = 50_000_000
"""Of one part: Ghost holds it in memory several times over, and looks for each post among all of a part."""
MOST_ZIPPED = 200_000_000
IN_MEMORY = 1_000_000
TABLES = ("posts_meta", "posts_tags", "posts_authors")


def as_json(value: Any) -> str:
    """One line, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ExportFiles:
    """``ghost-1.json`` and so on in ``folder``. Each holds the tags and staff its own posts need; Ghost knows those
    of an earlier part again by their slugs. The first holds all that have no post, and ``settings``."""

    def __init__(
        self, folder: Path, terms: Terms, settings: Sequence[Node], exported_on: int,
        most_bytes: int = MOST_BYTES, most_posts: int = MOST_POSTS,
    ) -> None:  # fmt: skip
        self.folder, self.terms, self.settings, self.exported_on = folder, terms, settings, exported_on
        self.most_bytes, self.most_posts = most_bytes, most_posts
        self.paths: list[Path] = []
        self._part: _Part | None = None
        self._links = 0

    def write(self, post: Node, meta: Node, tags: Iterable[str], authors: Iterable[str]) -> None:
        """Add one post with the ids of its tags and authors in their order. Raises OSError."""
        part = self._part
        if part is not None and (part.posts >= self.most_posts or part.size >= self.most_bytes):
            self.close()
            part = None
        part = part or self._open()
        part.add_post(post)
        part.add("posts_meta", {"id": self._link(), "post_id": post["id"], **meta})
        for table, column, keys in (("posts_tags", "tag_id", tags), ("posts_authors", "author_id", authors)):
            for place, key in enumerate(keys):
                part.add(table, {"id": self._link(), "post_id": post["id"], column: key, "sort_order": place})
                (part.tags if column == "tag_id" else part.users)[key] = None

    def close(self) -> None:
        """End the present part; a paper without stories is still an export."""
        part = self._part or (self._open() if not self.paths else None)
        if part is None:
            return
        terms, first = self.terms, len(self.paths) == 1
        users = terms.users if first else {key: terms.users[key] for key in part.users}
        tags = terms.tags if first else {key: terms.tags[key] for key in part.tags}
        part.end(
            {
                "tags": list(tags.values()),
                "users": list(users.values()),
                "roles": [{"id": id_of(ROLE, number), "name": name} for number, name in ROLES.items()],
                "roles_users": [
                    {"id": self._link(), "user_id": user, "role_id": terms.role_of(user)} for user in users
                ],
                "settings": list(self.settings) if first else [],
            }
        )
        self._part = None

    def _link(self) -> str:
        self._links += 1
        return id_of(LINK, self._links)

    def _open(self) -> _Part:
        path = self.folder / f"ghost-{len(self.paths) + 1}.json"
        self.paths.append(path)
        self._part = _Part(path, {"exported_on": self.exported_on, "version": VERSION})
        return self._part


class _Part:
    """One file. Posts go into it as they come; what hangs on them waits beside it, for a table is one list."""

    def __init__(self, path: Path, meta: Node) -> None:
        self.tags: dict[str, None] = {}
        self.users: dict[str, None] = {}
        self.posts = self.size = 0
        self._stream = path.open("wb")
        self._beside: dict[str, IO[bytes]] = {name: _waiting() for name in TABLES}
        self._write(f'{{"db":[{{"meta":{as_json(meta)},"data":{{"posts":[')

    def add_post(self, post: Node) -> None:
        self._write(("\n" if not self.posts else ",\n") + as_json(post))
        self.posts += 1

    def add(self, table: str, row: Node) -> None:
        stream = self._beside[table]
        text = _bytes(("\n" if not stream.tell() else ",\n") + as_json(row))
        self.size += len(text)
        stream.write(text)

    def end(self, tables: Mapping[str, Sequence[Node]]) -> None:
        self._write("]")
        for table, stream in self._beside.items():
            self._write(f',"{table}":[')
            stream.seek(0)
            copyfileobj(stream, self._stream)
            stream.close()
            self._write("]")
        for table, rows in tables.items():
            inner = ",".join(f"\n{as_json(row)}" for row in rows)
            self._write(f',"{table}":[{inner}]')
        self._write("}}]}\n")
        self._stream.close()

    def _write(self, text: str) -> None:
        data = _bytes(text)
        self.size += len(data)
        self._stream.write(data)


def _waiting() -> IO[bytes]:
    return SpooledTemporaryFile(IN_MEMORY)  # open until the part ends


def _bytes(text: str) -> bytes:
    """UTF-8; half a surrogate pair, which no file can hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


class MediaZips:
    """``content-1.zip`` and so on: what Ghost keeps in its folder of that name, originals as they are."""

    def __init__(self, folder: Path, most_bytes: int = MOST_ZIPPED) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        self.paths: list[Path] = []
        self._zip: ZipFile | None = None
        self._size = 0

    def add(self, stored: Any, path: str) -> bool:
        """Put a stored file there; whether it was there to put. Raises OSError."""
        try:
            source = stored.storage.open(stored.name)
        except FileNotFoundError:
            return False
        room = self._room()
        with source, room.open(_member(path), "w", force_zip64=True) as into:
            copyfileobj(source, into)
        self._size += room.getinfo(path).file_size
        return True

    def close(self) -> None:
        if self._zip is not None:
            self._zip.close()
        self._zip = None

    def _room(self) -> ZipFile:
        if self._zip is not None and self._size >= self.most_bytes:
            self.close()
        if self._zip is None:
            self.paths.append(self.folder / f"content-{len(self.paths) + 1}.zip")
            self._zip, self._size = ZipFile(self.paths[-1], "w", ZIP_STORED), 0
        return self._zip


def _member(path: str) -> ZipInfo:
    """Without the moment it was made: the same paper gives the same zip."""
    made = ZipInfo(path)
    made.external_attr = 0o644 << 16
    return made
