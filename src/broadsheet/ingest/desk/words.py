"""What the desk calls the kinds of sources, the phases of a run and its counts."""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from broadsheet.ingest.models import ImportRun, RunState

Text = str | Promise
_OPTIONS = re.compile(r" \((?:--[\w-]+(?:, )?)+\)|--(?:post-type|taxonomy) ")
"""How the command's options are named in what an import says; the form's fields have other names."""

SOURCES: dict[str, tuple[Text, Text]] = {
    "wordpress": (_("WordPress"), _("What WordPress writes under Tools → Export, and a zip of its uploads.")),
    "ghost": (_("Ghost"), _("What Ghost writes under Settings → Import/Export, and a zip of its content folder.")),
    "folder": (_("A folder of Markdown"), _("A zip of Markdown files, or what another Broadsheet paper has exported.")),
    "feed": (_("A feed"), _("The entries of an RSS, Atom or JSON feed, from a file or an address.")),
}
"""Each kind with its name and what it takes."""

PHASES: dict[str, Text] = {
    "": _("Beginning"),
    "unpacking": _("Unpacking the zip"),
    "reading": _("Reading the source"),
    "looking for pictures": _("Looking for pictures and files"),
    "fetched": _("Fetching pictures and files"),
    "pictures and files": _("Keeping pictures and files"),
    "stories": _("Writing stories and pages"),
    "lists": _("Bringing lists up to date"),
    "proof": _("Holding the result against the source"),
    "weighing": _("Looking what would go and what would stay"),
    "undoing": _("Taking the import back out"),
}

BADGES = {
    RunState.FINISHED: "live",
    RunState.WAITING: "scheduled",
    RunState.RUNNING: "scheduled",
    RunState.WEIGHING: "scheduled",
    RunState.UNDOING: "scheduled",
    RunState.REFUSED: "review",
    RunState.FAILED: "review",
}


def source_name(kind: str) -> Text:
    """The name of a kind of source; that of the demo's or an unknown one is itself."""
    return SOURCES[kind][0] if kind in SOURCES else kind


def phase_name(label: str) -> Text:
    return PHASES.get(label, label)


def badge(run: ImportRun) -> str:
    """The class of its state; a rehearsal has left nothing to be seen."""
    return "draft" if run.is_rehearsal and run.state == RunState.FINISHED else BADGES.get(RunState(run.state), "draft")


def state_name(run: ImportRun) -> Text:
    """As a person would say it."""
    if run.is_rehearsal and run.state == RunState.FINISHED:
        return _("Rehearsed")
    return _("Imported") if run.state == RunState.FINISHED else run.get_state_display()


_COUNTED = (
    *("story", "page", "comment", "section", "topic", "author"),
    *("photo", "file", "medium", "redirect", "menu item"),
)


def _numbered(kind: str, number: int) -> str:
    texts = {
        "story": ngettext("%(number)s story", "%(number)s stories", number),
        "page": ngettext("%(number)s page", "%(number)s pages", number),
        "comment": ngettext("%(number)s comment", "%(number)s comments", number),
        "section": ngettext("%(number)s section", "%(number)s sections", number),
        "topic": ngettext("%(number)s topic", "%(number)s topics", number),
        "author": ngettext("%(number)s author", "%(number)s authors", number),
        "photo": ngettext("%(number)s photo", "%(number)s photos", number),
        "file": ngettext("%(number)s file", "%(number)s files", number),
        "redirect": ngettext("%(number)s redirect", "%(number)s redirects", number),
        "medium": ngettext("%(number)s picture or file", "%(number)s pictures and files", number),
        "menu item": ngettext("%(number)s menu item", "%(number)s menu items", number),
    }
    return texts.get(kind, f"%(number)s × {kind}") % {"number": f"{number:,}"}


def in_words(counts: dict[str, int]) -> list[str]:
    """Counts by kind: ["120 stories", "3 pages"]."""
    kinds = [*(kind for kind in _COUNTED if kind in counts), *(kind for kind in counts if kind not in _COUNTED)]
    return [_numbered(kind, counts[kind]) for kind in kinds if counts[kind]]


def without_options(reason: str) -> str:
    """What an import says, for somebody who has not called it by command."""
    return _OPTIONS.sub("", reason)


def outcomes(run: ImportRun, outcome: str) -> list[str]:
    """What of the run was "created", "updated", "unchanged" or "skipped"."""
    counts: dict[str, dict[str, Any]] = run.summary.get("counts", {})
    return in_words({kind: int(numbers.get(outcome, 0)) for kind, numbers in counts.items()})
