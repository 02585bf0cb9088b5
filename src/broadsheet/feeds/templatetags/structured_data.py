"""``{% structured_data %}`` and ``{% social_tags %}``: what a page says of itself, in its head.

They read what the page was given: ``meta``, ``chrome``, ``breadcrumb``, ``stories`` and the page, author or topic it
shows. A page without an address of its own, such as the one for addresses that lead nowhere, says nothing.
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from broadsheet.feeds import oembed, social_tags
from broadsheet.feeds.social_cards.cards import Card, Look, card_of
from broadsheet.feeds.structured_data import pages, publisher
from broadsheet.feeds.structured_data.writing import script
from broadsheet.newsroom.models import Story

register = template.Library()


@register.simple_tag(name="structured_data", takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    """The page as JSON-LD."""
    values: dict[Any, Any] = context.flatten()
    return script(pages.nodes_of(values, _card(values))) if values["meta"].canonical_url else SafeString("")


@register.simple_tag(takes_context=True)
def publisher_data(context: template.Context) -> SafeString:
    """The paper as JSON-LD, with its policies. The same on all pages, so it belongs in a piece."""
    return script([publisher.whole_publisher(context["chrome"])])


@register.inclusion_tag("feeds/social_tags.html", name="social_tags", takes_context=True)
def tags(context: template.Context) -> dict[str, Any]:
    """Open Graph and Twitter cards; in a story's head, also where to ask how to embed it."""
    values: dict[Any, Any] = context.flatten()
    if not values["meta"].canonical_url:
        return {"tags": [], "embedding": []}
    thing = pages.thing_of(values)
    embedding = oembed.links(thing) if isinstance(thing, Story) else []
    return {"tags": social_tags.social_tags(values, _card(values)), "embedding": embedding}


def _card(values: dict[Any, Any]) -> Card:
    chrome = values["chrome"]
    return card_of(pages.thing_of(values), Look.of(chrome.paper), chrome.live_sections)
