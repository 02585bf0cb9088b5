"""Django as the press asks it: the same answers, without the signals that begin and end a request.

Those signals let go of the database connection, and with it of the moment a page is rendered from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, get_script_name
from django.urls import set_script_prefix


class PagesApplication(WSGIHandler):
    """Answers one request with everything of Django but request_started and request_finished."""

    def __call__(  # type: ignore[override] # its stubs promise the response itself; PEP 3333 wants no more than this
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        set_script_prefix(get_script_name(environ))
        response = self.get_response(self.request_class(environ))
        headers = [*response.items(), *(("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values())]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [b"".join(response)]
