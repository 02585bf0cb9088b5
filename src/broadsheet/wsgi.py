"""What answers a request, from the outside in: the press, proxies believed, static files, pictures, Django."""

from __future__ import annotations

import os
from collections.abc import Iterable

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers
from whitenoise import WhiteNoise  # type: ignore[import-untyped] # it ships no types

from broadsheet.paper import current_paper
from broadsheet.serving.pictures import PREFIX, Application, Environ, Pictures, StartResponse
from broadsheet.serving.pressing import front_of, picture_headers_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")

# A collected file's name carries a part of its content's hash, so it never changes.
HASHED_NAME = r"\.[0-9a-f]{12}\.\w+$"
HOUR_SECONDS = 3600
STATIC = "/static/"


def build_application(django: Application) -> Application:
    """The WSGI application of the current paper around ``django``."""
    paper = current_paper()
    answering = _no_page_below(STATIC, django)
    answering = Pictures(answering, paper.media / PREFIX.removeprefix("/media/"), picture_headers_of(paper))
    paper.static.mkdir(exist_ok=True)
    answering = WhiteNoise(
        answering,
        root=str(paper.static),
        prefix=STATIC,
        max_age=HOUR_SECONDS,
        immutable_file_test=HASHED_NAME,
        add_headers_function=_never_guess_kind,
    )
    proxies = list(paper.server.trusted_proxies)
    front: Application = front_of(paper, wrap_wsgi_with_proxy_headers(answering, proxies))
    # Over TLS the front itself must know by which scheme a reader came, which a proxy tells; otherwise a hit need
    # not pay for asking.
    return wrap_wsgi_with_proxy_headers(front, proxies) if paper.is_tls else front


def _no_page_below(prefix: str, application: Application) -> Application:
    """A static file that is missing is no page: it is told briefly, without a redirect and without Django."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(prefix):
            return application(environ, start_response)
        start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "0")])
        return []

    return answer


def _never_guess_kind(headers: object, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index] # WhiteNoise's wsgiref Headers


django_application: Application = get_wsgi_application()
application = build_application(django_application)
