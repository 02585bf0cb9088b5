"""What can be seen of a run while the background worker is at it: that it lives, how far it is, that it shall stop.

An import is one transaction, which shows nobody anything until it ends, and on SQLite nobody else can write meanwhile.
So all this is in files of the run's own folder: `progress.json`, `stop`, and `at-work`, which the worker keeps locked.
The system lets go of the lock however the worker ends.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import UNDER_WAY, ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of

AT_WORK, PROGRESS, STOP = "at-work", "progress.json", "stop"
SECONDS_BETWEEN = 0.5
TAKING_BACK = (RunState.WEIGHING, RunState.UNDOING)


class Stopped(Exception):  # noqa: N818  (a wish fulfilled, not an error)
    """Somebody wants the run to end. Raised within its transaction, so nothing is stored."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is. `phase` is the label an import gives its progress; times are seconds since 1970."""

    phase: str = ""
    done: int = 0
    total: int | None = None
    began: float = 0.0


class Watched:
    """The `progress` of an import whose standing others can read. Raises Stopped once somebody asks for it."""

    def __init__(self, run: ImportRun) -> None:
        self.folder = folder_of(run)
        self.began = time.time()
        self._next = 0.0
        self._phase = ""
        self._write(Standing(began=self.began))

    def __call__(self, done: int, total: int | None, label: str) -> None:
        now = time.monotonic()
        if now < self._next and label == self._phase:
            return
        self._next, self._phase = now + SECONDS_BETWEEN, label
        if (self.folder / STOP).exists():
            raise Stopped
        self._write(Standing(label, done, total, self.began))

    def _write(self, standing: Standing) -> None:
        """Whole or not at all: somebody may be reading it."""
        part = self.folder / f"{PROGRESS}.part"
        part.write_text(json.dumps(asdict(standing)), encoding="utf-8")
        part.replace(self.folder / PROGRESS)


def standing_of(run: ImportRun) -> Standing | None:
    """None before the worker has begun."""
    try:
        return Standing(**json.loads((folder_of(run) / PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def ask_to_stop(run: ImportRun) -> None:
    """Heard at the run's next step."""
    (folder_of(run) / STOP).touch()


def is_asked_to_stop(run: ImportRun) -> bool:
    return (folder_of(run) / STOP).exists()


# One worker, one run


def make_ready(run: ImportRun) -> None:
    """The folder as the worker wants to find it. It knows by the lock's file that it has the same folder before it."""
    folder = folder_of(run)
    for name in (PROGRESS, STOP):
        (folder / name).unlink(missing_ok=True)
    (folder / AT_WORK).touch()


@contextmanager
def at_work(run: ImportRun) -> Iterator[None]:
    """Held by the worker from beginning to end. Raises ImportRefused on a machine that has not the run's folder."""
    try:
        lock = (folder_of(run) / AT_WORK).open("r+")
    except FileNotFoundError as error:
        message = _("the background worker runs on another machine, where the uploaded files are not")
        raise ImportRefused(message) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_abandoned(run: ImportRun) -> bool:
    """Whether a worker began, and is gone without having said how it ended."""
    if standing_of(run) is None:
        return False
    try:
        with (folder_of(run) / AT_WORK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return False
    return True


def close_abandoned() -> None:
    """Runs whose worker was killed: what they stored was rolled back, and they are marked so."""
    for run in ImportRun.objects.filter(state__in=UNDER_WAY):
        if is_abandoned(run):
            mark_abandoned(run)


def mark_abandoned(run: ImportRun) -> None:
    """Failed; or what it was, where it was being taken back."""
    if run.state in TAKING_BACK:
        message = _("Taking this import back was interrupted. Nothing was taken out; you can begin again.")
        end(run, RunState.FINISHED, message)
    else:
        message = _("The background worker was interrupted: it was stopped, or the machine was. Nothing was stored.")
        end(run, RunState.FAILED, message)


def end(run: ImportRun, state: RunState, message: str) -> bool:
    """Marks a run that is under way as over, unless it has just ended by itself; answers whether it did."""
    changes: dict[str, Any] = {"state": state, "message": message}
    if run.state not in TAKING_BACK:
        changes["finished_at"] = timezone.now()
    return bool(ImportRun.objects.filter(pk=run.pk, state=run.state).update(**changes))


def refuse_beside_another(own: int | None = None) -> None:
    """Two imports at once would each not see what the other makes. Raises ImportRefused."""
    close_abandoned()
    other = ImportRun.objects.filter(state__in=UNDER_WAY).first()
    if other is not None and other.pk != own:
        raise ImportRefused(
            f"import {other.pk} is under way; wait for its end, or stop it in the desk under Settings → Imports"
        )
