"""The embedded store: one SQLite file beside the paper's database, shared by every process of one machine.

Each method is one transaction, and a writing one has the right to write from its beginning. So either a put sees the
change that was applied, or the applying sees what was put: nothing rendered from old content is ever kept fresh.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import Entry, State
from broadsheet.press.store import embedded_journal as journal
from broadsheet.press.store.base import Explained, Store, StoreFigures, Touched
from broadsheet.press.store.embedded_file import Connection, PressFile
from broadsheet.press.store.embedded_rows import Prepared, entry_of, forget, insert, listed, replace

PATIENCE_SECONDS = 5.0
"""How long to wait for whoever writes."""

PAGES_AT_ONCE = 200
"""As many are trimmed in one transaction."""

MARK = """
    UPDATE entry SET state = :state, stale_since = :position
    WHERE state < :state AND position < :position
        AND id IN (SELECT id FROM entry_key WHERE key IN (SELECT value FROM json_each(:keys)))
    RETURNING name
"""
MARK_ALL = """
    UPDATE entry SET state = :state, stale_since = :position
    WHERE state < :state AND position < :position
    RETURNING name
"""
NAMED = "SELECT id, name FROM entry WHERE name IN (SELECT value FROM json_each(?))"
SHOWING = """
    SELECT id, name FROM entry
    WHERE id IN (SELECT id FROM entry_key WHERE key IN (SELECT value FROM json_each(?)))
"""
FORGET_ALL = ("DELETE FROM entry", "DELETE FROM content", "DELETE FROM entry_key", "DELETE FROM entry_hole")
UNWISHED = """
    SELECT 1 FROM entry
    WHERE name IN (SELECT value FROM json_each(?)) AND state > 0 AND wished_at = 0 LIMIT 1
"""
WISH = """
    UPDATE entry SET wished_at = ?2
    WHERE name IN (SELECT value FROM json_each(?1)) AND state > 0 AND wished_at = 0
"""
# The plus keeps SQLite from walking through every name in order.
SHOWING_IN_ORDER = """
    SELECT name FROM entry
    WHERE id IN (SELECT id FROM entry_key WHERE key IN (SELECT value FROM json_each(?1))) AND +name > ?2
    ORDER BY +name LIMIT ?3
"""
SLOWEST = """
    SELECT * FROM kept WHERE id IN (SELECT id FROM entry WHERE is_piece = 0 ORDER BY seconds DESC LIMIT ?)
    ORDER BY seconds DESC
"""
SHOWN_BY_NONE = """
    SELECT id, name FROM entry
    WHERE is_piece = 1 AND NOT EXISTS (SELECT 1 FROM entry_hole WHERE entry_hole.piece = entry.name)
