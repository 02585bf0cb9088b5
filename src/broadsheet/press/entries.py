"""What the store keeps: a page or a piece, in parts ready to be sent, and whether it may be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum

PIECE = "piece:"
"""Names of pieces begin with this; every other name is the address of a page, and begins with a slash."""


class State(IntEnum):
    """Whether an entry may be shown.

    FRESH as it should be; STALE shown until it has been made anew; VOID never shown again, since something on it
    was taken down.
    """

    FRESH = 0
    STALE = 1
    VOID = 2


Part = bytes | str
"""A raw deflate segment ending on a full flush (RFC 1951 3.2.4, an empty stored block), or the name of a piece."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rendered page, or a piece that many pages share.

    ``headers`` are those of the answer that do not depend on encoding or validators. ``position`` is the outbox's
    when the render began. ``maker`` is the address whose render makes it: a page's own, or for a piece a page that
    shows it. ``made_at`` is in seconds since the epoch, ``seconds`` how long the render took. ``status`` 0 is a
    note that this address is always asked of Django.
    """

    name: str
    status: int
    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    position: int
    maker: str
    made_at: float
    seconds: float
    state: State = State.FRESH

    @property
    def holes(self) -> tuple[str, ...]:
        """The names of the pieces it shows, in order, some perhaps twice."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def size(self) -> int:
        """Bytes of its own parts as kept."""
        return sum(len(part) for part in self.parts if isinstance(part, bytes))

    @property
    def version(self) -> str:
        """A digest of what it shows; equal for equal bytes."""
        digest = hashlib.blake2b(repr((self.status, self.headers)).encode(), digest_size=12)
        for part in self.parts:
            digest.update(part if isinstance(part, bytes) else f"\0{part}\0".encode())
        return digest.hexdigest()

    @property
    def is_piece(self) -> bool:
        return self.name.startswith(PIECE)
