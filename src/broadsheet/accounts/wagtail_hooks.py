"""What accounts hang into Wagtail's desk: the way to one's password, second factor and sessions."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("register_account_menu_item")
def link_password(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Password"),
        "help_text": _("Choose a new password."),
    }


@hooks.register("register_account_menu_item")
def link_two_factor(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Two-factor log-in"),
        "help_text": _("Passkeys, an authenticator app and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def link_sessions(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("usersessions_list"),
        "label": _("Where I am logged in"),
        "help_text": _("See every browser that is logged in as you, and log it out."),
    }
