"""One run taken back, in one transaction."""

from __future__ import annotations

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.kept_members import forget_members, holds_members
from broadsheet.ingest.models import Deed, ImportRun, RunState
from broadsheet.ingest.under_way import refuse_beside_another
from broadsheet.ingest.undo import pages, restoring, things
from broadsheet.ingest.undo.outcome import Outcome
from broadsheet.newsroom import lists, vocabulary

DONE = (RunState.FINISHED, RunState.WEIGHING, RunState.UNDOING)
"""Imported; the latter two by somebody at the desk, who has asked for this."""


class _RehearsalOver(Exception):  # noqa: N818  (an ending, not an error)
    """Ends the transaction of a rehearsal."""


def take_back(number: int, dry_run: bool = False, force: bool = False) -> Outcome:
    """Takes the run `number` out of the paper. With `force` what was edited since goes too. Raises ImportRefused."""
    run = _run_to_take_back(number)
    if not dry_run:
        refuse_beside_another(number)
    outcome = Outcome(run, dry_run)
    try:
        with transaction.atomic():
            _take_back(run, outcome, force)
            if dry_run:
                raise _RehearsalOver
    except _RehearsalOver:
        pass
    return outcome


def _run_to_take_back(number: int) -> ImportRun:
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise ImportRefused(f"there is no import with the number {number}; “broadsheet import runs” lists them")
    if run.state == RunState.UNDONE:
        raise ImportRefused(f"import {number} has been taken back already")
    if run.state not in DONE or run.is_rehearsal:
        raise ImportRefused(f"import {number} has changed nothing, so there is nothing to take back")
    later = ImportRun.objects.filter(
        site=run.site, pk__gt=run.pk, state=RunState.FINISHED, is_rehearsal=False
    ).order_by("-pk")
    for other in later:
        if other.made or other.changes.exists():
            raise ImportRefused(f"import {other.pk} of the same source came after it; undo {other.pk} first")
    return run


def _take_back(run: ImportRun, outcome: Outcome, force: bool) -> None:
    ours = things.pages_of(run)
    restoring.restore(run, outcome, force)
    with things.counted(run, outcome):
        things.tell_of_redirects(run)
        things.remove_picks(run)
        pages.remove_arranged(run, outcome, force)
        kept = pages.remove_pages(run, outcome, force)
        things.remove_redirects(run, ours, kept, outcome)
        things.remove_comments(run, kept)
    things.remove_the_rest(run, kept)
    things.remove_named(run, outcome, force)
    restoring.bring_back_pages(run, outcome)
    lists.rebuild()
    vocabulary.rebuild()
    _forget_items(run)
    if holds_members(run):
        outcome.removed["file of members"] += 1
        transaction.on_commit(partial(forget_members, run))
    run.state = RunState.UNDONE
    run.summary = {**run.summary, "undone": outcome.as_dict()}
    run.save(update_fields=["state", "summary"])


def _forget_items(run: ImportRun) -> None:
    """Items of what is gone, and of what was here before; those of what was kept stay, so that nothing is doubled."""
    run.items.filter(deed=Deed.ADOPTED).delete()
    for type_of in ContentType.objects.filter(pk__in=run.items.values("content_type")):
        items = run.items.filter(content_type=type_of)
        model = type_of.model_class()
        (items.exclude(object_id__in=model._base_manager.values("pk")) if model else items).delete()
