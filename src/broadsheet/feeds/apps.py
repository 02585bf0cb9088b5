"""Django's entry point for the feeds app."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "broadsheet.feeds"
    label = "feeds"

    def ready(self) -> None:
        from broadsheet.feeds.sitemaps import signal_handlers  # noqa: F401  # connects its receivers