"""
VOID_PAGES = "SELECT id, name, size FROM entry WHERE state > 0 AND state = 2 AND +is_piece = 0 LIMIT ?"  # + : by state
OLDEST_PAGES = "SELECT id, name, size FROM entry WHERE is_piece = 0 ORDER BY used_at LIMIT ?"


class EmbeddedStore(Store):
    """Keeps pages in the SQLite file at ``path``, which is made when first used. The contract is Store's."""

    def __init__(self, path: Path, patience: float = PATIENCE_SECONDS) -> None:
        self._file = PressFile(path, patience)
        self._holder = secrets.token_hex(8)

    def close(self) -> None:
        self._file.close()

    # Reading

    def get(self, name: str) -> Entry | None:
        with self._file.reading() as db:
            row = db.execute("SELECT * FROM kept WHERE name = ?", [name]).fetchone()
        return entry_of(row) if row else None

    def get_many(self, names: Iterable[str]) -> dict[str, Entry]:
        wanted = listed(names)
        with self._file.reading() as db:
            rows = db.execute("SELECT * FROM kept WHERE name IN (SELECT value FROM json_each(?))", [wanted]).fetchall()
        return {entry.name: entry for entry in map(entry_of, rows)}

    def touched_since(self, turn: int) -> Touched:
        with self._file.reading() as db:
            # Asked before the log is read: what is written in between is found again the next time.
            now = (db.execute("PRAGMA data_version").fetchone()[0], db.writes)
            before, asked, unchanged = db.seen
            if before == now and asked == turn and isinstance(unchanged, Touched):
                return unchanged
            touched = journal.touched_since(db, turn)
            db.seen = (now, touched.turn, Touched(touched.turn, frozenset(), touched.position))
        return touched

    def position(self) -> int:
        with self._file.reading() as db:
            return journal.fact(db, "position")

    # Writing

    def put(self, made: Sequence[tuple[Entry, frozenset[str]]]) -> dict[str, State]:
        ready = [Prepared.of(entry, keys) for entry, keys in made]  # before the transaction, which others wait for
        states: dict[str, State] = {}
        with self._file.writing() as db:
            touched = [one.name for one in ready if self._put_one(db, one, states)]
            journal.touch(db, touched)
        return states

    @staticmethod
    def _put_one(db: Connection, new: Prepared, states: dict[str, State]) -> bool:
        """Keep one; returns whether those who remember it must forget it."""
        kept = db.execute("SELECT id, position, state, version, keys FROM kept WHERE name = ?", [new.name]).fetchone()
        if kept and kept[1] > new.entry.position:
            states[new.name] = State(kept[2])
            return False
        state, since = journal.judged(db, new.entry.position, new.keys)
        states[new.name] = state
        if kept is None:
            insert(db, new, state, since)
            return True
        replace(db, kept, new, state, since)
        return (state, new.version) != (kept[2], kept[3])

    def apply(self, changes: Sequence[Noted]) -> set[str]:
        if not any(change.position > (known := self.position()) for change in changes):
            return set()
        marked: set[str] = set()
        with self._file.writing() as db:
            known = journal.fact(db, "position")
            new = sorted((one for one in changes if one.position > known), key=lambda one: one.position)
            for change in new:
                marked.update(self._mark(db, change))
            if new:
                journal.write_down(db, new)
                journal.touch(db, marked, even_if_none=True)
        return marked

    @staticmethod
    def _mark(db: Connection, change: Noted) -> list[str]:
        state = State.VOID if change.is_takedown else State.STALE
        rows = db.execute(
            MARK_ALL if EVERYTHING in change.keys else MARK,
            {"state": int(state), "position": change.position, "keys": listed(change.keys)},
        )
        return [name for (name,) in rows]

    def drop(self, names: Iterable[str]) -> None:
        wanted = listed(names)
        if wanted == "[]":
            return
        with self._file.writing() as db:
            journal.touch(db, forget(db, db.execute(NAMED, [wanted])))

    def purge(self, keys: Iterable[str]) -> set[str]:
        wanted = set(keys)
        with self._file.writing() as db:
            if EVERYTHING in wanted:
                found = db.execute("SELECT id, name FROM entry")
            else:
                found = db.execute(SHOWING, [listed(wanted)])
            gone = forget(db, found)
            journal.touch(db, gone)
        return set(gone)

    def clear(self, position: int = 0) -> None:
        with self._file.writing() as db:
            for statement in FORGET_ALL:
                db.execute(statement)
            journal.begin_at(db, position)
            journal.touch(db, None)

    # Making

    def to_make(self, limit: int) -> list[Entry]:
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT * FROM kept WHERE state > 0"
                " ORDER BY state DESC, wished_at = 0, wished_at, used_at DESC LIMIT ?",
                [limit],
            ).fetchall()
        return list(map(entry_of, rows))

    def page_with(self, piece: str) -> str:
        with self._file.reading() as db:
            rows = db.execute("SELECT name FROM entry JOIN entry_hole USING (id) WHERE piece = ? LIMIT 1", [piece])
            return "".join(name for (name,) in rows)

    def wish(self, names: Iterable[str]) -> None:
        wanted = listed(names)
        with self._file.reading() as db:
            if not db.execute(UNWISHED, [wanted]).fetchone():
                return  # so that a page many wait for is written down once
        with self._file.writing() as db:
            db.execute(WISH, [wanted, time.time()])

    def lease(self, name: str, seconds: float) -> bool:
        held = "SELECT 1 FROM lease WHERE name = ?1 AND ends > ?2 AND ends <= ?2 + seconds"
        with self._file.reading() as db:
            if db.execute(held, [name, time.time()]).fetchone():
                return False
        with self._file.writing() as db:
            now = time.time()  # not before: a lease given while this one waited would seem to come from the future
            if db.execute(held, [name, now]).fetchone():
                return False
            db.execute("DELETE FROM lease WHERE name = ?1 OR ends <= ?2", [name, now])
            db.execute("INSERT INTO lease VALUES (?, ?, ?, ?)", [name, self._holding(), now + seconds, seconds])
        return True

    def release(self, name: str) -> None:
        """Give a lease back. One that has run out and is another's by now stays the other's."""
        with self._file.writing() as db:
            db.execute("DELETE FROM lease WHERE name = ? AND holder = ?", [name, self._holding()])

    def _holding(self) -> str:
        return f"{self._holder}:{os.getpid()}"

    # Keeping within bounds

    def used(self, names: Iterable[str], at: float) -> None:
        with self._file.writing() as db:
            db.execute(
                "UPDATE entry SET used_at = ? WHERE name IN (SELECT value FROM json_each(?))", [at, listed(names)]
            )

    def trim(self, most_bytes: int) -> int:
        if self._bytes() <= most_bytes:
            return 0
        gone: list[str] = []
        with self._file.writing() as db:
            # Used in the future: the clock has been set back since. They are not kept for that.
            db.execute("UPDATE entry SET used_at = ?1 WHERE is_piece IN (0, 1) AND used_at > ?1", [time.time()])
        while (excess := self._bytes() - most_bytes) > 0 and (more := self._trim_once(excess)):
            gone += more
        return len(gone)

    def _bytes(self) -> int:
        with self._file.reading() as db:
            return db.execute("SELECT coalesce(sum(size), 0) FROM entry").fetchone()[0]

    def _trim_once(self, excess: int) -> list[str]:
        """Forget pieces nobody shows, else a few hundred pages: little at once, so that others can write."""
        with self._file.writing() as db:
            gone = forget(db, db.execute(SHOWN_BY_NONE)) or forget(db, _least_used(db, excess))
            journal.touch(db, gone)
        return gone

    # For people

    def explain(self, name: str) -> Explained | None:
        with self._file.reading() as db:
            row = db.execute("SELECT * FROM kept WHERE name = ?", [name]).fetchone()
            if row is None:
                return None
            used_at, since, keys = row[10:13]
            named = journal.named_by(db, since, keys)
        return Explained(entry_of(row), journal.unlisted(keys), used_at, since, named)

    def figures(self) -> StoreFigures:
        with self._file.reading() as db:
            pages, pieces = (
                db.execute("SELECT count(*) FROM entry WHERE is_piece = ?", [piece]).fetchone()[0] for piece in (0, 1)
            )
            stale, void = (
                db.execute("SELECT count(*) FROM entry WHERE state > 0 AND state = ?", [int(state)]).fetchone()[0]
                for state in (State.STALE, State.VOID)
            )
            position = journal.fact(db, "position")
        return StoreFigures(pages, pieces, stale, void, self._bytes(), position)

    def names(self, prefix: str = "/", after: str = "", limit: int = 1000) -> list[str]:
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT name FROM entry WHERE name >= ?1 AND name < ?1 || char(0x10ffff) AND name > ?2"
                " ORDER BY name LIMIT ?3",
                [prefix, after, limit],
            ).fetchall()
        return [name for (name,) in rows]

    def showing(self, keys: Iterable[str], after: str = "", limit: int = 1000) -> list[str]:
        with self._file.reading() as db:
            rows = db.execute(SHOWING_IN_ORDER, [listed(keys), after, limit]).fetchall()
        return [name for (name,) in rows]

    def slowest(self, limit: int) -> list[Entry]:
        with self._file.reading() as db:
            return list(map(entry_of, db.execute(SLOWEST, [limit]).fetchall()))

    # Notes kept beside the pages

    def read_note(self, name: str) -> str:
        with self._file.reading() as db:
            row = db.execute("SELECT text FROM note WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def leave_note(self, name: str, text: str) -> None:
        with self._file.writing() as db:
            if text:
                db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", [name, text])
            else:
                db.execute("DELETE FROM note WHERE name = ?", [name])

    def notes(self, prefix: str) -> dict[str, str]:
        with self._file.reading() as db:
            return dict(
                db.execute(
                    "SELECT name, text FROM note WHERE name >= ?1 AND name < ?1 || char(0x10ffff) ORDER BY name",
                    [prefix],
                )
            )


def _least_used(db: Connection, excess: int) -> list[tuple[int, str]]:
    """The pages to forget first, as many as make up for ``excess`` bytes, a few hundred at most, as (id, name)."""
    rows = db.execute(VOID_PAGES, [PAGES_AT_ONCE]).fetchall() or db.execute(OLDEST_PAGES, [PAGES_AT_ONCE]).fetchall()
    found = []
    for identity, name, size in rows:
        if excess <= 0:
            break
        found.append((identity, name))
        excess -= size
    return found
