"""The list of imports, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.table import Table

from broadsheet.ingest.models import ImportRun

SHOWN = ("story", "page", "comment", "section", "topic", "author", "photo", "file", "redirect")


def table_of(runs: Iterable[ImportRun]) -> Table:
    """One row for each: number, kind, file, when, what came, state."""
    table = Table(box=None, pad_edge=False)
    for label in (_("Run"), _("Kind"), _("File"), _("When"), _("Came"), _("State")):
        table.add_column(label)
    for run in runs:
        when = timezone.localtime(run.started_at, timezone.get_default_timezone())
        state = _("Rehearsal") if run.is_rehearsal else run.get_state_display()
        table.add_row(str(run.pk), run.kind, run.file_name, f"{when:%Y-%m-%d %H:%M}", counts_of(run), str(state))
    return table


def counts_of(run: ImportRun) -> str:
    """What the run created, and how much it updated: "120 story, 3 page, 2 updated"."""
    counts = run.summary.get("counts", {})
    parts = [f"{counts[kind]['created']} {kind}" for kind in SHOWN if counts.get(kind, {}).get("created")]
    updated = sum(kind.get("updated", 0) for kind in counts.values())
    return ", ".join([*parts, *([_("%(number)d updated") % {"number": updated}] if updated else [])])
