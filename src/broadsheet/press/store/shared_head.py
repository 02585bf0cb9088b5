"""Where the shared store stands: one row in PostgreSQL, and a copy of it in Redis that says how far Redis has come."""

from __future__ import annotations

from dataclasses import dataclass, replace

WIDTHS = (12, 16, 16, 16, 16)


@dataclass(frozen=True)
class Head:
    """Where the store stands after ``turn`` writings.

    ``epoch`` is part of every Redis key: raised, nothing written before is found again. ``marked`` is the turn of
    the newest writing that marked or dropped something, below which Redis must not be believed. Entries made before
    ``stale_below`` or ``void_below`` (positions) are STALE or VOID whatever they say themselves. Changes after
    ``known_from`` are in the journal, what was made before ``void_until`` may show what a change no longer there took
    down, and touched names after ``logged_from`` are in the log.
    """

    epoch: int
    turn: int
    position: int
    stale_below: int = 0
    void_below: int = 0
    marked: int = 0
    known_from: int = 0
    void_until: int = 0
    logged_from: int = 0

    @property
    def place(self) -> str:
        """Epoch and turn, with which its text in Redis begins."""
        return f"{self.epoch:012d} {self.turn:016d}"

    @property
    def text(self) -> str:
        """As Redis keeps it: numbers of fixed width, so that a script can compare them as text."""
        return f"{self.place} {self.position:016d} {self.stale_below:016d} {self.void_below:016d}"

    @classmethod
    def read(cls, text: bytes | None) -> Head | None:
        """The head of which ``text`` is the text; None for anything else."""
        numbers = (text or b"").split()
        if tuple(map(len, numbers)) != WIDTHS or not all(number.isdigit() for number in numbers):
            return None
        epoch, turn, position, stale_below, void_below = map(int, numbers)
        return cls(epoch, turn, position, stale_below, void_below)

    def next(self) -> Head:
        """The head after one more writing."""
        return replace(self, turn=self.turn + 1)
