"""Runs tasks at once, as Django's own backend for tests does, and lets those be left out that are soon done again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend

_left_out: list[None] = []


@contextmanager
def left_out() -> Iterator[None]:
    """Indexing what is saved here would be in vain: it is about to be published, and indexed then."""
    _left_out.append(None)
    try:
        yield
    finally:
        _left_out.pop()


class AtOnce(ImmediateBackend):
    """Runs each task as it is enqueued, but for those enqueued within ``left_out``."""

    def _execute_task(self, task_result: Any) -> None:
        if not _left_out:
            super()._execute_task(task_result)
