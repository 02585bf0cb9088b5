"""Django's entry point for the record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "broadsheet.record"
    label = "record"
    verbose_name = _("Record")

    def ready(self) -> None:
        from broadsheet.record import signal_handlers  # noqa: F401  # registers receivers
