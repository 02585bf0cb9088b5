"""What one process remembers of the store: the pages it serves most, ready to be sent.

A hit takes no lock. It rests on single operations on a dict, and on reading and writing one attribute, each of which
CPython does whole (the global interpreter lock); everything that changes more than one thing holds ``_lock``. The
worst a hit can see of a change under way is the page as it was a moment before.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence

from broadsheet.press.assemble import Assembled, assemble
from broadsheet.press.entries import PIECE, Entry

MOST_BYTES = 64 << 20
BESIDE = 1000
"""Bytes a remembered entry takes beside its parts, about."""
RING_SLACK = 100
"""Places left in the ring by what is forgotten are swept when there are more of them than this and than entries."""
MOST_MISSING = 10_000
MISSING_PART = 16
"""What is remembered of addresses without a page may take this part of what pages may."""


class _Kept:
    """An entry and, of a page, what it was last assembled to and from.

    ``used`` is set by every hit after the first and cleared by the hand of the clock; what that finds cleared is
    forgotten.
    """

    __slots__ = ("entry", "generation", "pieces", "ready", "size", "used")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.ready: tuple[Entry, Assembled] | None = None
        self.pieces: Sequence[Entry] = ()
        self.generation = -1
        self.size = entry.size + BESIDE
        self.used = False  # what is asked for once only must not push out what is asked for all the time


class Memory:
    """Remembers entries and assembled pages, at most ``most_bytes`` of them: the last used ones, nearly.

    ``generation`` turns when a piece is forgotten or replaced: a page assembled in this one need not look at its
    pieces. What is forgotten and how it is done: second chance, a ring of names and a hand that goes round.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.generation = 0
        self.bytes = 0
        self._kept: dict[str, _Kept] = {}
        self._ring: deque[_Kept] = deque()
        self._moment = 0
        self._lock = threading.RLock()

    def page(self, name: str) -> tuple[Entry, Assembled] | None:
        """The page and what is sent of it; None where it, or one of its pieces, is not remembered."""
        kept = self._kept.get(name)
        if kept is None:
            return None
        if kept.generation != self.generation:
            return self._looked_over(kept)
        kept.used = True
        return kept.ready

    def moment(self) -> int:
        """To be asked before the store is, and handed to put_many with what the store said."""
        return self._moment

    def put_many(self, entries: Iterable[Entry], since: int) -> bool:
        """Remember what the store said after moment ``since``.

        Not if anything was forgotten in the meantime, as it may be just this; returns whether it was remembered.
        """
        with self._lock:
            if since != self._moment:
                return False
            for entry in entries:
                self._put(entry)
            self._make_room()
            return True

    def forget(self, names: Iterable[str] | None) -> None:
        """Forget entries of these names; None: all of them."""
        with self._lock:
            self._moment += 1
            if names is None:
                self.generation += 1
                self._kept.clear()
                self._ring.clear()
                self.bytes = 0
                return
            wanted = set(names)
            for name in wanted:
                self._drop(self._kept.get(name))
            # Turned for a piece not remembered too: a page assembled from it may be.
            if any(name.startswith(PIECE) for name in wanted):
                self.generation += 1

    def __len__(self) -> int:
        return len(self._kept)

    # Putting together

    def _looked_over(self, kept: _Kept) -> tuple[Entry, Assembled] | None:
        generation = self.generation  # read first: if it turns meanwhile, the page is looked over again
        pieces = self._pieces_of(kept.entry)
        if pieces is None:
            return None
        with self._lock:  # what it is put together from and to is compared and changed as one
            if kept.ready is not None and _are_same(pieces, kept.pieces):
                kept.pieces = pieces
                kept.generation = max(kept.generation, generation)
                kept.used = True
                return kept.ready
        return self._assembled(kept, pieces, generation)

    def _pieces_of(self, page: Entry) -> list[Entry] | None:
        pieces = []
        for name in page.holes:
            kept = self._kept.get(name)
            if kept is None:
                return None
            kept.used = True
            pieces.append(kept.entry)
        return pieces

    def _assembled(self, kept: _Kept, pieces: list[Entry], generation: int) -> tuple[Entry, Assembled]:
        ready = kept.entry, assemble(kept.entry, {piece.name: piece for piece in pieces})
        with self._lock:
            if kept.ready is not None and kept.generation > generation:
                return kept.ready  # by a thread that was quicker, and knows newer pieces
            kept.ready, kept.pieces = ready, pieces
            self._resize(kept, kept.entry.size + len(ready[1].text) + len(ready[1].gzip) + 2 * BESIDE)
            kept.generation = generation
            self._make_room()
        return ready

    # Keeping

    def _put(self, entry: Entry) -> None:
        before = self._kept.get(entry.name)
        if before is not None and before.entry == entry:
            return
        if before is not None and entry.is_piece and before.entry.parts != entry.parts:
            self.generation += 1
        self._drop(before)
        kept = _Kept(entry)
        self._kept[entry.name] = kept
        self._ring.append(kept)
        self.bytes += kept.size

    def _drop(self, kept: _Kept | None) -> None:
        if kept is not None and self._kept.get(kept.entry.name) is kept:
            del self._kept[kept.entry.name]
            self.bytes -= kept.size

    def _resize(self, kept: _Kept, size: int) -> None:
        if self._kept.get(kept.entry.name) is kept:
            self.bytes += size - kept.size
        kept.size = size

    def _make_room(self) -> None:
        if len(self._ring) > 2 * len(self._kept) + RING_SLACK:
            self._ring = deque(kept for kept in self._ring if self._kept.get(kept.entry.name) is kept)
        while self.bytes > self.most_bytes and self._ring:
            kept = self._ring.popleft()
            if self._kept.get(kept.entry.name) is not kept:
                continue  # forgotten or replaced since; its place in the ring was all that was left of it
            if kept.used:
                kept.used = False
                self._ring.append(kept)
            else:
                self._drop(kept)


