"""The few account pages that are not allauth's or Wagtail's own."""

from typing import Any

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

from broadsheet.accounts.models import User
from broadsheet.accounts.panels import NamePanel
from broadsheet.accounts.sessions import session_of

RATE_LIMIT_SECONDS = 60


def log_in(request: HttpRequest) -> HttpResponseBase:
    """The log-in page. Somebody already in, but without a role, is told so instead of being sent round in circles."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "accounts/no_role.html", status=403)
    return allauth_views.login(request)


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Log out one of the user's other sessions."""
    session = session_of(request.user, pk) if isinstance(request.user, User) else None
    if session is None:
        raise Http404
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, _("That browser is logged out."))
    return redirect("usersessions_list")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What somebody gets who tries too often in a minute (RFC 6585, section 4)."""
    response = render(request, "accounts/too_many_requests.html", status=429)
    response.headers["Retry-After"] = str(RATE_LIMIT_SECONDS)
    return response


class DeskAccountView(AccountView):
    """Wagtail's page of one's own settings, with one field for the name and no picture, which nobody would see."""

    left_out = (NameEmailSettingsPanel, AvatarSettingsPanel)

    def get_panels(self) -> list[Any]:
        first = NamePanel(self.request, self.request.user, None)
        rest = [panel for panel in super().get_panels() if not isinstance(panel, self.left_out)]
        return [first, *rest]


desk_account = require_admin_access(DeskAccountView.as_view())
