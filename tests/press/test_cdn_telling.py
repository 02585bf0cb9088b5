"""The CDN hears of a takedown at once, and of all else when the pages it will ask for are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.press.cdn.telling import Teller
from broadsheet.press.changes import Noted
from broadsheet.press.store.embedded import EmbeddedStore


class Changes:
    """An outbox that is a list."""

    def __init__(self) -> None:
        self.rows: list[Noted] = []

    def add(self, *keys: str, takedown: bool = False) -> None:
        self.rows.append(Noted(len(self.rows) + 1, keys, takedown))

    def position(self) -> int:
        return len(self.rows)

    def oldest(self) -> int:
        return 1

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        return self.rows[position : position + 2]  # few at a time, as if there were many


class Told:
    """Remembers what it was asked to purge."""

    def __init__(self) -> None:
        self.said: list[tuple[set[str], bool]] = []

    def purge(self, keys: object, addresses: object = (), takedown: bool = False) -> None:
        self.said.append((set(keys), takedown))  # type: ignore[call-overload] # any iterable


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "press.sqlite3")


def test_a_change_is_told_once_nothing_waits_to_be_made(store: EmbeddedStore) -> None:
    changes, told = Changes(), Told()
    teller = Teller(store, changes, told)  # type: ignore[arg-type] # all of a purger it needs
    teller.tell(True)
    for key in ("card:1", "story:1", "list:paper:head"):
        changes.add(key)
    teller.tell(False)
    assert told.said == []
    teller.tell(True)
    teller.tell(True)
    assert told.said == [({"card:1", "story:1", "list:paper:head"}, False)]


def test_a_takedown_is_told_at_once_and_again_when_all_is_made(store: EmbeddedStore) -> None:
    changes, told = Changes(), Told()
    teller = Teller(store, changes, told)  # type: ignore[arg-type] # as above
    teller.tell(True)
    changes.add("story:1", takedown=True)
    teller.tell(False)
    assert told.said == [({"story:1"}, True)]
    teller.tell(True)
    assert told.said == [({"story:1"}, True), ({"story:1"}, False)]


def test_what_was_not_told_before_a_crash_is_told_after_it(store: EmbeddedStore) -> None:
    changes = Changes()
    Teller(store, changes, Told()).tell(True)  # type: ignore[arg-type] # as above
    changes.add("card:1")
    first = Told()
    teller = Teller(store, changes, first)  # type: ignore[arg-type] # as above
    teller.tell(True)
    assert first.said == [({"card:1"}, False)]
    changes.add("card:2")
    teller.tell(False)  # killed here

    second = Told()
    Teller(store, changes, second).tell(True)  # type: ignore[arg-type] # as above
    assert second.said == [({"card:2"}, False)]
