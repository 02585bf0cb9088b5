"""What taking a run back did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from broadsheet.ingest.models import ImportRun

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """Something the run made or changed that stays as it is, and why."""

    kind: str
    title: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """Counts by kind; what was kept is listed."""

    run: ImportRun
    dry_run: bool
    removed: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)

    def keep(self, kind: str, title: str, reason: str) -> None:
        self.kept.append(Kept(kind, title, reason))

    def as_dict(self) -> dict[str, Any]:
        """For ImportRun.summary."""
        kept = [[one.kind, one.title, one.reason] for one in self.kept]
        return {"removed": dict(self.removed), "restored": dict(self.restored), "kept": kept}

    def print(self, console: Console) -> None:
        """For a terminal."""
        heading = _("Rehearsal: nothing was taken back") if self.dry_run else _("Taken back")
        console.print(f"[bold]{heading}[/bold]  " + escape(f"{self.run.pk} · {self.run}"))
        for label, counts in ((_("removed"), self.removed), (_("put back"), self.restored)):
            for kind, number in counts.items():
                console.print(f"  {number:>7}  {kind} {label}", markup=False, highlight=False)
        if self.kept:
            console.print(f"\n[bold]{_('Kept')}[/bold] ({len(self.kept)})")
        for one in self.kept[:MOST_LISTED]:
            console.print(f"  {one.kind} “{one.title}”: {one.reason}", markup=False, highlight=False)
        if len(self.kept) > MOST_LISTED:
            console.print("  " + _("… and %(number)d more") % {"number": len(self.kept) - MOST_LISTED})
