"""Stories the source kept at the top of its front become Editors' Picks, where nobody has picked any yet."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.fronts.models import EditorsPick, EditorsPicks
from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.records import Origin
from broadsheet.ingest.writer.job import Job
from broadsheet.newsroom.models import ListEntry

MOST = 10
"""As many as the desk's form takes."""
LEFT_OUT = (
    "was kept at the top there; Editors' Picks are filled already, so add it by hand where it still belongs there"
)
TOO_MANY = f"was kept at the top there; Editors' Picks have room for {MOST}"


def write_pins(job: Job, origins: Sequence[Origin]) -> None:
    """``origins`` are those of the source's pinned stories. Call it once the lists are up to date: a story that stands
    in none (a draft, one behind a password) is no pick."""
    if not origins:
        return
    picks, is_new = EditorsPicks.objects.get_or_create(pk=1)
    picked = set(picks.picks.values_list("story_id", flat=True))
    wanted = [(origin, entry) for origin in origins if (entry := _listed(job, origin)) and entry.page_id not in picked]
    if picked:
        _say(job, wanted, LEFT_OUT)
        return
    wanted.sort(key=lambda pair: -(pair[1].published or 0))
    picks.picks = [  # type: ignore[misc]  # modelcluster assigns children like this
        EditorsPick(story_id=entry.page_id, sort_order=number) for number, (_origin, entry) in enumerate(wanted[:MOST])
    ]
    picks.save()
    job.made(EditorsPick, *sorted(pick.pk for pick in picks.picks.all()))
    if is_new:
        job.made(EditorsPicks, picks.pk)
    _say(job, wanted[MOST:], TOO_MANY)


def _listed(job: Job, origin: Origin) -> Entry | None:
    entry = job.catalogue.entry("story", origin.key)
    if entry is None or entry.page_id is None or entry.action == "clash":
        return None
    return entry if ListEntry.objects.filter(story_id=entry.page_id).exists() else None


def _say(job: Job, left: Sequence[tuple[Origin, Entry]], message: str) -> None:
    for origin, entry in left:
        job.report.warn(origin, entry.title, message)
