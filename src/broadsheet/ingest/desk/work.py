"""What the background worker does for the desk. How it ended is written to the run, whatever happens."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from broadsheet.ingest.desk import kept_uploads
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.under_way import Stopped, Watched, at_work, end, mark_abandoned, standing_of

if TYPE_CHECKING:
    from broadsheet.ingest.report import Report

logger = logging.getLogger(__name__)


@task()
def carry_out(number: int) -> None:
    """Runs an import that waits. Called again after the worker was killed over it, it says so and does no more."""
    run = ImportRun.objects.filter(pk=number).first()
    if run is None or run.state not in (RunState.WAITING, RunState.RUNNING):
        return
    try:
        with at_work(run):
            if standing_of(run) is not None:
                mark_abandoned(run)
            elif _is_taken_on(run):
                _carry_out(run)
    except ImportRefused as error:
        end(run, RunState.REFUSED, str(error))
    if ImportRun.objects.filter(
        pk=number, state__in=(RunState.FINISHED, RunState.REFUSED), is_rehearsal=False
    ).exists():
        kept_uploads.remove_upload(run)


def _is_taken_on(run: ImportRun) -> bool:
    """False where somebody has stopped it in the meantime."""
    now = timezone.now()
    taken = ImportRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(state=RunState.RUNNING, started_at=now)
    run.state, run.started_at = RunState.RUNNING, now
    return bool(taken)


def _carry_out(run: ImportRun) -> None:
    watched = Watched(run)
    running = ImportRun.objects.get(pk=run.pk)  # the import changes its own, and may be rolled back
    try:
        report = _import(running, watched)
        if run.is_rehearsal:
            _keep_rehearsal(run, report)
    except Stopped:
        end(run, RunState.STOPPED, _("It was stopped. Nothing was stored."))
    except ImportRefused as error:
        end(run, RunState.REFUSED, str(error))
    except Exception as error:
        logger.exception("Import %s failed", run.pk)
        end(run, RunState.FAILED, _unexpected(error))


def _import(run: ImportRun, progress: Watched) -> Report:
    from broadsheet.ingest import runs  # the web processes hand work over, and do without all it takes
    from broadsheet.ingest.desk.unpacking import unpacked

    wishes: dict[str, Any] = dict(run.options.get("wishes", {}))
    wishes |= {"dry_run": run.is_rehearsal, "progress": progress, "run": None if run.is_rehearsal else run}
    exports = kept_uploads.kept_files(run, "export")
    source = run.options.get("source")  # the archive itself may be of a kind of its own
    match source:
        case "wordpress":
            return runs.import_wordpress(exports, uploads=_only(run, "uploads"), **wishes)
        case "ghost":
            return runs.import_ghost(exports, uploads=_only(run, "uploads"), members=_only(run, "members"), **wishes)
        case "feed":
            address = wishes.pop("address")
            return runs.import_feed(exports[0] if exports else address, **wishes)
        case "folder":
            return runs.import_folder(
                unpacked(exports[0], kept_uploads.upload_folder(run) / "unpacked", progress), **wishes
            )
    raise ImportRefused(f"nothing is known of “{source}”")


def _only(run: ImportRun, purpose: str) -> Path | None:
    return next(iter(kept_uploads.kept_files(run, purpose)), None)


def _keep_rehearsal(run: ImportRun, report: Report) -> None:
    """A rehearsal stores nothing, so the run is told here what an import notes in its own transaction."""
    from broadsheet.ingest.proof.files import keep_reports

    keep_reports(report, folder_of(run))
    ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=RunState.FINISHED,
        kind=report.kind or run.kind,
        site=report.site,
        summary=report.as_dict(),
        finished_at=timezone.now(),
    )


def _unexpected(error: Exception) -> str:
    said = str(error).strip().partition("\n")[0][:300]
    text = _(
        "It ended with a fault of the program or of the machine. Nothing was stored. The log has the details: %(said)s"
    )
    return text % {"said": f"{type(error).__name__}: {said}" if said else type(error).__name__}


# Taking back


@task()
def take_out(number: int, force: bool) -> None:
    """Takes a run back out, or looks what would go. Interrupted, it leaves everything as it was."""
    run = ImportRun.objects.filter(pk=number, state__in=(RunState.WEIGHING, RunState.UNDOING)).first()
    if run is None:
        return
    try:
        with at_work(run):
            if standing_of(run) is not None:
                mark_abandoned(run)
            else:
                _take_out(run, force)
    except ImportRefused as error:
        end(run, RunState.FINISHED, str(error))


def _take_out(run: ImportRun, force: bool) -> None:
    from broadsheet.ingest.undo.taking_back import take_back

    is_rehearsal = run.state == RunState.WEIGHING
    watched = Watched(run)
    watched(0, None, run.state)
    try:
        outcome = take_back(run.pk, dry_run=is_rehearsal, force=force)
    except ImportRefused as error:
        end(run, RunState.FINISHED, str(error))
    except Exception as error:
        logger.exception("Import %s could not be taken back", run.pk)
        end(run, RunState.FINISHED, _unexpected(error))
    else:
        if is_rehearsal:
            summary = {**run.summary, "weighed": outcome.as_dict()}
            ImportRun.objects.filter(pk=run.pk, state=RunState.WEIGHING).update(
                state=RunState.FINISHED, summary=summary, message=""
            )
