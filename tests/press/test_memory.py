"""What one process remembers, and that it never shows what it has been told to forget."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from broadsheet.press import memory as memory_module
from broadsheet.press.assemble import Assembled, assemble
from broadsheet.press.entries import Entry, State
from broadsheet.press.memory import Memory, Missing
from tests.press.making import an_entry

PAGE = an_entry("/a/", text="page ", holes=("piece:x", "piece:y"))
X = an_entry("piece:x", text="ex ")
Y = an_entry("piece:y", text="why")


@pytest.fixture
def assembled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pages assembled."""
    names: list[str] = []

    def counted(page: Entry, pieces: dict[str, Entry]) -> Assembled:
        names.append(page.name)
        return assemble(page, pieces)

    monkeypatch.setattr(memory_module, "assemble", counted)
    return names


def remember(memory: Memory, *entries: Entry) -> bool:
    return memory.put_many(entries, memory.moment())


def text_of(memory: Memory, name: str) -> bytes | None:
    ready = memory.page(name)
    return ready and ready[1].text


def test_a_page_is_assembled_once(assembled: list[str]) -> None:
    memory = Memory()
    assert memory.page("/a/") is None
    remember(memory, PAGE, X, Y)
    first = memory.page("/a/")
    assert first == (PAGE, assemble(PAGE, {"piece:x": X, "piece:y": Y}))
    assert memory.page("/a/") is first
    assert assembled == ["/a/"]


def test_a_page_without_one_of_its_pieces_is_not_known() -> None:
    memory = Memory()
    remember(memory, PAGE, X)
    assert memory.page("/a/") is None
    remember(memory, Y)
    assert text_of(memory, "/a/") == b"page ex why"


def test_a_new_piece_is_shown_by_every_page(assembled: list[str]) -> None:
    memory = Memory()
    other = an_entry("/b/", text="other ", holes=("piece:x",))
    alone = an_entry("/c/", text="alone")
    remember(memory, PAGE, other, alone, X, Y)
    for name in ("/a/", "/b/", "/c/"):
        memory.page(name)
    assembled.clear()
    memory.forget(["piece:x"])
    assert memory.page("/a/") is None
    remember(memory, an_entry("piece:x", 1, "new "))
    assert [text_of(memory, name) for name in ("/a/", "/b/", "/c/")] == [b"page new why", b"other new ", b"alone"]
    assert assembled == ["/a/", "/b/"]


def test_a_piece_made_again_as_it_was_costs_no_assembling(assembled: list[str]) -> None:
    memory = Memory()
    remember(memory, PAGE, X, Y)
    first = memory.page("/a/")
    memory.forget(["piece:x"])
    remember(memory, replace(X, position=9, state=State.STALE))
    assert memory.page("/a/") is first
    assert assembled == ["/a/"]


def test_a_piece_replaced_without_being_forgotten_is_shown() -> None:
    memory = Memory()
    remember(memory, PAGE, X, Y)
    memory.page("/a/")
    remember(memory, an_entry("piece:x", 1, "new "))
    assert text_of(memory, "/a/") == b"page new why"


