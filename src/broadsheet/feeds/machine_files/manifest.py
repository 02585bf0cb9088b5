"""The web app manifest (W3C): how the paper is called and looks once a reader has put it on a home screen."""

from __future__ import annotations

import json

from django.conf import settings
from django.urls import reverse

from broadsheet.feeds.machine_files.icons import PAPER
from broadsheet.feeds.sitemaps.documents import xml_text
from broadsheet.fronts.models import Masthead
from broadsheet.lib.languages import text_direction

LONGEST_NAME, LONGEST_SHORT_NAME = 120, 12


def site_webmanifest(masthead: Masthead) -> str:
    """The manifest of a paper that is read in a browser, whole and without a worker of its own."""
    name = _cut(xml_text(masthead.name or settings.PAPER.name), LONGEST_NAME)
    said = {
        "name": name,
        "short_name": _cut(name, LONGEST_SHORT_NAME),
        "description": xml_text(masthead.tagline or settings.PAPER.tagline),
        "lang": settings.PAPER.language,
        "dir": text_direction(settings.PAPER.language.lower()),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": masthead.paper_colour or PAPER,
        "theme_color": masthead.paper_colour or PAPER,
        "icons": [
            *(_icon("icon", size, "any") for size in (192, 512)),
            *(_icon("maskable_icon", size, "maskable") for size in (192, 512)),
        ],
    }
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, indent=1)


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": reverse(name, args=[size]), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _cut(text: str, most: int) -> str:
    """Whole words of ``text`` while they fit, else its first letters."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip() or text[:most]
