"""What an export says of itself in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NAMED = 20


@dataclass
class Exported:
    """``files`` are those to be imported, ``counts`` how many there are of each kind of thing.

    ``lost`` are originals whose files are gone, ``withheld`` photos whose rights have ended, ``dropped`` characters
    the format cannot hold, ``closed`` what is not for everybody and became a draft, ``comments_left`` readers' comments
    that lie beside the files, ``notes`` how many remarks of each kind stand in notes.csv.
    """

    files: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    withheld: int = 0
    dropped: int = 0
    closed: int = 0
    comments_left: int = 0
    notes: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str) -> None:
        """One more of a kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def lines(self, target: Path) -> Iterator[str]:
        """For the terminal."""
        held = ", ".join(f"{number:,} {kind}{'' if number == 1 else 's'}" for kind, number in self._shown_counts())
        yield f"{held or 'Nothing'} in {target}: import {', '.join(self.files)}."
        if self.withheld:
            yield f"Photos left here because their rights have ended: {self.withheld:,}."
        if self.closed:
            yield f"Not for everybody here, and drafts there: {self.closed:,}."
        if self.comments_left:
            yield f"Readers' comments, which no importer there takes, are in comments.json: {self.comments_left:,}."
        if self.notes:
            kinds = ", ".join(f"{kind} {number:,}" for kind, number in sorted(self.notes.items()))
            yield f"What is not quite the same there stands in notes.csv, a line each: {kinds}."
        if self.dropped:
            yield f"Control characters left out: {self.dropped:,}."
        for path in self.lost[:NAMED]:
            yield f"The original of {path} is missing."
        if len(self.lost) > NAMED:
            yield f"{len(self.lost) - NAMED:,} more originals are missing."

    def _shown_counts(self) -> Iterator[tuple[str, int]]:
        for kind, number in self.counts.items():
            yield ("storie" if kind == "story" and number != 1 else kind), number
