"""The paper as an organisation: in short on every page, and whole in a piece that all pages share.

Its policies change for every page at once, and no page of the archive is made anew for them: they stand in the piece.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from broadsheet.feeds.social_cards.cards import Look, front_card
from broadsheet.feeds.structured_data.things import card_image, complete, elsewhere, image
from broadsheet.feeds.structured_data.writing import Node, without_empty
from broadsheet.fronts.models import Trust
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import StandingPage
from broadsheet.press.recording import note

TYPE = "NewsMediaOrganization"
POLICIES = {
    "ethicsPolicy": "ethics_policy",
    "correctionsPolicy": "corrections_policy",
    "ownershipFundingInfo": "ownership_policy",
    "verificationFactCheckingPolicy": "fact_checking_policy",
    "unnamedSourcesPolicy": "unnamed_sources_policy",
    "diversityPolicy": "diversity_policy",
}
"""Names of schema.org and of Trust. It has none for the use of AI, which stands among the principles."""
PRINCIPLES = ("ethics_policy", "ai_policy")


def publisher_of(chrome: Any) -> Node:
    """Name, address and logo; the rest is said under the same ``@id``."""
    return {
        "@type": TYPE,
        "@id": complete("/#publisher"),
        "name": chrome.name,
        "url": complete("/"),
        "logo": _logo(chrome),
    }


def website_of(chrome: Any) -> Node:
    """What every page is a part of."""
    return {"@type": "WebSite", "@id": complete("/#website"), "name": chrome.name, "url": complete("/")}


def whole_website(chrome: Any) -> Node:
    """The paper as a site that can be searched."""
    target = complete(reverse("search")) + "?q={search_term_string}"
    return without_empty(
        {
            **website_of(chrome),
            "description": chrome.tagline,
            "inLanguage": chrome.language,
            "publisher": {"@id": complete("/#publisher")},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": target},
                "query-input": "required name=search_term_string",
            },
        }
    )


def whole_publisher(chrome: Any) -> Node:
    """Everything the paper says of itself. Two queries."""
    trust = Trust.of_the_paper()
    pages = _open_pages(trust)
    named = {name: complete(pages[pk]) for name, field in POLICIES.items() if (pk := _chosen(trust, field)) in pages}
    principles = [complete(pages[pk]) for field in PRINCIPLES if (pk := _chosen(trust, field)) in pages]
    return without_empty(
        {
            **publisher_of(chrome),
            "legalName": trust.legal_name,
            "foundingDate": str(trust.founded or ""),
            "address": _postal_address(trust),
            "contactPoint": _contact(trust),
            "masthead": complete(reverse("authors")),
            "publishingPrinciples": principles,
            **named,
            "sameAs": [link["url"] for link in elsewhere(chrome.paper.follow)],
        }
    )


def _logo(chrome: Any) -> Node:
    logo = chrome.paper.logo_light
    return image(logo.url, logo.width, logo.height) if logo else card_image(front_card(Look.of(chrome.paper)))


def _chosen(trust: Trust, field: str) -> int | None:
    return getattr(trust, f"{field}_id")


def _open_pages(trust: Trust) -> dict[int | None, str]:
    """Addresses of the chosen pages that are live and for everybody. What they say is not shown, so it is not noted."""
    chosen = {pk for field in (*POLICIES.values(), "ai_policy") if (pk := _chosen(trust, field))}
    note(*map(press_keys.address, chosen))
    if not chosen:
        return {}
    found = list(StandingPage.objects.live().public().filter(pk__in=chosen).values_list("pk", "url_path"))
    note(*(key for pk, url_path in found for key in press_keys.link(pk, url_path)))
    return {pk: address_of_path(url_path) for pk, url_path in found}


def _postal_address(trust: Trust) -> Node | None:
    lines = without_empty({"streetAddress": trust.street_address, "addressLocality": trust.place})
    return {"@type": "PostalAddress", **lines} if lines else None


def _contact(trust: Trust) -> Node | None:
    ways = without_empty({"email": trust.email, "telephone": trust.telephone})
    language = settings.PAPER.language
    return {"@type": "ContactPoint", "contactType": "newsroom", **ways, "availableLanguage": language} if ways else None
