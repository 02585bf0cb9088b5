"""The background worker: runs queued tasks one after another, and puts back what an earlier life left unfinished.
Beside them a thread of its own tells subscribers of feeds that change.

A task that was interrupted (the process was killed, the machine lost power) is run again, up to three times in all;
so a task must do no harm when it is run twice.
"""

from __future__ import annotations

import hashlib
import logging
import socket

from broadsheet.paper import Paper
from broadsheet.serving.event_log import note

MOST_ATTEMPTS = 3
LOOK_EVERY_SECONDS = 1.0


def worker_name(paper: Paper) -> str:
    """The same in every life of this paper's worker on this machine; at most 64 characters."""
    place = hashlib.sha256(str(paper.folder.resolve()).encode()).hexdigest()[:12]
    return f"{socket.gethostname()[:40]}:{place}:worker"


def run_background_worker(paper: Paper) -> None:
    """Run tasks until told to stop; a task under way is finished first."""
    from django_tasks_db.management.commands.db_worker import Worker

    from broadsheet.websub.herald import Herald

    name = worker_name(paper)
    put_back_interrupted(name)
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Worker(
        queue_names=["*"],
        interval=LOOK_EVERY_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    herald = Herald()
    herald.start()
    worker.run()
    herald.stop()


def put_back_interrupted(name: str) -> int:
    """Queue again what the worker called `name` was running when it died; returns how many tasks."""
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.running()
    mine = [task for task in running if task.worker_ids and task.worker_ids[-1] == name]
    for task in mine:
        _put_back(task)
    return len(mine)


def _put_back(task: object) -> None:
    from django_tasks_db.compat import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    assert isinstance(task, DBTaskResult)  # noqa: S101 - for the type checker
    if len(task.worker_ids) >= MOST_ATTEMPTS:
        task.set_failed(InterruptedError(f"interrupted {MOST_ATTEMPTS} times"))
        note("worker", f"gave up {task.task_path} after {MOST_ATTEMPTS} interrupted attempts", trouble=True)
        return
    task.status = TaskResultStatus.READY
    task.started_at = None
    task.save(update_fields=["status", "started_at"])
    note("worker", f"put back {task.task_path}, which was interrupted")
