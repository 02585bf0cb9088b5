"""One moment of the content database: a page is rendered from what was true then, and from nothing later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection, transaction

from broadsheet.press import outbox


@contextmanager
def snapshot() -> Iterator[int]:
    """Read one moment until the end of the block; yields the outbox's position at that moment.

    Within a transaction already begun it is that transaction's moment. Nothing may be written inside.
    """
    if connection.in_atomic_block:
        yield outbox.position()
        return
    close_old_connections()
    try:
        with _reading(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield outbox.position()
    finally:
        close_old_connections()


@contextmanager
def _reading() -> Iterator[None]:
    """A transaction that only reads must not take SQLite's write lock as it begins, as ours otherwise do."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # which is when the wrapper learns its mode
    usual = connection.transaction_mode  # type: ignore[attr-defined] # SQLite's wrapper has it
    connection.transaction_mode = None  # type: ignore[attr-defined] # as above
    try:
        yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined] # as above
