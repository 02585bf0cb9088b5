"""What every store must do, whatever it is made of."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import State
from broadsheet.press.store.base import Store
from tests.press.conftest import OpenStore
from tests.press.making import an_entry, made

MEGABYTES = 1 << 20


# What is kept


def test_what_was_put_is_found_as_it_was(store: Store) -> None:
    entry = an_entry("/news/x/", holes=("piece:head", "piece:rail", "piece:head"))
    assert store.put([(entry, frozenset({"story:1"}))]) == {"/news/x/": State.FRESH}
    assert store.get("/news/x/") == entry
    assert store.get("/news/y/") is None
    assert store.get_many(["/news/x/", "/news/y/", "/news/x/"]) == {"/news/x/": entry}
    assert store.get_many([]) == {}


def test_parts_of_every_kind_come_back(store: Store) -> None:
    for number, parts in enumerate([(), (b"",), ("piece:a",), (b"\0\xff", "piece:ü", b"", b"x"), (b"x" * 300_000,)]):
        entry = replace(an_entry(f"/parts/{number}/"), parts=parts)
        store.put([(entry, frozenset())])
        assert store.get(entry.name) == entry


def test_it_is_seen_by_whoever_opens_the_store_too(open_store: OpenStore) -> None:
    open_store().put([made("/news/", "story:1")])
    assert open_store().get("/news/") == an_entry("/news/")


def test_what_is_dropped_is_gone(store: Store) -> None:
    store.put([made("/a/", "k"), made("/b/", "k")])
    store.drop(["/a/", "/unknown/"])
    store.drop([])
    assert store.names() == ["/b/"]
    assert store.apply([Noted(1, ("k",))]) == {"/b/"}


def test_a_new_render_takes_the_place_of_the_old_with_its_keys(store: Store) -> None:
    store.put([made("/a/", "old", "both", position=1, text="one")])
    store.put([made("/a/", "new", "both", position=2, text="two")])
    assert store.get("/a/") == an_entry("/a/", 2, "two")
    assert store.apply([Noted(3, ("old",))]) == set()
    assert store.apply([Noted(4, ("new",))]) == {"/a/"}


def test_keys_change_even_where_the_bytes_do_not(store: Store) -> None:
    store.put([made("/a/", "old", position=1)])
    store.put([made("/a/", "new", position=1)])
    assert store.apply([Noted(2, ("old",))]) == set()
    assert store.apply([Noted(3, ("new",))]) == {"/a/"}


def test_an_older_render_does_not_displace_a_newer_one(store: Store) -> None:
    store.put([made("/a/", "k", position=5, text="new")])
    store.apply([Noted(6, ("k",))])
    assert store.put([made("/a/", "k", position=4, text="old")]) == {"/a/": State.STALE}
    assert store.get("/a/") == replace(an_entry("/a/", 5, "new"), state=State.STALE)


def test_the_state_is_the_stores_to_say(store: Store) -> None:
    assert store.put([(replace(an_entry("/a/"), state=State.VOID), frozenset())]) == {"/a/": State.FRESH}


# Changes


def test_a_change_marks_what_shows_what_it_names(store: Store) -> None:
    store.put([made("/a/", "story:1", "menu"), made("/b/", "story:2", "menu"), made("piece:c", "card:1")])
    assert store.apply([Noted(1, ("story:1", "card:1"))]) == {"/a/", "piece:c"}
    states = {name: entry.state for name, entry in store.get_many(["/a/", "/b/", "piece:c"]).items()}
    assert states == {"/a/": State.STALE, "/b/": State.FRESH, "piece:c": State.STALE}
    assert store.position() == 1


def test_a_takedown_is_void_and_never_merely_stale_again(store: Store) -> None:
    store.put([made("/a/", "k")])
    store.apply([Noted(1, ("k",))])
    assert store.apply([Noted(2, ("k",), is_takedown=True)]) == {"/a/"}
    store.apply([Noted(3, ("k",)), Noted(4, (EVERYTHING,))])
    assert store.put([made("/a/", "k", position=1)]) == {"/a/": State.VOID}
    assert store.put([made("/a/", "k", position=3)]) == {"/a/": State.STALE}
    assert store.put([made("/a/", "k", position=4)]) == {"/a/": State.FRESH}


def test_every_entry_has_the_key_of_everything(store: Store) -> None:
    store.put([made("/a/"), made("piece:b", "k")])
    assert store.apply([Noted(1, (EVERYTHING,))]) == {"/a/", "piece:b"}
    assert store.put([made("/c/")]) == {"/c/": State.STALE}


def test_what_was_rendered_before_a_change_is_kept_stale(store: Store) -> None:
    store.apply([Noted(7, ("story:1",)), Noted(8, ("story:2",), is_takedown=True)])
    assert store.put([made("/a/", "story:1", position=6)]) == {"/a/": State.STALE}
    assert store.put([made("/b/", "story:2", position=7)]) == {"/b/": State.VOID}
    assert store.put([made("/c/", "story:1", position=7)]) == {"/c/": State.FRESH}
    assert store.put([made("/d/", "story:3", position=1)]) == {"/d/": State.FRESH}


def test_a_change_the_render_has_seen_leaves_it_fresh(store: Store) -> None:
    """It came from another process, which had not applied the change yet."""
    store.put([made("/a/", "k", position=3)])
    assert store.apply([Noted(3, ("k",)), Noted(2, (EVERYTHING,), is_takedown=True)]) == set()
    assert store.apply([Noted(4, ("k",))]) == {"/a/"}


def test_applying_twice_does_no_harm(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    store.put([made("/a/", "k")])
    changes = [Noted(1, ("k",)), Noted(2, ("other",))]
    store.apply(changes)
    store.put([made("/a/", "k", position=2)])
    assert other.apply(changes) == store.apply(changes[:1]) == set()
    assert store.get("/a/").state == State.FRESH
    assert other.position() == 2


def test_changes_come_in_any_order_and_positions_have_gaps(store: Store) -> None:
    store.put([made("/a/", "k")])
    store.apply([Noted(90, ("k",), is_takedown=True), Noted(40, ("k",))])
    assert store.position() == 90
    assert store.get("/a/").state == State.VOID


def test_thousands_of_keys_and_names_at_once(store: Store) -> None:
    names = [f"/{number:05}/" for number in range(1200)]
    keys = frozenset(f"card:{number}" for number in range(3000))
    store.put([(an_entry(name), frozenset({f"card:{index}"})) for index, name in enumerate(names)])
    store.put([(an_entry("/all/"), keys)])
    turn = store.touched_since(0).turn
    assert store.apply([Noted(1, tuple(f"card:{number}" for number in range(40_000)))]) == {*names, "/all/"}
    assert store.touched_since(turn).names is None
    assert len(store.get_many(f"/{number:05}/" for number in range(40_000))) == 1200


def test_after_thousands_of_changes_what_is_older_than_the_journal_is_not_trusted(store: Store) -> None:
    store.apply([Noted(1, ("taken down",), is_takedown=True), Noted(2, ("changed",))])
    for start in range(1000, 43_000, 1000):
        store.apply([Noted(start, ("else",))])
    assert store.put([made("/void/", "taken down", position=0)])["/void/"] == State.VOID
    assert store.put([made("/stale/", "changed", position=1)])["/stale/"] != State.FRESH
    assert store.put([made("/fresh/", "changed", position=41_000)])["/fresh/"] == State.FRESH


# Being told


def test_nothing_is_touched_until_something_is(store: Store) -> None:
    turn = store.touched_since(0).turn
    for _ in range(3):
        touched = store.touched_since(turn)
        assert (touched.turn, touched.names, touched.position) == (turn, frozenset(), 0)


def test_all_that_is_put_marked_dropped_or_purged_is_told(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    turn = other.touched_since(0).turn

    def told() -> frozenset[str] | None:
        nonlocal turn
        touched = other.touched_since(turn)
        assert touched == store.touched_since(turn)
        assert touched.position == store.position()
        turn = touched.turn
        return touched.names

    store.put([made("/a/", "a"), made("/b/", "b")])
    assert told() == {"/a/", "/b/"}
    store.apply([Noted(1, ("b",))])
    assert told() == {"/b/"}
    store.put([made("/b/", "b", position=1)])
    assert told() == {"/b/"}
    store.drop(["/b/"])
    assert told() == {"/b/"}
    store.purge(["a"])
    assert told() == {"/a/"}
    assert told() == frozenset()
    store.clear()
    assert told() is None


def test_a_change_that_marks_nothing_turns_too(store: Store) -> None:
    """A 404 is remembered for one position: whoever remembers it must hear that there is another."""
    before = store.touched_since(0)
    store.apply([Noted(1, ("path:/new/",))])
    after = store.touched_since(before.turn)
    assert after.turn != before.turn
    assert (after.names, after.position) == (frozenset(), 1)


def test_a_turn_never_heard_of_forgets_everything(store: Store) -> None:
    turn = store.touched_since(0).turn
    assert store.touched_since(turn + 1000).names is None


def test_a_turn_too_long_ago_forgets_everything(store: Store) -> None:
    turn = store.touched_since(0).turn
    for batch in range(24):
        store.put([made(f"/{batch}/{number}/") for number in range(900)])
    assert store.touched_since(turn).names is None


# Purging and beginning anew


def test_a_purge_forgets_what_shows_a_key(store: Store) -> None:
    store.put([made("/a/", "k"), made("/b/", "l"), made("piece:c", "k", "l")])
    assert store.purge(["k", "unknown"]) == {"/a/", "piece:c"}
    assert store.names() == ["/b/"]
    assert store.purge([EVERYTHING]) == {"/b/"}


def test_a_store_begun_anew_keeps_nothing_rendered_before(store: Store) -> None:
    store.put([made("/a/", "k")])
    store.apply([Noted(60, ("k",))])
    store.clear(50)
    assert store.names() == store.names("piece:") == []
    assert store.position() == 50
    assert store.put([made("/a/", "k", position=49)])["/a/"] != State.FRESH
    assert store.put([made("/b/", "k", position=50)])["/b/"] == State.FRESH
    assert store.apply([Noted(51, ("k",))]) >= {"/b/"}


# Making


def test_what_is_void_is_made_first_then_what_is_wished_for_then_what_was_used_last(store: Store) -> None:
    names = ["/seldom/", "/often/", "/wished/", "/void/", "/fresh/"]
    store.put([made(name, name) for name in names])
    store.used(["/often/"], time.time())
    store.apply([Noted(1, ("/seldom/", "/often/", "/wished/")), Noted(2, ("/void/",), is_takedown=True)])
    store.wish(["/wished/", "/fresh/", "/unknown/"])
    assert [entry.name for entry in store.to_make(10)] == ["/void/", "/wished/", "/often/", "/seldom/"]
    assert [entry.name for entry in store.to_make(2)] == ["/void/", "/wished/"]


def test_a_wish_is_granted_by_a_new_render(store: Store) -> None:
    store.put([made("/a/", "k"), made("/b/", "k")])
    store.used(["/b/"], time.time())
    store.apply([Noted(1, ("k",))])
    store.wish(["/a/"])
    store.put([made("/a/", "k", position=1)])
    assert [entry.name for entry in store.to_make(10)] == ["/b/"]
    store.apply([Noted(2, ("k",))])
    assert [entry.name for entry in store.to_make(10)] == ["/b/", "/a/"]


def test_only_one_holds_a_lease(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    assert store.lease("/a/", 10)
    assert not other.lease("/a/", 10)
    assert other.lease("/b/", 10)
    store.release("/a/")
    assert other.lease("/a/", 10)


def test_a_lease_nobody_gives_back_runs_out(store: Store) -> None:
    assert store.lease("/a/", 1.0)
    assert not store.lease("/a/", 1.0)
    time.sleep(1.1)
    assert store.lease("/a/", 1.0)


def test_one_of_many_gets_the_lease(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda turn: stores[turn % 4].lease("/a/", 30), range(40)))
    assert sum(got) == 1


# Bounds


def test_trimming_forgets_the_least_recently_used_pages(store: Store) -> None:
    noise = random.Random(1)
    for number in range(20):
        store.put([(replace(an_entry(f"/{number:02}/"), parts=(noise.randbytes(20_000),)), frozenset())])
        store.used([f"/{number:02}/"], 1_700_000_000.0 + number)
    store.used(["/00/"], 1_700_000_100.0)
    half = store.figures().bytes // 2
    assert store.trim(half) == 20 - len(store.names())
    assert store.figures().bytes <= half
    assert store.names() == ["/00/", *(f"/{number:02}/" for number in range(21 - len(store.names()), 20))]
    assert store.trim(half) == 0
    assert 7 <= len(store.names()) <= 10


def test_pieces_stay_while_a_page_shows_them(store: Store) -> None:
    noise = random.Random(2)
    for number in range(10):
        page = an_entry(f"/{number}/", holes=("piece:shared", f"piece:{number}"))
        store.put(
            [
                (replace(page, parts=(noise.randbytes(20_000), *page.holes)), frozenset()),
                (replace(an_entry(f"piece:{number}"), parts=(noise.randbytes(500),)), frozenset()),
            ]
        )
        store.used([page.name], 1_700_000_000.0 + number)
    store.put([made("piece:shared"), made("piece:shown nowhere")])
    store.trim(store.figures().bytes // 2)
    left = store.get_many(store.names())
    assert left
    assert {hole for page in left.values() for hole in page.holes} <= set(store.names("piece:"))
    store.trim(0)
    assert store.names() == store.names("piece:") == []


def test_what_is_void_is_trimmed_first(store: Store) -> None:
    noise = random.Random(3)
    for number in range(4):
        entry = replace(an_entry(f"/{number}/"), parts=(noise.randbytes(20_000),))
        store.put([(entry, frozenset({entry.name}))])
        store.used([entry.name], 1_700_000_000.0 + number)
    store.apply([Noted(1, ("/3/",), is_takedown=True)])
    store.trim(store.figures().bytes - 1000)
    assert store.names() == ["/0/", "/1/", "/2/"]


# For people


def test_it_explains_why_an_entry_is_what_it_is(store: Store) -> None:
    store.put([made("/a/", "story:1", "menu", "card:2")])
    store.used(["/a/"], 1_700_000_000.0)
    fresh = store.explain("/a/")
    assert (fresh.entry, fresh.stale_since, fresh.stale_keys) == (an_entry("/a/"), 0, ())
    assert sorted(fresh.keys) == ["card:2", "menu", "story:1"]
    assert fresh.used_at == pytest.approx(1_700_000_000.0)
    store.apply([Noted(4, ("other",)), Noted(5, ("menu", "story:1", "story:9")), Noted(6, ("card:2",))])
    stale = store.explain("/a/")
    assert (stale.entry.state, stale.stale_since, sorted(stale.stale_keys)) == (State.STALE, 5, ["menu", "story:1"])
    assert store.explain("/unknown/") is None


def test_it_names_what_shows_something(store: Store) -> None:
    store.put(
        [made("/b/", "card:1", "card:2"), made("/a/", "card:2"), made("piece:x", "card:1"), made("/c/", "card:3")]
    )
    assert store.showing(["card:1", "card:2", "card:9"]) == ["/a/", "/b/", "piece:x"]
    assert store.showing(["card:1", "card:2"], after="/a/", limit=1) == ["/b/"]
    assert store.showing([]) == []
    store.drop(["/b/"])
    assert store.showing(["card:1"]) == ["piece:x"]


def test_it_knows_the_slowest_pages(store: Store) -> None:
    for number in (2, 9, 4):
        store.put([(replace(an_entry(f"/{number}/"), seconds=number / 10), frozenset())])
    store.put([(replace(an_entry("piece:x"), seconds=5.0), frozenset())])
    assert [(entry.name, entry.seconds) for entry in store.slowest(2)] == [("/9/", 0.9), ("/4/", 0.4)]


def test_figures_count_what_there_is(store: Store) -> None:
    store.put([made("/a/", "a"), made("/b/", "b"), made("/c/", "c"), made("piece:d")])
    store.apply([Noted(1, ("a", "b")), Noted(2, ("b",), is_takedown=True)])
    figures = store.figures()
    assert (figures.pages, figures.pieces, figures.stale, figures.void, figures.position) == (3, 1, 1, 1, 2)
    assert figures.bytes > 0


def test_names_are_listed_in_order_and_in_turns(store: Store) -> None:
    names = ["/", "/a/", "/a/ü/", "/b/", "/news/%20/"]
    store.put([made(name) for name in reversed(names)] + [made("piece:x"), made("piece:y_z"), made("piece:ya")])
    assert store.names() == names
    assert store.names(after="/a/", limit=2) == ["/a/ü/", "/b/"]
    assert store.names("/a") == ["/a/", "/a/ü/"]
    assert store.names("piece:y_") == ["piece:y_z"]


def test_notes_stay_until_others_are_left(open_store: OpenStore) -> None:
    store = open_store()
    assert store.read_note("day") == ""
    store.leave_note("day", "2026-02-01")
    store.leave_note("day", "2026-02-02")
    assert open_store().read_note("day") == "2026-02-02"
    store.leave_note("day", "")
    assert store.read_note("day") == ""


def test_notes_are_found_by_what_their_names_begin_with(store: Store) -> None:
    for name in ("served:2", "served:1", "serving", "day"):
        store.leave_note(name, f"of {name}")
    assert list(store.notes("served:").items()) == [("served:1", "of served:1"), ("served:2", "of served:2")]
    store.leave_note("served:1", "")
    assert list(store.notes("served:")) == ["served:2"]


# Many at once


def press_and_change(store: Store, seed: int, rounds: int = 60) -> None:
    """Put what was rendered a while ago, and apply changes in between, as any worker might."""
    noise = random.Random(seed)
    for _ in range(rounds):
        known = store.position()
        if noise.random() < 0.4:
            store.apply([Noted(known + 1, (f"k:{(known + 1) % 5}",), is_takedown=known % 3 == 0)])
        else:
            name = f"/{noise.randrange(8)}/"
            position = max(0, known - noise.randrange(4))
            store.put([made(name, f"k:{noise.randrange(5)}", position=position, text=str(position))])


def assert_nothing_is_fresher_than_it_may_be(store: Store) -> None:
    """Change number n named k:(n % 5), and was a takedown where n - 1 is a multiple of three."""
    newest = store.position()
    for name in store.names():
        known = store.explain(name)
        after = range(known.entry.position + 1, newest + 1)
        named = [number for number in after if f"k:{number % 5}" in known.keys]
        is_void = any((number - 1) % 3 == 0 for number in named)
        assert known.entry.state == (State.VOID if is_void else State.STALE if named else State.FRESH)


def test_many_threads_leave_nothing_old_fresh(open_store: OpenStore) -> None:
    stores = [open_store(), open_store()]
    threads = [threading.Thread(target=press_and_change, args=(stores[seed % 2], seed)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].names()
    assert_nothing_is_fresher_than_it_may_be(stores[0])


def test_many_processes_leave_nothing_old_fresh(open_store: OpenStore) -> None:
    """Forked with the store open, as web workers may be."""
    store = open_store()
    store.put([made("/0/", "k:0")])
    forking = multiprocessing.get_context("fork")
    workers = [forking.Process(target=press_and_change, args=(store, seed)) for seed in range(4)]
    for worker in workers:
        worker.start()
    press_and_change(store, 99)
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert_nothing_is_fresher_than_it_may_be(store)


def test_a_page_that_shows_a_piece_is_known_until_it_shows_it_no_more(store: Store) -> None:
    assert store.page_with("piece:x") == ""
    store.put([made("/a/", holes=("piece:x", "piece:y")), made("piece:x"), made("piece:y")])
    assert store.page_with("piece:x") == "/a/"
    store.put([made("/a/", position=1, holes=("piece:y",))])
    assert store.page_with("piece:x") == ""
    store.drop(["/a/"])
    assert store.page_with("piece:y") == ""


def test_a_takedown_applied_along_with_a_change_of_everything_counts(store: Store) -> None:
    store.put([made("/older/", "card:1"), made("/newer/", "card:1", position=1), made("/other/")])
    marked = store.apply([Noted(1, ("*",)), Noted(2, ("card:1",), is_takedown=True)])
    assert marked == {"/older/", "/newer/", "/other/"}
    states = {name: entry.state for name, entry in store.get_many(marked).items()}
    assert states == {"/older/": State.VOID, "/newer/": State.VOID, "/other/": State.STALE}
