"""Partners with keys, what they get, and a paper that offers its stories."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from broadsheet.fronts.models import Republishing
from broadsheet.newsroom.models import Section
from broadsheet.partners.models import Partner
from tests.desk.conftest import ada, at_desk, eddie, edna, hire, nobody, paula, rita
from tests.partners.conforming import mistakes_in
from tests.reader.conftest import ann, full_story, make_many, nobody_has_asked, sport

__all__ = [
    "ada", "ann", "at_desk", "eddie", "edna", "full_story", "hire", "make_many", "nobody", "nobody_has_asked",
    "paula", "rita", "sport",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet(nobody_has_asked: None) -> None:
    """Each test begins so."""


class Reading:
    """A partner's program."""

    def __init__(self, partner: Partner, key: str) -> None:
        self.partner, self.key = partner, key
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, address: str = "/ninjs/", **asked: Any) -> Any:
        """An answer, whatever it is."""
        headers = asked.pop("headers", None)
        return self.client.get(address, asked, headers=headers)

    def document(self, address: str = "/ninjs/", **asked: Any) -> dict[str, Any]:
        """What is answered, which must be valid."""
        answer = self.get(address, **asked)
        assert answer.status_code == 200, answer.content
        document: dict[str, Any] = json.loads(answer.content)
        assert mistakes_in(document) == []
        return document

    def items(self, **asked: Any) -> list[dict[str, Any]]:
        """The stories of a page."""
        return list(self.document(**asked)["associations"])

    def titles(self, **asked: Any) -> list[str]:
        """Their headlines, of withdrawn ones their status."""
        return [item.get("title", item["pubStatus"]) for item in self.items(**asked)]

    def item(self, story: Any) -> dict[str, Any]:
        """One story by itself."""
        return self.document(f"/ninjs/{story.translation_key}/")


@pytest.fixture
def make_partner(front: Any) -> Callable[..., Reading]:
    """Makes a partner with a key: ``make_partner("The Harbour Post", sections=[sport])``."""

    def make(name: str = "The Harbour Post", sections: list[Section] | None = None, **fields: Any) -> Reading:
        partner = Partner.objects.create(name=name, **fields)
        partner.sections.set(sections or [])
        key = partner.make_key()
        return Reading(Partner.objects.get(pk=partner.pk), key)

    return make


@pytest.fixture
def partner(make_partner: Callable[..., Reading]) -> Reading:
    """One that may have everything."""
    return make_partner()


@pytest.fixture
def offering(front: Any) -> Callable[..., Republishing]:
    """Has the paper offer its stories to readers: ``offering(with_pictures=True)``."""

    def offer(**fields: Any) -> Republishing:
        terms = Republishing.of_the_paper()
        values = {
            "is_offered": True,
            "licence_name": "CC BY-ND 4.0",
            "licence_url": "https://creativecommons.org/licenses/by-nd/4.0/",
        }
        for name, value in (values | fields).items():
            setattr(terms, name, value)
        terms.full_clean()
        terms.save()
        return terms

    return offer
