"""What the desk's reports about a stretch of days have in common: who may see them, from when to when."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

USUAL_DAYS = 30


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PeriodReportView(WagtailAdminTemplateMixin, TemplateView):
    """A report for those who may publish; of the last 30 days if nothing is asked."""

    _show_breadcrumbs = True

    def report(self, since: date, until: date) -> dict[str, Any]:
        """What the template shows of the days from ``since`` to ``until``."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_report(request.user):
            raise PermissionDenied
        form = PeriodForm(request.GET or None)
        asked = form.cleaned_data if form.is_valid() else {}
        until = asked.get("until") or timezone.localdate()
        since = asked.get("since") or until - timedelta(days=USUAL_DAYS)
        context = {"form": form, "since": since, "until": until, **self.report(since, until)}
        return self.render_to_response(self.get_context_data(**context))


class PeriodReportMenuItem(MenuItem):
    """The way to one."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_report(request.user)


def may_see_report(user: Any) -> bool:
    """Those who may publish; whom others have spoken with is no reporter's business."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def moments_of(since: date, until: date) -> tuple[datetime, datetime]:
    """When the first of these days begins, and the day after the last."""
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, until + timedelta(days=1)))
    return begin, end
