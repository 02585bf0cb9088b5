"""What every store of rendered pages must do. tests/press/test_store_contract.py holds each of them to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.press.changes import Noted
from broadsheet.press.entries import Entry, State


class StoreUnavailableError(Exception):
    """The store can not be reached or written now. Readers are then served by rendering, never with an error.

    ``is_told`` where whoever runs the paper has been warned of it already.
    """

    def __init__(self, reason: str = "", is_told: bool = False) -> None:
        super().__init__(reason)
        self.is_told = is_told


@dataclass(frozen=True)
class Touched:
    """What changed in the store since one last asked.

    ``names`` is None where so much has that everything remembered must be forgotten. ``position`` is the one up to
    which changes have been applied.
    """

    turn: int
    names: frozenset[str] | None
    position: int


@dataclass(frozen=True)
class Explained:
    """Why an entry is what it is, for people."""

    entry: Entry
    keys: tuple[str, ...]
    used_at: float
    stale_since: int
    """The position of the change that made it stale; 0 while it is fresh."""
    stale_keys: tuple[str, ...]
    """Those of its keys that change named."""


@dataclass(frozen=True)
class StoreFigures:
    """How full a store is. Sizes in bytes."""

    pages: int
    pieces: int
    stale: int
    void: int
    bytes: int
    position: int


class Store(ABC):
    """Keeps entries with their keys, and knows which the changes so far have made stale.

    Safe to use from several threads and several processes. Every method may raise StoreUnavailableError.
    """

    # Reading

    @abstractmethod
    def get_many(self, names: Iterable[str]) -> dict[str, Entry]:
        """The entries of these names that exist, whatever their state."""

    def get(self, name: str) -> Entry | None:
        """One entry, whatever its state."""
        return self.get_many([name]).get(name)

    @abstractmethod
    def touched_since(self, turn: int) -> Touched:
        """What has been put, marked or dropped since ``turn``; 0 asks for the present turn.

        Cheap where nothing has changed: asked for every few milliseconds by every worker.
        """

    @abstractmethod
    def position(self) -> int:
        """The position up to which changes have been applied."""

    # Writing

    @abstractmethod
    def put(self, made: Sequence[tuple[Entry, frozenset[str]]]) -> dict[str, State]:
        """Keep entries with their keys, all at once, and return the state each was kept in.

        An entry whose keys a change after its own position has named is kept STALE, or VOID where the change was a
        takedown; an entry made before the one that is kept (a smaller position) is not kept at all, and the state
        of the kept one is returned. A change not applied yet marks it when it is.
        """

    @abstractmethod
    def apply(self, changes: Sequence[Noted]) -> set[str]:
        """Mark what the changes name, all at once; returns the names of the entries marked.

        In the order of their positions; those at or below ``position()`` are passed over, so applying twice, or
        from two processes, does no harm. The key ``*`` names every entry.
        """

    @abstractmethod
    def drop(self, names: Iterable[str]) -> None:
        """Forget entries, so that they are rendered when next asked for."""

    @abstractmethod
    def purge(self, keys: Iterable[str]) -> set[str]:
        """Forget the entries that show what ``keys`` name; returns their names."""

    @abstractmethod
    def clear(self, position: int = 0) -> None:
        """Forget everything, journal of changes included, and begin at ``position``."""

    # Making

    @abstractmethod
    def to_make(self, limit: int) -> list[Entry]:
        """Entries to be made anew, the most urgent first: VOID, then what readers wished for, then the last used."""

    @abstractmethod
    def page_with(self, piece: str) -> str:
        """The name of a page that shows this piece; empty where none does."""

    @abstractmethod
    def wish(self, names: Iterable[str]) -> None:
        """Say that a reader waits for these to be made anew."""

    @abstractmethod
    def lease(self, name: str, seconds: float) -> bool:
        """Take the sole right to render ``name`` for so long; False where another holds it.

        A lease whose holder died runs out by itself. Survives clocks set backwards: no lease is honoured that ends
        further ahead than it was ever given for.
        """

    @abstractmethod
    def release(self, name: str) -> None:
        """Give a lease back."""

    # Keeping within bounds

    @abstractmethod
    def used(self, names: Iterable[str], at: float) -> None:
        """Note when these were last asked for, in seconds since the epoch. Batched by the caller."""

    @abstractmethod
    def trim(self, most_bytes: int) -> int:
        """Forget the least recently used pages until the rest fits; returns how many. Pieces stay while shown."""

    # For people

    @abstractmethod
    def explain(self, name: str) -> Explained | None:
        """Everything known of one entry."""

    @abstractmethod
    def figures(self) -> StoreFigures:
        """How full the store is."""

    @abstractmethod
    def names(self, prefix: str = "/", after: str = "", limit: int = 1000) -> list[str]:
        """Names that begin with ``prefix``, in order, beginning after ``after``."""

    @abstractmethod
    def showing(self, keys: Iterable[str], after: str = "", limit: int = 1000) -> list[str]:
        """Names of the entries that have any of ``keys``, in order, beginning after ``after``."""

    @abstractmethod
    def slowest(self, limit: int) -> list[Entry]:
        """The pages that took longest to make, the slowest first; perhaps without their parts."""

    # Notes kept beside the pages

    @abstractmethod
    def read_note(self, name: str) -> str:
        """A short text somebody left here (the day last printed, the build pages were made by); empty if none."""

    @abstractmethod
    def leave_note(self, name: str, text: str) -> None:
        """Leave a short text; an empty one takes the note away."""

    @abstractmethod
    def notes(self, prefix: str) -> dict[str, str]:
        """The notes whose names begin with ``prefix``, in order. There are few."""

    def close(self) -> None:
        """Let go of files and connections."""
        return None
