"""Tasks that are left out, since they are soon done again."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from django_tasks.backends.immediate import ImmediateBackend


def left_out() -> AbstractContextManager[object]:
    """Indexing what is saved here would be in vain: it is about to be published, and indexed then."""
    return mock.patch.object(ImmediateBackend, "_execute_task")
