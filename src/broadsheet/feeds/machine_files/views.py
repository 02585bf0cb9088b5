"""One view for each file. What there is nothing true to say of is answered with 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from broadsheet.feeds.machine_files import icons, licences, text_files
from broadsheet.feeds.machine_files.manifest import site_webmanifest
from broadsheet.feeds.machine_files.robots import robots_txt
from broadsheet.fronts.models import Machines, Masthead
from broadsheet.media.signing import published_certificate
from broadsheet.press.recording import never_store

TEXT = "text/plain; charset=utf-8"


@require_safe
def robots_file(request: HttpRequest) -> HttpResponse:
    """Which crawlers may read what."""
    return HttpResponse(robots_txt(Machines.of_the_paper()), content_type=TEXT)


@require_safe
def license_file(request: HttpRequest) -> HttpResponse:
    """On which terms."""
    return HttpResponse(licences.license_xml(Machines.of_the_paper()), content_type="application/rsl+xml")


@require_safe
def tdmrep_file(request: HttpRequest) -> HttpResponse:
    """Whether text and data mining is reserved."""
    return HttpResponse(licences.tdmrep_json(Machines.of_the_paper()), content_type="application/json")


@require_safe
def ads_file(request: HttpRequest) -> HttpResponse:
    """Who may sell the paper's advertising."""
    return _text(text_files.typed(Machines.of_the_paper().ads_txt))


@require_safe
def app_ads_file(request: HttpRequest) -> HttpResponse:
    """The same, in its apps."""
    return _text(text_files.typed(Machines.of_the_paper().app_ads_txt))


@require_safe
def trust_file(request: HttpRequest) -> HttpResponse:
    """What the paper belongs to and which accounts are its own."""
    return _text(text_files.trust_txt(Machines.of_the_paper()))


@require_safe
def humans_file(request: HttpRequest) -> HttpResponse:
    """Who makes it."""
    return _text(text_files.humans_txt(Machines.of_the_paper()))


@require_safe
def security_file(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a security hole."""
    return _text(text_files.security_txt(Machines.of_the_paper()))


@require_safe
def picture_certificate(request: HttpRequest) -> HttpResponse:
    """With what the signatures of the paper's pictures can be checked."""
    never_store("the certificate may be replaced at any time")
    certificate = published_certificate()
    if not certificate:
        raise Http404
    return HttpResponse(certificate, content_type="application/x-pem-file")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Where somebody with a log-in changes their password (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon in a browser's tab."""
    return HttpResponse(icons.ico(_masthead()), content_type="image/vnd.microsoft.icon")


@require_safe
def apple_touch_icon(request: HttpRequest) -> HttpResponse:
    """The icon on a telephone's home screen."""
    return HttpResponse(icons.tile(_masthead()), content_type="image/png")


@require_safe
def icon(request: HttpRequest, size: str) -> HttpResponse:
    """The icon in one of the manifest's sizes."""
    return HttpResponse(icons.png(_masthead(), int(size)), content_type="image/png")


@require_safe
def maskable_icon(request: HttpRequest, size: str) -> HttpResponse:
    """The same for those who cut it out."""
    return HttpResponse(icons.png(_masthead(), int(size), is_cut=True), content_type="image/png")


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """How the paper is called and looks on a home screen."""
    return HttpResponse(site_webmanifest(Masthead.of_the_paper()), content_type="application/manifest+json")


@require_safe
def nothing_known(request: HttpRequest) -> HttpResponse:
    """Any other well-known address: asked for by machines that hope for a bare 404. Raises Http404."""
    raise Http404


def _masthead() -> Masthead:
    return Masthead.of_the_paper()


def _text(text: str) -> HttpResponse:
    if not text:
        raise Http404
    return HttpResponse(text, content_type=TEXT)
