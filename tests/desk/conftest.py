"""The desk's cast: who may, and who must be refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from broadsheet.fronts.models import Front
from broadsheet.newsroom import roles
from broadsheet.newsroom.models import Section, Story


@pytest.fixture
def sport(make_section: Callable[..., Section]) -> Section:
    """The section Eddie edits."""
    return make_section("Sport")


@pytest.fixture
def hire(front: Front) -> Callable[..., Any]:
    """Makes a user with a role: ``hire("Rita", roles.REPORTER)``."""

    def make(name: str, *role_names: str) -> Any:
        user = get_user_model().objects.create_user(f"{name.lower()}@gazette.example", name=name)
        user.groups.set(Group.objects.filter(name__in=role_names))
        assert user.groups.count() == len(role_names)
        return user

    return make


@pytest.fixture
def rita(hire: Callable[..., Any]) -> Any:
    """A reporter."""
    return hire("Rita", roles.REPORTER)


@pytest.fixture
def eddie(hire: Callable[..., Any], sport: Section) -> Any:
    """Editor of Sport only."""
    return hire("Eddie", f"{roles.EDITOR_OF}Sport")


@pytest.fixture
def edna(hire: Callable[..., Any]) -> Any:
    """Editor of everything."""
    return hire("Edna", roles.EDITOR)


@pytest.fixture
def paula(hire: Callable[..., Any]) -> Any:
    """Publisher."""
    return hire("Paula", roles.PUBLISHER)


@pytest.fixture
def ada(hire: Callable[..., Any]) -> Any:
    """Administrator."""
    return hire("Ada", roles.ADMINISTRATOR)


@pytest.fixture
def nobody() -> None:
    """Somebody who has not logged in."""


@pytest.fixture
def who(request: pytest.FixtureRequest, sport: Section) -> Any:
    """One of the cast by name: ``parametrize("who", ["rita", "nobody"], indirect=True)``."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def at_desk() -> Callable[[Any], Client]:
    """A browser in which somebody, or nobody, is logged in."""

    def open_browser(user: Any) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def story_form(make_story: Callable[..., Story]) -> Callable[..., dict[str, str]]:
    """What a browser posts from the editor of a story: ``story_form("Headline", slug="headline")``."""
    return post_of_story


def post_of_story(title: str = "A story", slug: str = "a-story", **extra: str) -> dict[str, str]:
    """The fields of an otherwise empty story."""
    fields = {"title": title, "slug": slug, "kind": "news", "comment_notifications": "", "summary": "null"}
    for name in ("bylines", "corrections", "sources", "comments"):
        fields |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    for name in ("body", "key_points", "questions"):
        fields[f"{name}-count"] = "0"
    return fields | extra


def was_refused(response: Any) -> bool:
    """Wagtail answers somebody without the right with a redirect to the desk's first page or to the log-in page."""
    if response.status_code in (403, 404, 405):
        return True
    return response.status_code == 302 and response.url.split("?")[0] in (
        reverse("wagtailadmin_home"),
        reverse("account_login"),
    )
