"""Django's entry point for the partners app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "broadsheet.partners"
    label = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        from broadsheet.partners import signal_handlers  # noqa: F401  # registers receivers
