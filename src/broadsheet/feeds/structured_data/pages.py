"""What each kind of page says of itself, chosen by what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from broadsheet.feeds.social_cards.cards import Card
from broadsheet.feeds.structured_data.publisher import publisher_of, website_of, whole_website
from broadsheet.feeds.structured_data.stories import story_nodes
from broadsheet.feeds.structured_data.things import story_list, way, whole_person
from broadsheet.feeds.structured_data.writing import Node, without_empty
from broadsheet.fronts.models import Front, Package
from broadsheet.newsroom.models import Author, ContactPage, Section, StandingPage, Story, Topic

Maker = Callable[[Any, Mapping[str, Any], Card], list[Node]]


def thing_of(context: Mapping[str, Any]) -> Any:
    """What the page is about: a page of the paper, an author, a topic; None for an index, a search, the menu."""
    if isinstance(context.get("page"), tuple(_MAKERS)):
        return context["page"]
    return context.get("author") or context.get("topic") or None


def nodes_of(context: Mapping[str, Any], card: Card) -> list[Node]:
    """Everything the page says of itself, the way to it last."""
    thing = thing_of(context)
    make = _MAKERS.get(type(thing), _list_page)
    return [*make(thing, context, card), *way(context.get("breadcrumb") or [])]


def _front(page: Front, context: Mapping[str, Any], card: Card) -> list[Node]:
    listed = story_list(context.get("stories") or [])
    return [whole_website(context["chrome"]), *([listed] if listed else [])]


def _list_page(thing: Any, context: Mapping[str, Any], card: Card) -> list[Node]:
    """A section, topic, package, index or day of the archive."""
    return [_web_page("CollectionPage", context, mainEntity=story_list(context.get("stories") or []))]


def _profile(author: Author, context: Mapping[str, Any], card: Card) -> list[Node]:
    whole = whole_person(author, publisher_of(context["chrome"]))
    listed = story_list(context.get("stories") or [])
    return [_web_page("ProfilePage", context, mainEntity=whole), *([listed] if listed else [])]


def _about(page: Any, context: Mapping[str, Any], card: Card) -> list[Node]:
    return [_web_page("AboutPage", context, about={"@id": publisher_of(context["chrome"])["@id"]})]


def _contact(page: Any, context: Mapping[str, Any], card: Card) -> list[Node]:
    return [_web_page("ContactPage", context)]


def _web_page(type_: str, context: Mapping[str, Any], **more: Any) -> Node:
    meta = context["meta"]
    return without_empty(
        {
            "@type": type_,
            "@id": meta.canonical_url,
            "url": meta.canonical_url,
            "name": meta.heading,
            "description": meta.description,
            "inLanguage": meta.language,
            "isPartOf": website_of(context["chrome"]),
            **more,
        }
    )


_MAKERS: Mapping[type, Maker] = {
    Author: _profile,
    ContactPage: _contact,
    Front: _front,
    Package: _list_page,
    Section: _list_page,
    StandingPage: _about,
    Story: story_nodes,
    Topic: _list_page,
}
