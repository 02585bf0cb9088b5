"""The hub's address: machines POST to it, people who follow the link are told what it is."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from broadsheet.fronts.models import Machines
from broadsheet.websub import limits
from broadsheet.websub.asking import Refused, accept, read_request

FORM = "application/x-www-form-urlencoded"
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt  # subscribers are machines without cookies: nothing is done in anybody's name
@require_http_methods(["GET", "HEAD", "POST"])
def hub(request: HttpRequest) -> HttpResponse:
    """Take a request to be verified and answer 202, or say why not; a GET says what this is."""
    if request.method != "POST":
        return HttpResponse(_introduction(), content_type=PLAIN)
    try:
        _refuse_what_is_no_form(request)
        accept(read_request(request.POST), request.META.get("REMOTE_ADDR", ""))
    except Refused as refusal:
        return _said(str(refusal), refusal.status, refusal.wait)
    except BadRequest:
        return _said(_("The request can not be read."), 400)
    return _said(_("Accepted. The hub asks the callback whether it is meant."), 202)


def _refuse_what_is_no_form(request: HttpRequest) -> None:
    """Raises Refused."""
    if request.content_type != FORM:
        raise Refused(_("Send the parameters as %(type)s.") % {"type": FORM}, 415)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limits.LONGEST_REQUEST:
        raise Refused(_("The request is too long."), 413)


def _said(text: str, status: int, wait: int = 0) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type=PLAIN)
    response["Cache-Control"] = "no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _introduction() -> str:
    other = Machines.of_the_paper().hub_url
    facts = {"paper": settings.PAPER.name, "feed": f"{settings.PAPER.address}/feed/", "hub": other}
    if other:
        return _("The feeds of %(paper)s are announced by another WebSub hub: %(hub)s\n") % facts
    return (
        _(
            "This is the WebSub hub of %(paper)s. It tells programs at once when a feed of the paper changes, so that\n"
            "they need not ask again and again. There is nothing to do here with a browser.\n"
            "\n"
            "To subscribe, POST hub.mode=subscribe, hub.topic=(a feed, such as %(feed)s), hub.callback=(your own\n"
            "address) and, if you like, hub.secret and hub.lease_seconds.\n"
            "\n"
            "The protocol: https://www.w3.org/TR/websub/\n"
        )
        % facts
    )
