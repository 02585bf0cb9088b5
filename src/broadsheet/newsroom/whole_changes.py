"""What an editor does to a page is one transaction: the page, its lists, its redirects and what is told of them.

Wagtail commits some of these one after the other. Killed in between, a page that has moved would go on being read at
an address it no longer has.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

WHOLE = ("/desk/pages/", "/desk/bulk/", "/desk/redirects/", "/desk/sites/", "/desk/workflows/")
"""Uploads are not among them: a transaction keeps other writers of a SQLite paper waiting, and a photo takes time."""


class WholeChangesMiddleware:
    """Begins a transaction for requests that change pages, and undoes it where the answer is a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(WHOLE):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
