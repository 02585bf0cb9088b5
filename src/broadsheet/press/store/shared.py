"""The shared store, for a paper served by several machines: entries in Valkey or Redis, all else in PostgreSQL.

PostgreSQL decides: each writing there is one transaction, has a turn, and is then sent to Redis, in order. Redis
alone answers readers, and is believed only where its own head shows that it has every mark this process knows of.
So neither half failing, emptied or restored from a backup brings an old page back.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from broadsheet.press.changes import Noted
from broadsheet.press.entries import Entry, State
from broadsheet.press.store import shared_marking as marking
from broadsheet.press.store import shared_upkeep as upkeep
from broadsheet.press.store.base import Explained, Store, StoreFigures, StoreUnavailableError, Touched
from broadsheet.press.store.shared_bodies import DROP, MARKS, PREFIX, Bodies, FullError
from broadsheet.press.store.shared_encoding import encoded
from broadsheet.press.store.shared_head import Head
from broadsheet.press.store.shared_ledger import Ledger
from broadsheet.press.store.shared_repair import repair

PAUSES = (0.002, 0.01)
"""Seconds to wait for a mark that is on its way to Redis."""
COMPARE_EVERY = 1.0
"""Seconds between two looks at whether Redis has all of PostgreSQL's log."""
WARN_EVERY = 60.0

log = logging.getLogger(__name__)


