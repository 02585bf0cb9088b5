"""The cast: Alice runs the paper, Bob writes for it, Charlie must be refused."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from broadsheet.accounts.models import User
from broadsheet.fronts.models import Front

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def forgotten_attempts() -> Iterator[None]:
    """Attempts at logging in are remembered in the cache; each test begins without."""
    cache.clear()
    yield
    cache.clear()


def person(name: str, role: str | None) -> User:
    """Somebody with a log-in and a role."""
    user = User.objects.create_user(f"{name.lower()}@gazette.example", PASSWORD, name=name)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def alice(front: Front) -> User:
    """An administrator."""
    return person("Alice", "Administrator")


@pytest.fixture
def bob(front: Front) -> User:
    """A reporter."""
    return person("Bob", "Reporter")


@pytest.fixture
def charlie(front: Front) -> User:
    """Somebody with a log-in and nothing else."""
    return person("Charlie", None)


def logged_in(user: User) -> Client:
    """A browser in which somebody has just logged in by the front door."""
    client = Client()
    response = client.post("/desk/account/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, response.content
    return client
