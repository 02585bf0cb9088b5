"""The engine that comes with the paper's database."""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 # the name Wagtail looks for
    """Return the engine of the database in use; Wagtail's own where we have none."""
    if connection.vendor == "sqlite":
        from broadsheet.lib.search_backends import sqlite

        return sqlite.SearchBackend(params)
    if connection.vendor == "postgresql":
        from broadsheet.lib.search_backends import postgresql

        return postgresql.SearchBackend(params)
    from wagtail.search.backends import database

    return database.SearchBackend(params)