class SharedStore(Store):
    """Keeps entries at ``redis_url`` and ``database_url``. The contract is Store's.

    Whoever keeps one open asks ``touched_since`` again and again: that is how this process learns of marks that
    have not reached Redis, and how Redis is mended after a failure. An entry Redis lost counts as missing.
    """

    def __init__(self, redis_url: str, database_url: str, prefix: str = PREFIX) -> None:
        self._bodies = Bodies(redis_url, prefix)
        self._ledger = Ledger(database_url)
        self._known: Head | None = None
        self._holder = secrets.token_hex(8)
        self._is_behind = True
        self._compare_at = 0.0
        self._warned_at = 0.0
        self._swept_epoch = 0

    def close(self) -> None:
        self._ledger.close()
        self._bodies.close()

    # Reading

    def get_many(self, names: Iterable[str]) -> dict[str, Entry]:
        wanted = list(dict.fromkeys(names))
        known = self._known or self._first_head()
        for pause in (*PAUSES, 0.0):
            head, found = self._bodies.read(wanted)
            if head is not None and _has_all_marks(head, known):
                return found
            time.sleep(pause)
        self._is_behind = True
        return {}

    def _first_head(self) -> Head | None:
        try:
            return self._learn(self._ledger.head())
        except StoreUnavailableError:  # Redis is then believed: readers go on without the newsroom
            return None

    def _learn(self, head: Head) -> Head:
        """Remember where PostgreSQL stands. Of two threads the one that heard the older news last does no harm long."""
        known = self._known
        if known is None or head.epoch != known.epoch:
            self._is_behind = True
        elif head.turn < known.turn:
            return head
        self._known = head
        return head

    def touched_since(self, turn: int) -> Touched:
        try:
            head = self._learn(self._ledger.head())
            touched = upkeep.touched_since(self._ledger, head, turn)
        except StoreUnavailableError:
            return self._touched_as_redis_knows(turn)
        self._compare(head)
        return touched

    def _touched_as_redis_knows(self, turn: int) -> Touched:
        head = self._bodies.head()
        if head is None:
            raise StoreUnavailableError("neither PostgreSQL nor Redis knows what has changed")
        if turn and head.turn < turn:
            raise StoreUnavailableError("PostgreSQL is away, and Redis has not heard of the newest changes")
        return Touched(head.turn, frozenset() if turn in (0, head.turn) else None, head.position)

    def _compare(self, head: Head) -> None:
        """Mend Redis where it has lost something, or somebody died before it was told."""
        now = time.monotonic()
        if now < self._compare_at and not self._is_behind:
            return
        self._compare_at = now + COMPARE_EVERY
        try:
            seen = self._bodies.head()
            if seen is None or seen.place < head.place or seen.epoch != head.epoch:
                self._mend()
            self._is_behind = False
        except StoreUnavailableError:
            self._is_behind = False  # looked at again in a second

    def _mend(self) -> None:
        self._learn(repair(self._ledger, self._bodies))

    def position(self) -> int:
        try:
            return self._ledger.head().position
        except StoreUnavailableError:
            head = self._bodies.head()
            if head is None:
                raise
            return head.position

    # Writing

    def put(self, made: Sequence[tuple[Entry, frozenset[str]]]) -> dict[str, State]:
        states, arrived = self._put(made)
        return states if arrived else self._put(made)[0]

    def _put(self, made: Sequence[tuple[Entry, frozenset[str]]]) -> tuple[dict[str, State], bool]:
        with self._ledger.writing() as writing:
            states, kept = marking.put(writing, made)
        if not kept:
            return states, True
        self._learn(writing.after)
        return states, self._send(writing.before, writing.after, {entry.name: encoded(entry) for entry in kept})

    def apply(self, changes: Sequence[Noted]) -> set[str]:
        newest = max((change.position for change in changes), default=0)
        if newest <= self._ledger.head().position:
            return set()
        with self._ledger.writing() as writing:
            applied = marking.apply(writing, changes)
        if applied is None:
            return set()
        marked, named = applied
        self._send_marks(writing.before, writing.after, {name: MARKS[state] for name, state in named.items()})
        return marked

    def drop(self, names: Iterable[str]) -> None:
        with self._ledger.writing() as writing:
            gone = marking.drop(writing, names)
        self._send_dropped(writing.before, writing.after, gone)

    def purge(self, keys: Iterable[str]) -> set[str]:
        with self._ledger.writing() as writing:
            gone = marking.purge(writing, keys)
        self._send_dropped(writing.before, writing.after, gone)
        return gone

    def clear(self, position: int = 0) -> None:
        with self._ledger.writing() as writing:
            marking.clear(writing, position)
        self._learn(writing.after)
        self._is_behind = True
        self._compare(writing.after)

    # On to Redis

    def _send_dropped(self, before: Head, after: Head, names: Iterable[str]) -> None:
        if after != before:
            self._send_marks(before, after, dict.fromkeys(names, DROP))

    def _send_marks(self, before: Head, after: Head, writes: dict[str, bytes]) -> None:
        """Send marks. Where Redis does not take them it is not believed from now on, which is as good."""
        self._learn(after)
        try:
            self._send(before, after, writes)
        except StoreUnavailableError:
            self._is_behind = True

    def _send(self, before: Head, after: Head, writes: dict[str, bytes]) -> bool:
        """Send a writing; False where Redis was mended instead, which brings it every mark but nothing that was put."""
        try:
            arrived = self._bodies.send(before, after, writes)
        except FullError as error:
            self._make_do(before, after, writes)
            raise StoreUnavailableError("Redis is full", is_told=True) from error
        except StoreUnavailableError:
            self._is_behind = True
            raise
        if not arrived:
            self._mend()
        return arrived

    def _make_do(self, before: Head, after: Head, writes: dict[str, bytes]) -> None:
        """Redis has no room for these: take out what it has in their place, so that it keeps up all the same."""
        if time.monotonic() - self._warned_at > WARN_EVERY or not self._warned_at:
            self._warned_at = time.monotonic()
            log.warning("Redis is full: new pages are not kept. Give it more memory, or let it evict (allkeys-lru).")
        try:
            if not self._bodies.send(before, after, dict.fromkeys(writes, DROP)):
                self._mend()
        except FullError as error:
            self._is_behind = True
            raise StoreUnavailableError("Redis is full", is_told=True) from error

    # Making

    def to_make(self, limit: int) -> list[Entry]:
        return self._with_bodies(upkeep.to_make(self._ledger, limit))

    def _with_bodies(self, entries: list[Entry]) -> list[Entry]:
        """Entries with what is shown, where Redis has it."""
        try:
            _, found = self._bodies.read([entry.name for entry in entries])
        except StoreUnavailableError:
            return entries
        return [
            replace(there, state=entry.state) if (there := found.get(entry.name)) and _is_same(there, entry) else entry
            for entry in entries
        ]

    def page_with(self, piece: str) -> str:
        return upkeep.page_with(self._ledger, piece)

    def wish(self, names: Iterable[str]) -> None:
        upkeep.wish(self._ledger, names)

    def lease(self, name: str, seconds: float) -> bool:
        return upkeep.lease(self._ledger, name, self._holding(), seconds)

    def release(self, name: str) -> None:
        upkeep.release(self._ledger, name, self._holding())

    def _holding(self) -> str:
        return f"{self._holder}:{os.getpid()}"

    # Keeping within bounds

    def used(self, names: Iterable[str], at: float) -> None:
        upkeep.used(self._ledger, names, at)

    def trim(self, most_bytes: int) -> int:
        trimmed = 0
        upkeep.forget_old_leases(self._ledger)
        while (excess := upkeep.stored_bytes(self._ledger) - most_bytes) > 0:
            with self._ledger.writing() as writing:
                gone = upkeep.trim_once(writing, excess)
            if not gone:
                break
            self._send_dropped(writing.before, writing.after, gone)
            trimmed += len(gone)
        self._sweep()
        return trimmed

    def _sweep(self) -> None:
        """Remove from Redis what earlier epochs left there."""
        known = self._known or self._first_head()
        if known and known.epoch != self._swept_epoch:
            try:
                self._bodies.sweep()
                self._swept_epoch = known.epoch
            except StoreUnavailableError:
                return  # there is nothing to be swept where Redis is lost, and another time will do

    # For people

    def explain(self, name: str) -> Explained | None:
        explained = upkeep.explain(self._ledger, name)
        return replace(explained, entry=self._with_bodies([explained.entry])[0]) if explained else None

    def figures(self) -> StoreFigures:
        return upkeep.figures(self._ledger, self.position())

    def names(self, prefix: str = "/", after: str = "", limit: int = 1000) -> list[str]:
        return upkeep.names(self._ledger, prefix, after, limit)

    def showing(self, keys: Iterable[str], after: str = "", limit: int = 1000) -> list[str]:
        return upkeep.showing(self._ledger, keys, after, limit)

    def slowest(self, limit: int) -> list[Entry]:
        return upkeep.slowest(self._ledger, limit)

    # Notes kept beside the pages

    def read_note(self, name: str) -> str:
        return upkeep.read_note(self._ledger, name)

    def leave_note(self, name: str, text: str) -> None:
        upkeep.leave_note(self._ledger, name, text)

    def notes(self, prefix: str) -> dict[str, str]:
        return upkeep.notes(self._ledger, prefix)


def _has_all_marks(head: Head, known: Head | None) -> bool:
    if known is None or head.epoch > known.epoch:
        return True
    return head.epoch == known.epoch and head.turn >= known.marked


def _is_same(there: Entry, entry: Entry) -> bool:
    return (there.position, there.made_at) == (entry.position, entry.made_at)
