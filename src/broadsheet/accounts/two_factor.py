"""Keeps the desk shut to those who must have a second factor and have none yet."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from broadsheet.lib.security_headers import DESK_PREFIX, is_account_page

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes alone do not count: they stand in for a factor that was lost."""


class RequireTwoFactorMiddleware:
    """Sends a user without a second factor to set one up, where [security] two_factor is "required"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TWO_FACTOR and self._must_set_up(request):
            messages.warning(request, _("This paper asks for a second factor. Set one up, and the desk opens."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        inside = request.path.startswith(DESK_PREFIX) and not is_account_page(request.path)
        if not inside or request.path == reverse("wagtailadmin_logout"):
            return False
        return request.user.is_authenticated and not is_mfa_enabled(request.user, SECOND_FACTORS)
