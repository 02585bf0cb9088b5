"""Every kind of store, so that one set of tests holds each of them to the contract."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from broadsheet.press.store.base import Store
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.press.store.shared import SharedStore
from tests.press.law.paper import LawPaper
from tests.press.servers import REDIS, ServiceAbsentError, a_database, a_prefix

OpenStore = Callable[[], Store]
"""Opens the store of this test once more, as another process would."""


@contextmanager
def embedded(folder: Path) -> Iterator[OpenStore]:
    """A file in a folder of its own."""
    yield lambda: EmbeddedStore(folder / "press.sqlite3")


@contextmanager
def shared(folder: Path) -> Iterator[OpenStore]:
    """A database and a prefix of keys of its own, on the servers that run here."""
    with a_database() as database, a_prefix() as prefix:
        yield lambda: SharedStore(REDIS, database, prefix)


STORES: list[Callable[[Path], AbstractContextManager[OpenStore]]] = [embedded, shared]
"""One for each kind: given an empty folder, yields what opens the store, empty at first, and cleans up after it."""


@pytest.fixture(params=STORES, ids=lambda make: make.__name__)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the store of this test, as often as it is called. What is opened is closed at the end."""
    opened: list[Store] = []
    try:
        with request.param(tmp_path) as make:

            def open_one() -> Store:
                opened.append(make())
                return opened[-1]

            yield open_one
            for store in opened:
                store.close()
    except ServiceAbsentError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """An empty store."""
    return open_store()


@pytest.fixture(scope="module")
def law_paper(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[LawPaper]:
    """A small paper in files of its own, as on its first morning, with its clock standing still."""
    with django_db_blocker.unblock(), LawPaper(tmp_path_factory.mktemp("law")) as paper:
        yield paper
