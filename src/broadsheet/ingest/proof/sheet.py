"""The report as a page: one file that needs nothing else, for whoever decides whether the move is good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from broadsheet.ingest.proof.document import WARNINGS, desk_address, summary_of
from broadsheet.ingest.proof.ledger import Ledger, Row
from broadsheet.ingest.report import KINDS, MEDIA, OUTCOMES, Report

MOST = 1000
"""Rows of one list that the page shows; report.json holds them all."""
SAMPLE = 40
CONFLICTS = ("edited", "gone", "clash", "conflict")


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large numbers at the top. ``is_good`` decides its colour; None is neither."""

    label: str
    value: str
    note: str
    is_good: bool | None


@dataclass(slots=True)
class Listing:
    """Rows to be shown, and how many more there are."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def write_sheet(report: Report, path: Path) -> None:
    """As HTML, whatever the archive's size a page of at most some thousand rows."""
    path.write_text(render_to_string("ingest/report.html", context_of(report)), encoding="utf-8", errors="replace")


def context_of(report: Report) -> dict[str, Any]:
    """What the template shows; the desk may show the same in its own frame."""
    ledger = report.ledger
    summary = summary_of(report)
    return {
        "report": report,
        "summary": summary,
        "figures": list(_figures(report, summary)),
        "counts": list(_counts(report)),
        "gaps": report.unaccounted(),
        "left_out": [(kind, reason, number) for (kind, reason), number in report.reasons.most_common()],
        "conflicts": _listed(ledger, f"FROM item WHERE outcome IN {CONFLICTS}", "kind, rowid"),
        "shortened": _shortened(ledger),
        "unanswered": _listed(ledger, "FROM address WHERE answer IN ('nowhere', 'other page')", "kind, old"),
        "lost": _listed(ledger, "FROM picture WHERE model = ''", "rowid"),
        "closed": _listed(ledger, "FROM item WHERE access <> 'open' AND outcome <> ''", "access DESC, kind, rowid"),
        "kinds_of_warning": report.warning_kinds.most_common(50),
        "warnings": _warnings(ledger),
        "addresses": _sampled(ledger, "address WHERE answer IN ('redirect', 'same')"),
        "stories": _sampled(ledger, "item WHERE outcome <> ''"),
        "most": MOST,
    }


def _figures(report: Report, summary: dict[str, Any]) -> Iterator[Figure]:
    gaps = report.unaccounted()
    held = sum(report.source_counts[kind] for kind in ("story", "page"))
    yield Figure(
        _("Stories and pages"),
        f"{held - max(0, gaps.get('story', 0)) - max(0, gaps.get('page', 0)):,}",
        _("of %(number)s in the source accounted for") % {"number": f"{held:,}"},
        not gaps,
    )
    yield Figure(
        _("Words kept"),
        f"{_percent(report.words_kept, report.words_in_source)}",
        _("%(kept)s of %(all)s in the bodies") % _pair(report.words_kept, report.words_in_source),
        report.words_kept_share >= 0.995 if report.words_in_source else None,
    )
    answers = summary["addresses"]
    asked = sum(answers.values()) - answers.get("closed", 0)
    leading = answers.get("redirect", 0) + answers.get("same", 0)
    yield Figure(
        _("Old addresses"),
        f"{leading:,}",
        _("of %(number)s public ones lead to their place") % {"number": f"{asked:,}"},
        leading == asked if asked else None,
    )
    pictures = summary["pictures"]
    found = sum(pictures.values()) - pictures.get("", 0)
    yield Figure(
        _("Pictures and files"),
        f"{found:,}",
        _("of %(number)s found") % {"number": f"{sum(pictures.values()):,}"},
        not pictures.get("") if pictures else None,
    )
    yield Figure(_("To look at"), f"{report.warning_count:,}", _("remarks, each with its line"), None)


def _percent(part: int, whole: int) -> str:
    """Rounded down: 100 % means that nothing is missing."""
    return f"{10_000 * part // whole / 100:.2f} %" if whole else "–"


def _pair(kept: int, whole: int) -> dict[str, str]:
    return {"kept": f"{kept:,}", "all": f"{whole:,}"}


def _counts(report: Report) -> Iterator[dict[str, Any]]:
    """A line for each kind: what the source holds, and what became of it."""
    gaps = report.unaccounted()
    for kind in (*KINDS, *sorted(set(report.counts) - set(KINDS))):
        counts = report.counts.get(kind)
        if counts is not None:
            held = None if kind in MEDIA or kind == "redirect" else report.source_counts[kind]
            yield {"kind": kind, "held": held, "outcomes": [counts[one] for one in OUTCOMES], "gap": gaps.get(kind)}


def _listed(ledger: Ledger, clause: str, order: str) -> Listing:
    rows = ledger.rows(f"SELECT * {clause} ORDER BY {order} LIMIT {MOST}")
    return Listing([_with_desk(row) for row in rows], ledger.number(f"SELECT count(*) {clause}"))


def _shortened(ledger: Ledger) -> Listing:
    """Stories of which words are missing, those that lost most first."""
    clause = "FROM item WHERE kept < words OR rendered < words"
    listing = _listed(ledger, clause, "1.0 * min(kept, coalesce(rendered, kept)) / words")
    for row in listing.rows:
        present = min(row["kept"], row["rendered"] if row["rendered"] is not None else row["kept"])
        row["share"], row["missing"] = _percent(present, row["words"]), row["words"] - present
    return listing


def _warnings(ledger: Ledger) -> Listing:
    rows = [_with_desk(row) for row in ledger.rows(f"{WARNINGS} LIMIT {MOST}")]
    return Listing(rows, ledger.number("SELECT count(*) FROM warning"))


def _sampled(ledger: Ledger, clause: str) -> Listing:
    """A few rows from all over the archive."""
    total = ledger.number(f"SELECT count(*) FROM {clause}")  # noqa: S608  (our own names)
    step = max(1, total // SAMPLE)
    rows = ledger.rows(f"SELECT * FROM {clause} AND rowid % {step} = 0 ORDER BY rowid LIMIT {SAMPLE}")  # noqa: S608  (our own names)
    return Listing([_with_desk(row) for row in rows], total)


def _with_desk(row: Row) -> Row:
    row["desk"] = desk_address(row.get("page_id"))
    row.pop("sketch", None)
    row.pop("vocabulary", None)
    return row
