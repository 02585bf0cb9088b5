"""Django's entry point for the press."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "broadsheet.press"
    label = "press"
    verbose_name = _("Press")
