"""Everything the paper has corrected: the newest, and month by month. Addresses are dates, so they stay put."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.fronts.models import Trust
from broadsheet.newsroom import corrections, press_keys
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.models import StandingPage
from broadsheet.press.recording import note
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import feeds_of, meta
from broadsheet.reader.page_contexts import breadcrumb
from broadsheet.reader.views import page


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest corrections, and the way to those before. A page the paper has had at this address stays there."""
    note(press_keys.PLACES)
    try:
        return page(request, "corrections/")
    except Http404:
        pass
    context = {"corrections": corrections.newest(), "months": _months(), "policy": _policy()}
    return _answer(request, _("Corrections"), reverse("corrections"), [], **context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The corrections of a month. Raises Http404 where there are none."""
    try:
        first = corrections.first_day(year, month)
    except ValueError as error:
        raise Http404 from error
    found = corrections.of_month(first)
    if not found:
        raise Http404
    crumbs = [Crumb(_("Corrections"), reverse("corrections"))]
    return _answer(request, date_format(first, "F Y"), _address(first), crumbs, corrections=found)


def _months() -> list[dict[str, str]]:
    return [{"label": date_format(first, "F Y"), "url": _address(first)} for first in corrections.months()]


def _policy() -> StandingPage | None:
    """The page that says how the paper corrects; loading it notes its key."""
    policy: StandingPage | None = Trust.of_the_paper().corrections_policy
    return policy if policy is not None and policy.live else None


def _address(first: date) -> str:
    return reverse("corrections_month", args=[first.year, first.month])


def _answer(request: HttpRequest, title: str, address: str, crumbs: list[Crumb], **context: Any) -> HttpResponse:
    description = _("What the paper got wrong, and what is right.")
    feeds = feeds_of(_("Corrections"), reverse("corrections"))
    head = meta(title, address, Chrome(request).name, description=description, feeds=feeds)
    shown = {"title": title, "breadcrumb": breadcrumb(crumbs, title), "meta": head, **context}
    return render_edition(request, "reader/corrections.html", shown)