def _are_same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Whether pieces show the same, which they mostly do by being the same."""
    return len(some) == len(others) and all(
        one is other or one.parts == other.parts for one, other in zip(some, others, strict=True)
    )


class _Half:
    """Some answers by address, each held once however many addresses it stands for, as most do for many."""

    def __init__(self) -> None:
        self.answers: dict[str, Assembled] = {}
        self.bytes = 0
        self._held: dict[str, Assembled] = {}

    def put(self, name: str, answer: Assembled) -> None:
        held = self._held.get(answer.etag)
        self.bytes += BESIDE + len(name)
        if held != answer:  # redirects that lead elsewhere share a validator, having no body
            self._held[answer.etag] = held = answer
            self.bytes += _size(answer)
        self.answers[name] = held


class Missing:
    """Remembers answers of addresses where there is no page (404, redirects), true of one position of the store.

    At most ``most`` of them, and at most ``most_bytes``: two halves, the older of which is let go when the younger is
    full, so that addresses somebody makes up push out one another. As Memory, without a lock where it is asked.
    """

    def __init__(self, most_bytes: int = MOST_BYTES // MISSING_PART, most: int = MOST_MISSING) -> None:
        self.position = -1
        self.most_bytes = most_bytes
        self.most = most
        self._young, self._old = _Half(), _Half()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """What it takes, about."""
        return self._young.bytes + self._old.bytes

    def get(self, name: str) -> Assembled | None:
        """The answer of an address known to have no page."""
        return self._young.answers.get(name) or self._old.answers.get(name)

    def put(self, name: str, answer: Assembled, position: int) -> None:
        """Remember an answer made at ``position``; not if the store has come to another one."""
        size, half = BESIDE + len(name) + _size(answer), self.most_bytes // 2
        with self._lock:
            if position != self.position or size > half:
                return
            if self._young.bytes + size > half or len(self._young.answers) >= self.most // 2:
                self._old, self._young = self._young, _Half()
            self._young.put(name, answer)

    def begin(self, position: int) -> None:
        """Say which position the store has come to; at another one nothing remembered is true any more."""
        with self._lock:
            if position != self.position:
                self.position = position
                self._young, self._old = _Half(), _Half()

    def __len__(self) -> int:
        return len(self._young.answers) + len(self._old.answers)


def _size(answer: Assembled) -> int:
    return len(answer.text) + len(answer.gzip)