def test_a_page_put_together_slowly_does_not_stay_under_newer_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread puts the page together while its piece is replaced; another looks its pieces over meanwhile."""
    memory, old, new = Memory(), X, an_entry("piece:x", 1, text="new ")
    remember(memory, PAGE, old, Y)
    putting, looked, put = threading.Event(), threading.Event(), threading.Event()
    are_same = memory_module._are_same

    def slow_assemble(page: Entry, pieces: dict[str, Entry]) -> Assembled:
        if threading.current_thread().name == "slow":
            putting.set()
            looked.wait(5)
        return assemble(page, pieces)

    def slow_comparison(*pieces: list[Entry]) -> bool:
        same = are_same(*pieces)
        if threading.current_thread().name == "other":
            looked.set()
            put.wait(0.5)  # which it is only where comparing holds nobody up
        return same

    monkeypatch.setattr(memory_module, "assemble", slow_assemble)
    monkeypatch.setattr(memory_module, "_are_same", slow_comparison)
    slow = threading.Thread(target=lambda: (text_of(memory, "/a/"), put.set()), name="slow")
    slow.start()
    assert putting.wait(5)
    memory.forget(["piece:x"])
    remember(memory, new)
    assert text_of(memory, "/a/") == b"page new why"
    memory.forget(["piece:another"])
    other = threading.Thread(target=lambda: text_of(memory, "/a/"), name="other")
    other.start()
    for thread in (slow, other):
        thread.join()
    for piece in ("piece:another", "piece:yet-another"):
        assert text_of(memory, "/a/") == b"page new why"
        memory.forget([piece])


def test_a_forgotten_page_is_not_shown_again() -> None:
    memory = Memory()
    remember(memory, PAGE, X, Y)
    memory.page("/a/")
    memory.forget(["/a/", "/unknown/"])
    assert memory.page("/a/") is None
    remember(memory, an_entry("/a/", 1, "anew"))
    assert text_of(memory, "/a/") == b"anew"
    memory.forget(None)
    assert memory.page("/a/") is None
    assert (len(memory), memory.bytes) == (0, 0)


def test_what_was_read_before_something_was_forgotten_is_not_remembered() -> None:
    """It may be just what had to be forgotten: the store was asked before it changed."""
    memory = Memory()
    since = memory.moment()
    memory.forget(["/a/"])
    assert not memory.put_many([an_entry("/a/", text="old")], since)
    assert memory.page("/a/") is None


def test_memory_is_bounded_and_keeps_what_is_asked_for() -> None:
    memory = Memory(300_000)
    noise = random.Random(1)
    popular = [f"/popular/{number}/" for number in range(3)]
    for name in popular:
        remember(memory, an_entry(name, text=noise.randbytes(2000).hex()))
    for number in range(500):
        for name in popular:
            assert memory.page(name), "asked for all the time, and forgotten"
        remember(memory, an_entry(f"/{number}/", text=noise.randbytes(2000).hex()))
        memory.page(f"/{number}/")
        assert memory.bytes <= 300_000
    assert len(memory) < 40
    assert len(memory._ring) <= 2 * len(memory) + 101


def test_what_is_too_large_for_it_is_answered_and_not_kept() -> None:
    memory = Memory(5000)
    remember(memory, an_entry("/a/", text=random.Random(1).randbytes(9000).hex()))
    assert memory.bytes <= 5000


def test_forgetting_and_remembering_for_long_leaves_nothing_behind() -> None:
    memory = Memory(1 << 30)
    for number in range(5000):
        memory.forget(["/a/"])
        remember(memory, an_entry("/a/", number))
    assert len(memory._ring) < 500


def test_many_threads_see_what_the_store_has_or_had_a_moment_ago() -> None:
    """A reader that remembers what it read, while a follower forgets what is replaced."""
    store = {"/a/": an_entry("/a/", 0, "0 ", ("piece:x",)), "piece:x": an_entry("piece:x", 0, "0")}
    memory = Memory()
    stopped = threading.Event()
    wrong: list[tuple[int, bytes]] = []

    def read() -> None:
        while not stopped.is_set():
            forgotten = done
            since = memory.moment()
            ready = memory.page("/a/")
            if ready is None:
                memory.put_many([store["/a/"], store["piece:x"]], since)
            elif int(ready[1].text.split()[0]) < forgotten or int(ready[1].text.split()[1]) < forgotten:
                wrong.append((forgotten, ready[1].text))

    done = 0
    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 1500):
        store["/a/"] = an_entry("/a/", number, f"{number} ", ("piece:x",))
        store["piece:x"] = an_entry("piece:x", number, f"{number}")
        memory.forget(["/a/", "piece:x"] if number % 2 else ["piece:x", "/a/"])
        done = number
    stopped.set()
    for thread in threads:
        thread.join()
    assert wrong == []


class MemoryAgainstStore(RuleBasedStateMachine):
    """A memory told of everything that changes shows what assembling from the store would."""

    pages = st.sampled_from(["/a/", "/b/", "/c/"])
    pieces = st.sampled_from(["piece:x", "piece:y"])
    texts = st.sampled_from(["one ", "two ", "three "])

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory(9000)
        self.store: dict[str, Entry] = {}

    def changed(self, entry: Entry) -> None:
        self.store[entry.name] = entry
        self.memory.forget([entry.name])

    @rule(name=pages, text=texts, holes=st.lists(pieces, max_size=3), state=st.sampled_from(State))
    def change_page(self, name: str, text: str, holes: list[str], state: State) -> None:
        self.changed(replace(an_entry(name, 0, text, tuple(holes)), state=state))

    @rule(name=pieces, text=texts)
    def change_piece(self, name: str, text: str) -> None:
        self.changed(an_entry(name, 0, text))

    @rule()
    def forget_all(self) -> None:
        self.memory.forget(None)

    @rule(names=st.sets(st.one_of(pages, pieces)))
    def read(self, names: set[str]) -> None:
        remember(self.memory, *(self.store[name] for name in names if name in self.store))

    @invariant()
    def shows_what_the_store_has(self) -> None:
        for name in ("/a/", "/b/", "/c/"):
            ready = self.memory.page(name)
            if ready is not None:
                page = self.store[name]
                assert ready == (page, assemble(page, self.store))
        kept = self.memory._kept.values()
        assert self.memory.bytes == sum(one.size for one in kept) <= 9000


TestMemoryAgainstStore = MemoryAgainstStore.TestCase
TestMemoryAgainstStore.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


# Addresses without a page

NOT_FOUND = assemble(replace(an_entry("/gone/", text="gone"), status=404), {})


def test_a_missing_address_is_remembered_for_one_position() -> None:
    missing = Missing()
    missing.put("/gone/", NOT_FOUND, 4)
    assert missing.get("/gone/") is None, "nobody has said yet where the store is"
    missing.begin(4)
    missing.put("/gone/", NOT_FOUND, 4)
    missing.put("/late/", NOT_FOUND, 3)
    assert missing.get("/gone/") is NOT_FOUND
    assert missing.get("/late/") is None
    missing.begin(4)
    assert missing.get("/gone/") is NOT_FOUND
    missing.begin(5)
    assert missing.get("/gone/") is None


def test_made_up_addresses_push_out_one_another() -> None:
    missing = Missing(most=100)
    missing.begin(0)
    for number in range(10_000):
        missing.put(f"/{number}/", NOT_FOUND, 0)
        assert len(missing) <= 100
    assert missing.get("/9999/") is NOT_FOUND
    assert missing.get("/9950/") is NOT_FOUND
    assert missing.get("/0/") is None


def test_what_is_remembered_of_made_up_addresses_is_counted_in_bytes() -> None:
    missing = Missing(most_bytes=100_000)
    missing.begin(0)
    for number in range(1000):
        missing.put(f"/{number}/", assemble(an_entry(f"/{number}/", text=f"{number} " * 1000), {}), 0)
        assert missing.bytes <= 100_000
    assert missing.get("/999/") is not None
    assert len(missing) > 5


def test_an_answer_that_many_addresses_have_is_held_once() -> None:
    missing = Missing(most_bytes=4_000_000)
    missing.begin(0)
    for number in range(1000):
        missing.put(f"/{number}/", assemble(an_entry("/", text="nothing here " * 1000), {}), 0)
    assert len(missing) == 1000
    assert missing.get("/1/") is missing.get("/999/")


def test_redirects_without_a_body_lead_each_to_its_own_place() -> None:
    missing = Missing()
    missing.begin(0)
    for name in ("/a/", "/b/"):
        there = replace(an_entry(name, text=""), status=301, headers=(("Location", f"{name}new/"),))
        missing.put(name, assemble(there, {}), 0)
    assert [dict(missing.get(name).text_headers)["Location"] for name in ("/a/", "/b/")] == ["/a/new/", "/b/new/"]


def test_an_answer_too_large_to_remember_is_not_remembered() -> None:
    missing = Missing(most_bytes=10_000)
    missing.begin(0)
    missing.put("/", assemble(an_entry("/", text="nothing here " * 1000), {}), 0)
    assert missing.get("/") is None
