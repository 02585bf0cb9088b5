"""``{% licence_head %}`` and ``{% icon_head %}``: what a page's head says to machines about the paper as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.feeds.machine_files.licences import reservation
from broadsheet.fronts.models import Machines
from broadsheet.newsroom.edition_memory import remembered

register = template.Library()

SVG = "reader/icon.svg"


@register.simple_tag(takes_context=True)
def licence_head(context: template.Context) -> SafeString:
    """The reservation of text and data mining, and where the licence is. No query but for the first of an edition."""
    said: dict[str, str] = remembered("reservation", context["chrome"].edition, _reservation)
    metas = format_html_join("", '<meta name="{}" content="{}">', said.items())
    return format_html('{}<link rel="license" type="application/rsl+xml" href="{}">', metas, reverse("license"))


def _reservation() -> dict[str, str]:
    return reservation(Machines.of_the_paper())


@register.simple_tag
def icon_head() -> SafeString:
    """The icons made from the paper's logo or name; first, where a theme has one of its own, that."""
    return format_html(
        '<link rel="icon" href="{}" sizes="32x32">{}<link rel="icon" type="image/png" href="{}" sizes="192x192">'
        '<link rel="apple-touch-icon" href="{}"><link rel="manifest" href="{}">',
        reverse("favicon"),
        _themes_own(),
        reverse("icon", args=[192]),
        reverse("apple_touch_icon"),
        reverse("web_manifest"),
    )


def _themes_own() -> Any:
    if any((Path(folder) / SVG).is_file() for folder in settings.PAPER.theme_static):
        return format_html('<link rel="icon" type="image/svg+xml" href="{}">', static(SVG))
    return ""
