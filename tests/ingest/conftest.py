"""Each test of an import begins without the folders of earlier runs, whose numbers the next test's runs have again;
and an administrator at the desk who can begin one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from broadsheet.ingest.media_supply.gathering import imports_folder
from broadsheet.ingest.models import ImportRun
from broadsheet.newsroom import roles
from tests.ingest.uploaded import IMPORTS, wxr


@pytest.fixture(autouse=True)
def _no_earlier_runs() -> Iterator[None]:
    yield
    shutil.rmtree(imports_folder(), ignore_errors=True)


@pytest.fixture
def hire(front: Any) -> Callable[[str], Client]:
    """A browser in which somebody with a role is logged in."""

    def make(role: str) -> Client:
        user = get_user_model().objects.create_user(f"{role.lower()}@gazette.example", name=f"A {role}")
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def ada(hire: Callable[[str], Client]) -> Client:
    """The administrator's browser."""
    return hire(roles.ADMINISTRATOR)


@pytest.fixture
def begin(ada: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., ImportRun]:
    """Posts the form of a kind: ``begin("wordpress", export=…)``; with ``works=False`` the worker takes nothing up."""

    def post(kind: str = "wordpress", works: bool = True, manner: str = "rehearse", **fields: Any) -> ImportRun:
        fields.setdefault("export", wxr())
        with django_capture_on_commit_callbacks(execute=works):
            response = ada.post(f"{IMPORTS}new/{kind}/", {"manner": manner, **fields})
        assert response.status_code == 302, response.content.decode()
        return ImportRun.objects.get(pk=int(response.url.strip("/").rsplit("/", 1)[-1]))

    return post
