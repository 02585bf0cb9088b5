"""The first page is asked for before the first reader comes: templates, addresses and queries are then ready."""

from __future__ import annotations

import io
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from broadsheet.paper import Paper
from broadsheet.serving.event_log import note

ADDRESSES = ("/", "/desk/login/")


def warm(paper: Paper) -> None:
    """Render a few pages in this process, then let go of every connection, so that it can be forked."""
    from django.db import connections

    from broadsheet.wsgi import django_application

    started = time.monotonic()
    for path in ADDRESSES:
        _ask(django_application, _environ(paper, path))
    connections.close_all()
    note("serve", f"first pages ready in {time.monotonic() - started:.1f} s")


def _ask(application: Any, environ: dict[str, Any]) -> None:
    try:
        answer = application(environ, lambda *_: None)
        for _ in answer:
            pass
        close = getattr(answer, "close", None)
        if close:
            close()
    except Exception as error:
        note("serve", f"{environ['PATH_INFO']} could not be made: {error}", error=error)


def _environ(paper: Paper, path: str) -> dict[str, Any]:
    parts = urlsplit(paper.address)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if paper.is_tls else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
