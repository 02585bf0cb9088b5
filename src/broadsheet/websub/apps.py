"""Django's entry point for the websub app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebSubConfig(AppConfig):
    name = "broadsheet.websub"
    label = "websub"
    verbose_name = _("WebSub")
