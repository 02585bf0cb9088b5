"""What an import says when it is done: what came, what was left out and why, what an editor should look at."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from broadsheet.ingest.proof.fingerprints import fingerprint
from broadsheet.ingest.proof.ledger import Ledger
from broadsheet.ingest.records import Origin, Page, Story

MOST_LINES = 5000
NEVER_WRAPS = 10_000
"""Columns. What is kept in a file or read by a program has one line for each remark."""
OUTCOMES = ("created", "updated", "unchanged", "skipped")
KINDS = ("story", "page", "comment", "section", "topic", "author", "photo", "file", "redirect", "menu item")


MEDIA = ("photo", "file", "medium")
"""Kinds a medium of the source may come to be counted as."""
_ANSWERS = "SELECT answer, count(*) AS number FROM address GROUP BY 1"
RENDERED = 200
"""Stories, about, of which the words are counted in the page as readers see it, and not in the stored blocks alone."""


def output() -> Console:
    """Standard output, as wide as the terminal it is."""
    return Console(width=None if sys.stdout.isatty() else NEVER_WRAPS)


@dataclass(frozen=True, slots=True)
class Line:
    """One remark: where it was read, what it is about, what there is to say."""

    place: str
    title: str
    message: str


@dataclass(slots=True)
class Report:
    """Filled by the writer. Counts are complete; lines stop at MOST_LINES each, and say so."""

    source: str
    site: str
    dry_run: bool
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: list[Line] = field(default_factory=list)
    warning_count: int = 0
    warning_kinds: Counter[str] = field(default_factory=Counter)
    words_in_source: int = 0
    words_kept: int = 0
    seconds: float = 0.0
    source_counts: Counter[str] = field(default_factory=Counter)
    ledger: Ledger = field(default_factory=Ledger)
    stories_expected: int = 0
    run_id: int | None = None
    kind: str = ""
    kept_at: Path | None = None
    _measured: int = 0

    def expect(self, kind: str, number: int = 1) -> None:
        """The source holds so many more of a kind: each must come to be counted by its outcome."""
        self.source_counts[kind] += number

    def unaccounted(self) -> dict[str, int]:
        """By kind, how many the source holds more (below 0: fewer) than there are outcomes. Empty when all is well."""
        outcomes = Counter({kind: counts.total() for kind, counts in self.counts.items() if kind != "redirect"})
        outcomes["medium"] = sum(outcomes.pop(kind, 0) for kind in MEDIA)
        kinds = {*outcomes, *self.source_counts}
        return {kind: gap for kind in sorted(kinds) if (gap := self.source_counts[kind] - outcomes[kind])}

    def count_words(self, record: Story | Page, source: Counter[str], kept: Counter[str]) -> int:
        """Counts the words of a body before and after; returns how many were lost."""
        step = max(1, self.stories_expected // RENDERED)
        self._measured += 1
        found = fingerprint(source, kept, whole=self._measured % step == 0)
        self.words_in_source += found.words
        self.words_kept += found.kept
        self.ledger.words("story" if isinstance(record, Story) else "page", record.origin.key, found)
        return found.words - found.kept

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        self.counts.setdefault(kind, Counter())[outcome] += number

    def skip(self, kind: str, reason: str, number: int = 1) -> None:
        self.count(kind, "skipped", number)
        self.reasons[(kind, reason)] += number

    def warn(self, origin: Origin | str, title: str, message: str, page_id: int | None = None) -> None:
        self.warning_count += 1
        self.ledger.warn(origin, title, message, page_id)
        self.warning_kinds[message.partition(":")[0][:100]] += 1
        if len(self.warnings) < MOST_LINES:
            self.warnings.append(Line(str(origin), title, message))

    def warn_all(self, origin: Origin | str, title: str, messages: Iterable[str]) -> None:
        for message in messages:
            self.warn(origin, title, message)

    def created(self, kind: str) -> int:
        return self.counts.get(kind, Counter())["created"]

    def skipped(self, kind: str) -> int:
        return self.counts.get(kind, Counter())["skipped"]

    @property
    def words_kept_share(self) -> float:
        """Between 0 and 1."""
        return self.words_kept / self.words_in_source if self.words_in_source else 1.0

    def as_dict(self) -> dict[str, Any]:
        """For ImportRun.summary."""
        return {
            "source": dict(self.source_counts),
            "counts": {kind: dict(counts) for kind, counts in self.counts.items()},
            "unaccounted": self.unaccounted(),
            "skipped": [[kind, reason, number] for (kind, reason), number in self.reasons.most_common()],
            "warnings": self.warning_count,
            "words_in_source": self.words_in_source,
            "words_kept": self.words_kept,
            "seconds": round(self.seconds, 1),
        }

    # Shown

    def print(self, console: Console, most_warnings: int = 20) -> None:
        """The summary for a terminal; of the remarks, their kinds are counted and at most `most_warnings` spelt out."""
        heading = _("Rehearsal: nothing was written") if self.dry_run else _("Imported")
        console.print(f"\n[bold]{heading}[/bold]  " + escape(f"{self.source} ({self.site})"))
        console.print(self._table())
        self._print_reasons(console)
        self._print_warnings(console, most_warnings)
        self._print_proof(console)
        console.print(self._last_line())
        if self.kept_at is not None:
            console.print(str(self.kept_at), markup=False, highlight=False)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column("")
        labels = (_("in the source"), _("new"), _("updated"), _("unchanged"), _("left out"))
        for label in labels:
            table.add_column(label, justify="right")
        for kind in (*KINDS, *sorted(set(self.counts) - set(KINDS))):
            if kind in self.counts:
                held = str(self.source_counts[kind] or "")
                table.add_row(kind, held, *(str(self.counts[kind][outcome] or "") for outcome in OUTCOMES))
        return table

    def _print_proof(self, console: Console) -> None:
        """What adds up, and what does not."""
        for kind, gap in self.unaccounted().items():
            console.print("\n[bold red]" + _("Not accounted for") + f"[/bold red]  {kind}: {gap}")
        answers = Counter({row["answer"]: row["number"] for row in self.ledger.rows(_ANSWERS)})
        asked = answers.total() - answers["closed"]
        if asked:
            told = {"number": answers["redirect"] + answers["same"], "all": asked}
            console.print("\n" + _("Old addresses that answer: %(number)d of %(all)d") % told)

    def _print_reasons(self, console: Console) -> None:
        if self.reasons:
            console.print("\n[bold]" + _("Left out") + "[/bold]")
        for (kind, reason), number in self.reasons.most_common():
            console.print(f"  {number:>6}  {kind}: {reason}", markup=False, highlight=False)

    def _print_warnings(self, console: Console, most: int) -> None:
        if not self.warning_count:
            return
        console.print("\n[bold]" + _("To look at") + f"[/bold] ({self.warning_count})")
        for kind, number in self.warning_kinds.most_common(12):
            console.print(f"  {number:>6}  {kind}", markup=False, highlight=False)
        console.print()
        for line in self.warnings[:most]:
            console.print(f"  {line.place}  {line.title[:60]}: {line.message}", markup=False, highlight=False)
        if self.warning_count > most:
            console.print("  " + _("… and %(number)d more") % {"number": self.warning_count - most})

    def _last_line(self) -> str:
        kept = _("Words kept: %(share).2f %%") % {"share": 100 * self.words_kept_share}
        return f"\n{kept} ({self.words_kept:,} / {self.words_in_source:,}) · {self.seconds:.1f} s"
