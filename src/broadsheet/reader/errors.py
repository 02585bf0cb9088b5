"""What readers see instead of a page: not there, not for them, not understood, broken. All in the paper's clothes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from broadsheet.lib.languages import text_direction
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import Meta


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere, with search and the latest headlines."""
    request.shown_page = None  # type: ignore[attr-defined]  # it may be what could not be shown
    request.is_nowhere = True  # type: ignore[attr-defined]  # read by the chrome: the page is the same at each address
    head = Meta(
        f"{_('This page is not in the paper')} – {Chrome(request).name}",
        description=_("Nothing is at this address. Search the archive or read the latest headlines."),
        robots="noindex",
        full_url="/",
    )
    return render_edition(request, "reader/not_found.html", {"meta": head}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own failure. It asks nothing of the database, which may be what failed."""
    return _problem("reader/server_error.html", 500)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for somebody who may not see what is there."""
    return _problem("reader/forbidden.html", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that no browser makes by itself."""
    return _problem("reader/bad_request.html", 400)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is missing or of another browser; ``reason`` is Django's, and for its log."""
    return _problem("reader/form_refused.html", 403)


def _problem(template: str, status: int) -> HttpResponse:
    """A page that needs neither database nor request: the paper's name, search, and the way to the front."""
    spoken = get_language() or settings.LANGUAGE_CODE
    language = settings.PAPER.language if spoken == settings.LANGUAGE_CODE else spoken
    clothes = {"name": settings.PAPER.name, "language": language, "direction": text_direction(language.lower())}
    return HttpResponse(loader.get_template(template).render(clothes), status=status)
