"""A run as its pages show it: figures, lists and what can be done next."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.fronts.models import Menu
from broadsheet.ingest.desk import words
from broadsheet.ingest.desk.kept_uploads import may_go_on
from broadsheet.ingest.desk.menu_places import ShownMenu, kept_menus
from broadsheet.ingest.models import UNDER_WAY, ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.under_way import is_asked_to_stop, standing_of
from broadsheet.ingest.undo.pages import EDITED, IN_USE, USED
from broadsheet.ingest.undo.restoring import GONE

LONG_WAIT = timedelta(seconds=20)
MOST_KEPT = 100


@dataclass(frozen=True)
class Figure:
    """A number of the page, what it counts, and what there is to add."""

    label: str
    value: str
    note: str = ""
    is_trouble: bool = False


class ShownRun:
    """Wraps a run for a template."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.is_under_way = run.state in UNDER_WAY
        self.standing = standing_of(run) if self.is_under_way else None

    @property
    def title(self) -> str:
        return self.run.file_name or str(self.source)

    @property
    def source(self) -> words.Text:
        return words.source_name(self.run.options.get("source") or self.run.kind)

    @property
    def who(self) -> str:
        """Whoever began it; one from the command line is nobody's."""
        return str(self.run.started_by) if self.run.started_by else ""

    @property
    def state(self) -> words.Text:
        return words.state_name(self.run)

    @property
    def badge(self) -> str:
        return words.badge(self.run)

    @property
    def came(self) -> list[str]:
        return words.outcomes(self.run, "created")

    @property
    def has_report(self) -> bool:
        return (folder_of(self.run) / "report.html").is_file()

    # Under way

    @property
    def phase(self) -> words.Text:
        if not self.is_under_way:
            return self.state
        if self.standing is None:
            return _("Waiting for the background worker")
        if self.is_stopping:
            return _("Stopping")
        return words.phase_name(self.standing.phase)

    @property
    def is_stopping(self) -> bool:
        return is_asked_to_stop(self.run)

    @property
    def may_be_stopped(self) -> bool:
        return self.run.state in (RunState.WAITING, RunState.RUNNING) and not self.is_stopping

    @property
    def is_waiting_long(self) -> bool:
        """Whether somebody should look whether the worker runs at all."""
        return self.standing is None and self.is_under_way and timezone.now() - self.run.started_at > LONG_WAIT

    @property
    def share(self) -> int | None:
        """Of this phase, in hundredths; None where nobody knows how much there is."""
        if self.standing is None or not self.standing.total:
            return None
        return min(100, 100 * self.standing.done // self.standing.total)

    @property
    def count(self) -> str:
        if self.standing is None or not self.standing.done:
            return ""
        if not self.standing.total:
            return f"{self.standing.done:,}"
        return _("%(done)s of %(total)s") % {"done": f"{self.standing.done:,}", "total": f"{self.standing.total:,}"}

    @property
    def elapsed(self) -> str:
        return _duration(time.time() - self.standing.began) if self.standing else ""

    # Over

    @property
    def figures(self) -> list[Figure]:
        summary = self.run.summary
        if "counts" not in summary:
            return []
        kept, words_there = summary.get("words_kept", 0), summary.get("words_in_source", 0)
        gaps = sum(abs(number) for number in summary.get("unaccounted", {}).values())
        share = f"{10_000 * kept // words_there / 100:.2f} %" if words_there else "–"
        remarks = summary.get("warnings", 0)
        return [
            Figure(_("Not accounted for"), f"{gaps:,}", _("of what the source holds"), bool(gaps)),
            Figure(_("Words kept"), share, _("of the words in the bodies")),
            Figure(_("To look at"), f"{remarks:,}", ngettext("remark", "remarks", remarks)),
            Figure(_("Took"), _duration(summary.get("seconds", 0))),
        ]

    @property
    def outcomes(self) -> list[tuple[str, list[str]]]:
        """What became of what the source holds, in words."""
        would = self.run.is_rehearsal
        labels = [
            ("created", _("Would come") if would else _("New")),
            ("updated", _("Would be updated") if would else _("Updated")),
            ("unchanged", _("Unchanged")),
            ("skipped", _("Left out")),
        ]
        return [(label, found) for outcome, label in labels if (found := words.outcomes(self.run, outcome))]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """Reasons with what they concern."""
        rows = [row for row in self.run.summary.get("skipped", []) if row[2]]
        return [(words.in_words({kind: number})[0], words.without_options(reason)) for kind, reason, number in rows]

    @property
    def kept_menus(self) -> list[ShownMenu]:
        return kept_menus(self.run)

    @property
    def menu_places(self) -> list[tuple[str, Any]]:
        return list(Menu.Location.choices)

    @property
    def may_go_on(self) -> bool:
        return may_go_on(self.run)

    @property
    def may_be_taken_back(self) -> bool:
        return self.run.state == RunState.FINISHED and not self.run.is_rehearsal

    @property
    def undone(self) -> Weighed | None:
        found = self.run.summary.get("undone")
        return Weighed(found) if found else None


class Weighed:
    """What taking a run back removes, puts back and leaves; see `undo.outcome.Outcome.as_dict`."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        self.removed = words.in_words(_plain(outcome["removed"]))
        self.restored = words.in_words(_plain(outcome["restored"]))
        self.kept = [(kind, title, _reason(reason)) for kind, title, reason in outcome["kept"][:MOST_KEPT]]
        self.kept_count = len(outcome["kept"])
        self.kept_more = self.kept_count - len(self.kept)
        self.edited = sum(1 for _kind, _title, reason in outcome["kept"] if reason == EDITED)


def _plain(counts: dict[str, int]) -> dict[str, int]:
    """Models are called by their verbose names there."""
    names = {"standing page": "page", "image": "photo", "document": "file"}
    return {names.get(kind, kind): number for kind, number in counts.items()}


def _reason(reason: str) -> str:
    return {
        EDITED: _("was edited here since"),
        USED: _("something that stays refers to it"),
        IN_USE: _("pages that stay lie under it, or are listed in it"),
        GONE: _("was deleted here since"),
    }.get(reason, reason)


def _duration(seconds: float) -> str:
    """As people say it: "40 s", "3:20 min", "1:05:00 h"."""
    whole = int(seconds)
    if whole < 60:
        return _("%(seconds)s s") % {"seconds": whole if whole else round(seconds, 1)}
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return _("%(minutes)d:%(rest)02d min") % {"minutes": minutes, "rest": rest}
    return _("%(hours)d:%(minutes)02d h") % {"hours": minutes // 60, "minutes": minutes % 60}


def standing_as_json(shown: ShownRun) -> dict[str, Any]:
    """For the page's script: what it writes, and whether there is nothing more to wait for."""
    return {
        "isOver": not shown.is_under_way,
        "phase": str(shown.phase),
        "count": shown.count,
        "share": shown.share,
        "elapsed": shown.elapsed,
    }
