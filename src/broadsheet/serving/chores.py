"""What a paper needs once a day, so that nobody needs a cron table."""

from __future__ import annotations

KEEP_FINISHED_TASKS_DAYS = 14


def do_chores() -> None:
    """Remove ended sessions, old finished tasks and changes long applied; let SQLite renew its statistics."""
    from django.core.management import call_command
    from django.db import connection

    from broadsheet.press import outbox

    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=KEEP_FINISHED_TASKS_DAYS, queue_name="*", verbosity=0)
    outbox.prune()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
