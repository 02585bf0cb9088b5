"""Django's entry point for the media app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "broadsheet.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        from django.conf import settings
        from PIL import Image

        from broadsheet.media import signal_handlers  # noqa: F401  # registers receivers

        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS  # Pillow refuses twice as many anywhere
