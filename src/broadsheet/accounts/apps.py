"""Django's entry points for the accounts app, and for Wagtail's users as this house has them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "broadsheet.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default = True

    def ready(self) -> None:
        from broadsheet.accounts import signal_handlers  # noqa: F401  # registers receivers


class DeskUsersConfig(WagtailUsersAppConfig):
    """wagtail.users, with people who have an e-mail address and a name and are invited by letter."""

    user_viewset = "broadsheet.accounts.staff.StaffViewSet"
