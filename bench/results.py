"""bench/RESULTS.md: one section for each part, replaced when that part is measured again."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
INTRODUCTION = """# Measurements

Made by `make bench`; each section names the command that makes it again. Everything runs on one machine
over loopback, servers on one core and the load on another. Figures drift from machine to machine: compare the
ratios of one run.
"""


@dataclass
class Section:
    """One part's figures: a table, and what has to be known to read it."""

    part: str
    title: str
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"## {self.title}",
            "",
            f"`python -m bench {self.part}` · {date.today()} · {surroundings()}",
            "",
        ]
        lines += [_row(self.header), _row(["---"] * len(self.header)), *map(_row, self.rows)]
        if self.notes:
            lines += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def surroundings() -> str:
    """The machine and the versions a figure depends on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "Wagtail", "Granian"))
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}"


def keep(sections: Sequence[Section], file: Path = FILE) -> None:
    """Put the sections into the file, each in the place of its older self or at the end."""
    old = file.read_text() if file.exists() else INTRODUCTION
    chunks = re.split(r"(?m)^(?=## )", old)
    for section in sections:
        heading = f"## {section.title}\n"
        places = [number for number, chunk in enumerate(chunks) if chunk.startswith(heading)]
        text = str(section) + "\n"
        if places:
            chunks[places[0]] = text
        else:
            chunks.append(text)
    file.write_text("\n\n".join(chunk.strip() for chunk in [INTRODUCTION, *chunks[1:]]) + "\n")
