"""The letter that lets a new colleague choose a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context as current
from django.conf import settings
from django.http import HttpRequest

from broadsheet.accounts.models import User


def invite(request: HttpRequest, user: User) -> None:
    """Mail a link that sets a password; it works once and for PASSWORD_RESET_TIMEOUT seconds."""
    with current.request_context(request):  # the letter may leave after the answer
        _send(request, user)


def _send(request: HttpRequest, user: User) -> None:
    adapter = get_adapter(request)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {
        "user": user,
        "inviter": request.user,
        "password_url": adapter.get_reset_password_from_key_url(key),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    adapter.send_mail("account/email/invitation", user.email, context)
