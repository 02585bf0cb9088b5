"""How allauth behaves in a newsroom: accounts are given, never taken, and letters come from the paper."""

import time
from types import SimpleNamespace
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


def _wait() -> str:
    minutes = settings.LOGIN_PAUSE_MINUTES
    return ngettext(
        "Too many wrong passwords. Wait %(minutes)d minute and try again, or log in with a passkey."
        " Nothing has been changed.",
        "Too many wrong passwords. Wait %(minutes)d minutes and try again, or log in with a passkey."
        " Nothing has been changed.",
        minutes,
    ) % {"minutes": minutes}


class NewsroomAdapter(DefaultAccountAdapter):
    """Nobody signs up alone; an administrator makes each account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": lazy(_wait, str)(),
        "email_password_mismatch": _("That e-mail address and password do not go together. Check both and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again for the password before something important, unless somebody has only just given it."""
        times = [record["at"] for record in get_authentication_records(current.request, current.request.user)]
        return time.time() - max(times, default=0) >= app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one letter in the paper's name, whichever of its host names was asked."""
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.WAGTAILADMIN_BASE_URL)
        super().send_mail(template_prefix, email, {**context, "current_site": site})


class TwoFactorAdapter(DefaultMFAAdapter):
    """What a browser or a phone shows beside a passkey: the paper's name."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = current.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.WAGTAIL_SITE_NAME}
