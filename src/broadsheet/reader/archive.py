"""The archive by date: years, months, days. Addresses are dates, so they stay put for ever."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDay, TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.lib import dates_shown
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.models import ListEntry
from broadsheet.press.recording import note
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import meta
from broadsheet.reader.page_contexts import breadcrumb

DAY_LIMIT = 500
"""Stories shown of one day."""


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Years that have stories."""
    note(press_keys.ARCHIVE)
    links = [{"label": str(year), "url": reverse("archive_year", args=[year])} for year in _years()]
    nothing_yet = _("Nothing has been published yet. Every story will be found here by its date.")
    return _answer(request, _("Archive"), reverse("archive"), [], years=links, links=links, nothing_yet=nothing_yet)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Months of a year that have stories."""
    first = _date_or_404(year, 1, 1)
    note(press_keys.archive_year(first))
    found = _periods(TruncMonth, first, date(year, 12, 31)) or _nothing()
    links = [
        {"label": date_format(month, "F"), "url": reverse("archive_month", args=[year, month.month])} for month in found
    ]
    return _answer(request, str(year), reverse("archive_year", args=[year]), [_root()], months=links, links=links)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Days of a month that have stories."""
    first = _date_or_404(year, month, 1)
    note(press_keys.archive_month(first))
    found = _periods(TruncDay, first, date(year, month, monthrange(year, month)[1])) or _nothing()
    links = [
        {"label": dates_shown.day_of_week(day), "short": date_format(day, "D j"), "url": _day_address(day)}
        for day in found
    ]
    crumbs = [_root(), Crumb(str(year), reverse("archive_year", args=[year]))]
    address = reverse("archive_month", args=[year, month])
    return _answer(request, dates_shown.month_of_year(first), address, crumbs, days=links, links=links)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """A day's stories, newest first, and the nearest days beside it that have any."""
    asked = _date_or_404(year, month, day)
    note(press_keys.archive_day(asked))
    entries = _entries_between(asked, asked).order_by("-published_at", "-story_id")
    stories = lists.cards(list(entries.values_list("story_id", flat=True)[:DAY_LIMIT]), bylines=True) or _nothing()
    crumbs = [
        _root(),
        Crumb(str(year), reverse("archive_year", args=[year])),
        Crumb(date_format(asked, "F"), reverse("archive_month", args=[year, month])),
    ]
    newer, older = _neighbour(asked, later=True), _neighbour(asked, later=False)
    return _answer(
        request,
        dates_shown.whole_day(asked),
        _day_address(asked),
        crumbs,
        stories=stories,
        newer_url=_day_address(newer) if newer else "",
        older_url=_day_address(older) if older else "",
    )


def _answer(request: HttpRequest, title: str, address: str, crumbs: list[Crumb], **context: Any) -> HttpResponse:
    description = _("Everything published, by date: %(period)s.") % {"period": title}
    head = meta(title, address, Chrome(request).name, description=description)
    shown = {"title": title, "breadcrumb": breadcrumb(crumbs, title), "meta": head, **context}
    return render_edition(request, "reader/archive.html", shown)


def _root() -> Crumb:
    return Crumb(_("Archive"), reverse("archive"))


def _nothing() -> Any:
    raise Http404


def _date_or_404(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def _day_address(day: date) -> str:
    return reverse("archive_day", args=[day.year, day.month, day.day])


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _entries_between(first: date, last: date) -> QuerySet[ListEntry]:
    """Entries of the whole paper from the start of ``first`` to the end of ``last``, in the paper's time zone."""
    entries = ListEntry.objects.filter(list_key=lists.PAPER)
    if first > date.min:
        entries = entries.filter(published_at__gte=_start_of(first))
    if last < date.max:
        entries = entries.filter(published_at__lt=_start_of(last + timedelta(days=1)))
    return entries


def _periods(trunc: Any, first: date, last: date) -> list[datetime]:
    periods = _entries_between(first, last).order_by().annotate(period=trunc("published_at"))
    return sorted(periods.values_list("period", flat=True).distinct(), reverse=True)


def _years() -> Iterator[int]:
    """Years that have stories, newest first: a step along the index for each, however many stories it has."""
    entries = ListEntry.objects.filter(list_key=lists.PAPER).order_by("-published_at")
    moment = entries.values_list("published_at", flat=True).first()
    while moment:
        year = timezone.localtime(moment).year
        yield year
        earlier = entries.filter(published_at__lt=_start_of(date(year, 1, 1)))
        moment = earlier.values_list("published_at", flat=True).first()


def _neighbour(day: date, later: bool) -> date | None:
    """The nearest later or earlier day that has stories."""
    entries = ListEntry.objects.filter(list_key=lists.PAPER)
    if later:
        beyond = entries.filter(published_at__gte=_start_of(day + timedelta(days=1))).order_by("published_at")
    else:
        beyond = entries.filter(published_at__lt=_start_of(day)).order_by("-published_at")
    moment = beyond.values_list("published_at", flat=True).first()
    return timezone.localtime(moment).date() if moment else None
