"""Django's entry point for the newsroom app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "broadsheet.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        from broadsheet.newsroom import signal_handlers  # noqa: F401  # registers receivers
        from broadsheet.newsroom.whole_saves import save_whole

        save_whole()
