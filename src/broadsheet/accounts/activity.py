"""Where somebody is logged in and when they were last seen, noted so that nobody waits for it.

allauth's own middleware writes for each request. On SQLite a page would then wait for whoever else is writing, and an
import writes for minutes; the page that shows how far it is could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

NOTED_EVERY = timedelta(minutes=1)


class ActivityMiddleware:
    """Notes a request of somebody logged in, unless one was noted within a minute or the database is busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key and not _is_noted(request):
            _note(request)
        return self.get_response(request)


def _is_noted(request: HttpRequest) -> bool:
    """From the same browser: another one in the same session is worth a note at once."""
    return UserSession.objects.filter(
        session_key=request.session.session_key,
        user=request.user,
        user_agent=request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length],
        last_seen_at__gt=timezone.now() - NOTED_EVERY,
    ).exists()


def _note(request: HttpRequest) -> None:
    try:
        with _impatient():
            UserSession.objects.create_from_request(request)
    except OperationalError:
        return  # the database is busy; the next request will be noted


@contextmanager
def _impatient() -> Iterator[None]:
    """On SQLite a statement that would have to wait fails instead."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
