"""404 and 500 pages in the paper's clothes."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import Meta

log = logging.getLogger(__name__)


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
    return HttpResponse(loader.get_template("reader/server_error.html").render({}), status=500)
