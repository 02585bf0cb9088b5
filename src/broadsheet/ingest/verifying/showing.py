"""The outcome of a verification on a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from broadsheet.ingest.verifying.verification import Outcome

MOST = 20
PLURALS = {"story": "stories", "address": "old addresses", "picture": "pictures and files"}


def show(outcome: Outcome, written: Path, console: Console) -> None:
    """What was looked at, what was wrong with the first of it, and where the rest stands."""
    heading = "All as the report says" if outcome.is_good else "Not as the report says"
    console.print(f"\n[bold {'green' if outcome.is_good else 'red'}]{heading}[/]  {outcome.against}")
    table = Table(box=None, pad_edge=False)
    for label in ("", "looked at", "wrong"):
        table.add_column(label, justify="right" if label else "left")
    for kind, number in outcome.checked.items():
        table.add_row(PLURALS[kind], str(number), str(outcome.failed[kind] or ""))
    console.print(table)
    for failure in outcome.failures[:MOST]:
        console.print(f"  {failure['address']}  {failure['wrong']}", markup=False, highlight=False)
    if len(outcome.failures) > MOST:
        console.print(f"  … and {len(outcome.failures) - MOST} more")
    console.print(f"\n{outcome.seconds:.1f} s · {written}", markup=False, highlight=False)
