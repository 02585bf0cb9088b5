"""Work handed to the background worker: an import, the same once more, or the taking back of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from broadsheet.ingest.desk import kept_uploads, work
from broadsheet.ingest.models import UNDER_WAY, ImportRun, RunState
from broadsheet.ingest.under_way import ask_to_stop, close_abandoned, end, make_ready


class BusyError(Exception):
    """Another run is under way; there is only one at a time."""


def run_under_way() -> ImportRun | None:
    """The one the background worker is at, or is about to be; one whose worker was killed is closed first."""
    close_abandoned()
    return ImportRun.objects.filter(state__in=UNDER_WAY).first()


def start(
    kind: str, wishes: dict[str, Any], uploads: Mapping[str, list[Any]], is_rehearsal: bool, user: Any
) -> ImportRun:
    """Begins an import of what was uploaded. Raises BusyError."""
    names = [upload.name for upload in uploads.get("export", [])]
    run = _new_run(
        kind=kind,
        file_name=(names[0] if names else wishes.get("address", ""))[:255],
        is_rehearsal=is_rehearsal,
        options={"source": kind, "wishes": wishes},
        started_by=user,
    )
    kept_uploads.keep(run, uploads)
    return _begin(run)


def start_again(old: ImportRun, is_rehearsal: bool, user: Any) -> ImportRun:
    """The same files and options once more. Raises BusyError."""
    run = _new_run(
        kind=old.kind, file_name=old.file_name, is_rehearsal=is_rehearsal, options=old.options, started_by=user
    )
    kept_uploads.hand_over(old, run)
    return _begin(run)


def _new_run(**fields: Any) -> ImportRun:
    close_abandoned()
    try:
        with transaction.atomic():
            return ImportRun.objects.create(state=RunState.WAITING, started_at=timezone.now(), **fields)
    except IntegrityError as error:
        raise BusyError from error


def _begin(run: ImportRun) -> ImportRun:
    kept_uploads.remove_other_uploads(run)
    make_ready(run)
    transaction.on_commit(lambda: work.carry_out.enqueue(run.pk))
    return run


def start_taking_back(run: ImportRun, state: RunState, force: bool = False) -> None:
    """WEIGHING looks what would go, UNDOING does it. Raises BusyError, also where the run is not one to take back."""
    close_abandoned()
    make_ready(run)
    try:
        with transaction.atomic():
            waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.FINISHED, is_rehearsal=False)
            if not waiting.update(state=state, message=""):
                raise BusyError
    except IntegrityError as error:
        raise BusyError from error
    transaction.on_commit(lambda: work.take_out.enqueue(run.pk, force))


def stop(run: ImportRun, message: str) -> None:
    """At once where the worker has not begun, else at its next step. Nothing is stored of what it did."""
    if run.state != RunState.WAITING or not end(run, RunState.STOPPED, message):
        ask_to_stop(run)
