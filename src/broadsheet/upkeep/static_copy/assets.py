"""What pages load and link to that is no page: styles, scripts and fonts, pictures, files to download."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote

from broadsheet.paper import Paper

STATIC = "/static/"
PICTURES = "/media/images/"
FILES = "/files/"
CARDS = "/cards/"
PREFIXES = (STATIC, PICTURES, FILES, CARDS)
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Media types of static files that name others."""


def open_asset(paper: Paper, address: str) -> IO[bytes] | None:
    """What is at an address below one of PREFIXES; None where readers find nothing there."""
    if address.startswith(STATIC):
        return _static(paper, address.removeprefix(STATIC))
    if address.startswith(PICTURES):
        return _picture(address.removeprefix(PICTURES))
    if address.startswith(CARDS):
        return _card(address.removeprefix(CARDS))
    return _document(address.removeprefix(FILES))


def kind_of(address: str) -> str:
    """The media type of a static file that may name others; empty for any other."""
    return KINDS.get(PurePosixPath(address).suffix, "") if address.startswith(STATIC) else ""


def _static(paper: Paper, name: str) -> IO[bytes] | None:
    place = (paper.static / name).resolve()
    if not place.is_relative_to(paper.static.resolve()) or not place.is_file() or Path(name).name.startswith("."):
        return None
    return place.open("rb")


def _picture(name: str) -> IO[bytes] | None:
    """A rendition, made now where nobody asked for it yet."""
    from django.http import Http404

    from broadsheet.media.views import rendition_named

    try:
        rendition = rendition_named(name)
    except Http404:
        return None
    return None if rendition is None else rendition.file.storage.open(rendition.file.name)


def _card(name: str) -> IO[bytes] | None:
    """The picture other sites show beside a link to a page that has none."""
    from broadsheet.feeds.social_cards.drawing import draw
    from broadsheet.feeds.social_cards.views import card_named

    card = card_named(name)
    return None if card is None else BytesIO(draw(card))


def _document(name: str) -> IO[bytes] | None:
    """A file open to everybody."""
    from wagtail.documents import get_document_model

    number, _, file_name = unquote(name).partition("/")
    if not number.isdecimal():
        return None
    document = get_document_model().objects.filter(pk=int(number)).select_related("collection").first()
    if document is None or document.filename != file_name or document.collection.get_view_restrictions().exists():
        return None
    try:
        return document.file.storage.open(document.file.name)
    except OSError:
        return None
