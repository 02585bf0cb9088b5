"""No background task is lost: what is interrupted is run again."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from broadsheet.serving.background import MOST_ATTEMPTS, put_back_interrupted
from tests.command.running import Served, broadsheet, is_alive, wait_until

TASKS = """
import pathlib, time
from django_tasks import task

@task
def slow(path, seconds):
    with open(path, "a") as file:
        file.write("begun\\n")
        file.flush()
        time.sleep(seconds)
        file.write("done\\n")
"""


def running(name: str, *earlier: str) -> DBTaskResult:
    """A task that a worker of this name was running."""
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="a.b",
        worker_ids=[*earlier, name],
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


@pytest.mark.django_db
def test_what_this_worker_left_is_queued_again() -> None:
    task = running("me")
    assert put_back_interrupted("me") == 1
    task.refresh_from_db()
    assert (task.status, task.started_at) == (TaskResultStatus.READY, None)


@pytest.mark.django_db
def test_what_another_worker_runs_is_left_alone() -> None:
    task = running("you", "me")
    assert put_back_interrupted("me") == 0
    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_a_task_that_kills_its_worker_is_given_up_in_the_end() -> None:
    task = running(*["me"] * MOST_ATTEMPTS)
    put_back_interrupted("me")
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


def enqueue(paper: Path, tmp_path: Path, seconds: float) -> dict[str, str]:
    """Queue a slow task; returns the environment in which the worker finds it."""
    (tmp_path / "tasks_of_a_test.py").write_text(TASKS)
    paths = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    script = f"import tasks_of_a_test as t; t.slow.enqueue({str(tmp_path / 'told')!r}, {seconds})"
    done = broadsheet("manage", "-p", paper, "shell", "-v0", "-c", script, PYTHONPATH=paths)
    assert done.returncode == 0, done.stderr
    return {"PYTHONPATH": paths}


def told(tmp_path: Path) -> str:
    """What the task has written so far."""
    file = tmp_path / "told"
    return file.read_text() if file.exists() else ""


def statuses(paper: Path) -> list[str]:
    """How the test's own tasks stand."""
    query = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path = ?"
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3", timeout=20)) as database:
        return [row[0] for row in database.execute(query, ["tasks_of_a_test.slow"])]


def test_a_task_under_way_is_finished_before_the_paper_stops(
    paper: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    environ = enqueue(paper, tmp_path, 2)
    served = serve(paper, "--only=worker", **environ)
    wait_until(lambda: told(tmp_path), "the task has begun")
    assert served.stop()[0] == 0
    assert told(tmp_path) == "begun\ndone\n"
    assert statuses(paper) == ["SUCCESSFUL"]


def test_a_task_whose_worker_is_killed_is_run_again(paper: Path, tmp_path: Path, serve: Callable[..., Served]) -> None:
    environ = enqueue(paper, tmp_path, 1)
    served = serve(paper, "--only=worker", **environ)
    wait_until(lambda: told(tmp_path), "the task has begun")
    worker = served.process_of("worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not is_alive(worker), "the worker is gone")
    wait_until(lambda: statuses(paper) == ["SUCCESSFUL"], "the task is done after all")
    assert told(tmp_path) == "begun\nbegun\ndone\n"
    assert "put back tasks_of_a_test.slow, which was interrupted" in served.log
