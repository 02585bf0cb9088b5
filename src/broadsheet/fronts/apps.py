"""Django's entry point for the fronts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontsConfig(AppConfig):
    name = "broadsheet.fronts"
    label = "fronts"
    verbose_name = _("Fronts")

    def ready(self) -> None:
        from broadsheet.fronts import signal_handlers  # noqa: F401  # registers receivers
