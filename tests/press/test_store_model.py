"""A store and a few dictionaries are told the same things in any order, and must agree."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import Entry, State
from broadsheet.press.store.base import Store
from broadsheet.press.store.embedded import EmbeddedStore
from tests.press.conftest import OpenStore
from tests.press.making import an_entry

PAGES = [f"/{letter}/" for letter in "abcd"]
PIECES = [f"piece:{letter}" for letter in "xy"]
KEYS = [f"key:{number}" for number in range(5)]
names = st.sampled_from(PAGES + PIECES)
some_names = st.sets(names, max_size=4)
some_keys = st.frozensets(st.sampled_from(KEYS), max_size=3)
named_keys = st.frozensets(st.sampled_from([*KEYS, *KEYS, EVERYTHING]), min_size=1, max_size=2)
texts = st.sampled_from(["one", "two"])
lags = st.integers(0, 4)


class ModelStore:
    """The contract in dictionaries."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.keys: dict[str, frozenset[str]] = {}
        self.applied: list[Noted] = []
        self.position = 0
        self.wished: set[str] = set()

    def put(self, entry: Entry, keys: frozenset[str]) -> State:
        kept = self.entries.get(entry.name)
        if kept is None or kept.position <= entry.position:
            self.keys[entry.name] = keys
            self.entries[entry.name] = replace(entry, state=self.judged(entry.position, keys))
            self.wished.discard(entry.name)
        return self.entries[entry.name].state

    def judged(self, position: int, keys: frozenset[str]) -> State:
        after = [change for change in self.applied if change.position > position]
        found = [change for change in after if {EVERYTHING, *keys} & set(change.keys)]
        if any(change.is_takedown for change in found):
            return State.VOID
        return State.STALE if found else State.FRESH

    def apply(self, changes: list[Noted]) -> set[str]:
        new = [change for change in changes if change.position > self.position]
        self.applied += new
        self.position = max([self.position, *(change.position for change in new)])
        before = dict(self.entries)
        for name, entry in before.items():
            self.entries[name] = replace(entry, state=self.judged(entry.position, self.keys[name]))
        return {name for name, entry in self.entries.items() if entry.state != before[name].state}

    def drop(self, gone: set[str]) -> None:
        for name in gone:
            self.entries.pop(name, None)
            self.wished.discard(name)

    def showing(self, keys: frozenset[str]) -> set[str]:
        return {name for name in self.entries if {EVERYTHING, *self.keys[name]} & keys}


class StoreAgainstModel(RuleBasedStateMachine):
    """``stores`` are several openings of one store; each step goes through either."""

    stores: list[Store]

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelStore()
        self.changes: list[Noted] = []
        self.leases: set[str] = set()
        self.memory: dict[str, Entry] = {}
        self.which = random.Random(0)
        self.stores[0].clear()
        self.turn = self.stores[0].touched_since(0).turn

    def teardown(self) -> None:
        for name in self.leases:
            self.stores[0].release(name)

    @property
    def store(self) -> Store:
        return self.which.choice(self.stores)

    @rule(keys=named_keys, takedown=st.booleans(), gap=st.integers(1, 3))
    def change(self, keys: frozenset[str], takedown: bool, gap: int) -> None:
        newest = self.changes[-1].position if self.changes else 0
        self.changes.append(Noted(newest + gap, tuple(sorted(keys)), takedown))

    @rule(again=st.integers(0, 3), ahead=st.integers(1, 4))
    def apply(self, again: int, ahead: int) -> None:
        applied = [change for change in self.changes if change.position <= self.model.position]
        some = applied[len(applied) - again :] + self.changes[len(applied) : len(applied) + ahead]
        assert self.store.apply(some[::-1]) == self.model.apply(some)

    @rule(name=names, keys=some_keys, text=texts, lag=lags, holes=st.lists(st.sampled_from(PIECES), max_size=2))
    def put(self, name: str, keys: frozenset[str], text: str, lag: int, holes: list[str]) -> None:
        newest = self.changes[-1].position if self.changes else 0
        shown = () if name in PIECES else tuple(holes)
        entry = an_entry(name, max(0, newest - lag), text, shown)
        assert self.store.put([(entry, keys)]) == {name: self.model.put(entry, keys)}

    @rule(gone=some_names)
    def drop(self, gone: set[str]) -> None:
        self.store.drop(gone)
        self.model.drop(gone)

    @rule(keys=named_keys)
    def purge(self, keys: frozenset[str]) -> None:
        gone = self.model.showing(keys)
        assert self.store.purge(keys) == gone
        self.model.drop(gone)

    @rule(wished=some_names)
    def wish(self, wished: set[str]) -> None:
        self.store.wish(wished)
        self.model.wished |= {name for name in wished & set(self.model.entries) if self.model.entries[name].state}

    @rule(name=names)
    def lease(self, name: str) -> None:
        assert self.stores[0].lease(name, 1000) == (name not in self.leases)
        self.leases.add(name)

    @rule(name=names)
    def release(self, name: str) -> None:
        self.stores[0].release(name)
        self.leases.discard(name)

    @rule(used=some_names, at=st.floats(0, 4e9))
    def used(self, used: set[str], at: float) -> None:
        self.store.used(used, at)

    @rule(part=st.sampled_from([0.0, 0.5, 0.9, 1.0]))
    def trim(self, part: float) -> None:
        most = int(self.store.figures().bytes * part)
        gone = self.store.trim(most)
        left = self.store.get_many(PAGES + PIECES)
        assert gone == len(self.model.entries) - len(left)
        lost = {hole for page in left.values() for hole in page.holes} - set(left)
        assert not lost & set(self.model.entries), "a piece went before the page that shows it"
        assert self.store.figures().bytes <= most or not left
        self.model.drop(set(self.model.entries) - set(left))

    @invariant()
    def holds_the_same(self) -> None:
        assert self.store.get_many(PAGES + PIECES) == self.model.entries
        assert self.store.position() == self.model.position
        assert self.store.names() == sorted(set(self.model.entries) & set(PAGES))

    @invariant()
    def is_made_in_order(self) -> None:
        waiting = [(-entry.state, entry.name not in self.model.wished) for entry in self.store.to_make(100)]
        assert waiting == sorted(waiting)
        assert len(waiting) == sum(1 for entry in self.model.entries.values() if entry.state)

    @invariant()
    def nobody_remembers_what_is_no_more(self) -> None:
        """Whoever forgets what is touched shows what the store has."""
        touched = self.store.touched_since(self.turn)
        self.turn = touched.turn
        for name in list(self.memory) if touched.names is None else touched.names:
            self.memory.pop(name, None)
        for name, entry in self.memory.items():
            kept = self.model.entries[name]
            assert (kept.version, kept.state) == (entry.version, entry.state)
        self.memory |= self.model.entries
        assert touched.position == self.model.position


def test_a_store_does_what_its_contract_says(open_store: OpenStore) -> None:
    stores = [open_store(), open_store()]
    examples = 150 if isinstance(stores[0], EmbeddedStore) else 15  # one that asks servers takes ten times as long
    run_state_machine_as_test(
        type("Machine", (StoreAgainstModel,), {"stores": stores}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
