"""What an export could not take along as it is, line by line for whoever moves: notes.csv."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

FILE = "notes.csv"


class Notes:
    """Writes the file as it goes, so that a hundred thousand remarks take no memory; `counts` by what they concern."""

    def __init__(self, folder: Path) -> None:
        self.counts: Counter[str] = Counter()
        self._stream = (folder / FILE).open("w", encoding="utf-8", newline="", errors="replace")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow(("about", "of", "remark"))

    def add(self, about: str, of: str, remark: str) -> None:
        """``about`` is the kind of remark, ``of`` an address or a name."""
        self.counts[about] += 1
        self._writer.writerow((about, of, remark))

    def fit(self, text: str, most: int, of: str, field: str) -> str:
        """The text in as many characters as Ghost takes, cut between two words where it must be."""
        text = text.strip()
        if len(text) <= most:
            return text
        self.add("shortened", of, f"{field} has {len(text)} characters and Ghost takes {most}: {text}")
        head = text[: most - 1]
        return f"{head.rpartition(' ')[0] or head}…" if " " in head[most // 2 :] else f"{head}…"

    def close(self) -> None:
        self._stream.close()
