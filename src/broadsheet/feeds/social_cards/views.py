"""Answers with a card. The press keeps it, with the keys of what it shows, until something of that changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from broadsheet.feeds.social_cards.cards import FRONT, Card, Look, card_of, front_card
from broadsheet.feeds.social_cards.drawing import draw
from broadsheet.fronts.models import Masthead
from broadsheet.newsroom.models import Author, Section, Story, Topic
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.press.recording import note

_NAME = re.compile(r"(?P<kind>[a-z]{1,12})-(?P<pk>[1-9]\d{0,17})-(?P<digest>[0-9a-f]{10})")


@require_safe
def card_picture(request: HttpRequest, name: str) -> HttpResponse:
    """The picture called ``name``; one with another digest leads to the present one, for its headline has changed.

    Raises Http404 where there is no such thing, or it is not for everybody.
    """
    match = _NAME.fullmatch(name)
    card = present_card(match["kind"], int(match["pk"])) if match else None
    if match is None or card is None:
        raise Http404
    if match["digest"] != card.digest:
        return redirect(card.address)
    return HttpResponse(draw(card), content_type="image/png")


def card_named(name: str) -> Card | None:
    """The card whose address ends in ``name``, or None where there is none now. For copies of the whole site."""
    match = _NAME.fullmatch(name.removesuffix(".png"))
    card = present_card(match["kind"], int(match["pk"])) if match else None
    return card if card is not None and match is not None and match["digest"] == card.digest else None


def present_card(kind: str, pk: int) -> Card | None:
    """The card of a thing as it is now. At most eight queries."""
    look = Look.of(Masthead.of_the_paper())
    if kind == FRONT:
        return front_card(look) if pk == 1 else None
    find = _FINDERS.get(kind)
    thing = find(pk) if find else None
    if thing is None:
        return None
    note(thing.own_key)
    return card_of(thing, look, live_sections())


def _story(pk: int) -> Story | None:
    rows = Story.objects.live().public().filter(pk=pk).select_related("section")
    return rows.defer("body", "key_points", "summary", "questions").prefetch_related("bylines__author").first()


def _section(pk: int) -> Section | None:
    return Section.objects.live().public().filter(pk=pk).first()


_FINDERS: Mapping[str, Callable[[int], Any]] = {
    "story": _story,
    "section": _section,
    "topic": lambda pk: Topic.objects.filter(pk=pk).first(),
    "author": lambda pk: Author.objects.filter(pk=pk).first(),
}
