"""The shared store when Redis or PostgreSQL is lost, full, slow, emptied or restored: no error, and no old page."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from broadsheet.press.changes import EVERYTHING, Noted
from broadsheet.press.entries import State
from broadsheet.press.store import shared_bodies, shared_breaker
from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.shared import SharedStore
from tests.press.making import an_entry, made
from tests.press.servers import RedisServer, a_database, a_redis_server

NOBODY = "postgresql://postgres@127.0.0.1:1/none"


@pytest.fixture(autouse=True)
def _quick_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers come back quickly here."""
    monkeypatch.setattr(shared_breaker.Breaker.__init__, "__defaults__", (0.1,))


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with a_database() as address:
        yield address


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with a_redis_server(tmp_path) as running:
        yield running


@pytest.fixture
def open_store(server: RedisServer, database: str) -> Iterator[Callable[[], SharedStore]]:
    """Opens an empty store as another machine would."""
    opened: list[SharedStore] = []

    def open_one() -> SharedStore:
        opened.append(SharedStore(server.url, database))
        return opened[-1]

    open_one().clear()
    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], SharedStore]) -> SharedStore:
    return open_store()


def state_of(store: SharedStore, name: str) -> State | None:
    """None where readers would be served by rendering."""
    try:
        entry = store.get(name)
    except StoreUnavailableError:
        return None
    return entry.state if entry else None


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def follow(store: SharedStore) -> None:
    """Do as the follower of a worker does, until the store is whole again."""

    def is_whole() -> bool:
        try:
            store.touched_since(0)
            return store._bodies.head().place == store._ledger.head().place
        except (StoreUnavailableError, AttributeError):
            return False

    assert soon(is_whole)


@contextmanager
def postgresql_lost(store: SharedStore) -> Iterator[None]:
    """Connections are refused until the end of the block."""
    store._ledger.close()
    address, store._ledger._url = store._ledger._url, NOBODY
    try:
        yield
    finally:
        store._ledger._url = address
        time.sleep(0.15)


# Redis stopped


def test_a_stopped_redis_makes_readers_be_served_by_rendering(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "k")])
    server.stop()
    assert state_of(store, "/a/") is None
    with pytest.raises(StoreUnavailableError):
        store.put([made("/b/", "k")])
    assert store.position() == 0


def test_marks_are_kept_while_redis_is_stopped(open_store: Callable[[], SharedStore], server: RedisServer) -> None:
    """Redis comes back from its file with the page as it was: fresh."""
    store, other = open_store(), open_store()
    store.put([made("/a/", "a"), made("/b/", "b")])
    turn = other.touched_since(0).turn
    server.client.save()
    server.stop()
    assert store.apply([Noted(1, ("a",), is_takedown=True)]) == {"/a/"}
    assert other.touched_since(turn).names == {"/a/"}
    server.start()
    assert state_of(store, "/a/") != State.FRESH
    assert state_of(other, "/a/") != State.FRESH
    follow(other)
    assert soon(lambda: state_of(other, "/a/") == state_of(store, "/a/") == State.VOID)
    assert soon(lambda: state_of(store, "/b/") == State.FRESH)


def test_a_redis_restored_from_an_old_file_is_brought_up_to_date(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "a", text="old"), made("/b/", "b")])
    server.client.save()
    store.apply([Noted(1, ("a",)), Noted(2, ("b",), is_takedown=True)])
    store.put([made("/a/", "a", position=2, text="new")])
    server.stop()
    server.start()
    assert state_of(store, "/a/") is None
    assert state_of(store, "/b/") != State.FRESH
    follow(store)
    assert state_of(store, "/a/") is None  # what was put since is lost, and rendered again
    assert state_of(store, "/b/") == State.VOID


def test_a_change_of_everything_is_not_forgotten_by_a_restored_redis(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "a")])
    server.client.save()
    store.apply([Noted(1, (EVERYTHING,))])
    assert state_of(store, "/a/") == State.STALE
    server.stop()
    server.start()
    assert state_of(store, "/a/") is None
    follow(store)
    assert state_of(store, "/a/") == State.STALE


def test_a_dead_redis_costs_one_attempt_in_a_while(store: SharedStore, server: RedisServer) -> None:
    store._bodies._breaker = shared_breaker.Breaker("Redis", pause=60)
    server.stop()
    asked: list[int] = []
    store._bodies._client.mget = lambda keys: asked.append(1) or (_ for _ in ()).throw(redis.TimeoutError("slow"))
    for _ in range(50):
        assert state_of(store, "/a/") is None
    assert len(asked) == 1


def test_a_lost_redis_is_told_of_once(
    store: SharedStore, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.stop()
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            state_of(store, "/a/")
            time.sleep(0.11)
    assert len(caplog.records) == 1


# Redis emptied, full, slow


def test_a_flushed_redis_is_filled_again(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "k")])
    server.client.flushall()
    assert state_of(store, "/a/") is None
    assert store.put([made("/a/", "k")]) == {"/a/": State.FRESH}
    assert state_of(store, "/a/") == State.FRESH
    assert store.apply([Noted(1, ("k",))]) == {"/a/"}
    assert state_of(store, "/a/") == State.STALE


def test_what_is_left_of_a_redis_that_lost_its_head_is_not_believed(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "k")])
    server.client.delete(f"{shared_bodies.PREFIX}head")
    store.apply([Noted(1, ("k",), is_takedown=True)])
    follow(store)
    assert state_of(store, "/a/") is None
    store.trim(1 << 30)
    assert [key for key in server.client.scan_iter() if b"/a/" in key] == []


def test_marks_reach_a_full_redis_and_new_pages_do_not(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "a"), made("/b/", "b"), made("/c/", "c", text="old")])
    server.client.config_set("maxmemory-policy", "noeviction")
    server.client.config_set("maxmemory", "1mb")
    with pytest.raises(StoreUnavailableError, match="full"):
        store.put([made("/c/", "c", position=1, text="new"), made("/d/", "d")])
    assert state_of(store, "/a/") == State.FRESH
    assert state_of(store, "/c/") is None
    assert store.apply([Noted(1, ("a",)), Noted(2, ("b",), is_takedown=True)]) == {"/a/", "/b/"}
    assert (state_of(store, "/a/"), state_of(store, "/b/")) == (State.STALE, State.VOID)
    store.drop(["/a/"])
    assert state_of(store, "/a/") is None
    server.client.config_set("maxmemory", "0")
    store.put([made("/a/", "a", position=2)])
    assert state_of(store, "/a/") == State.FRESH


def test_a_slow_redis_does_not_keep_readers_waiting(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "k")])
    server.client.execute_command("CLIENT", "PAUSE", 1500, "ALL")
    began = time.monotonic()
    assert state_of(store, "/a/") is None
    assert time.monotonic() - began < 1.2
    assert store.apply([Noted(1, ("k",), is_takedown=True)]) == {"/a/"}
    follow(store)
    assert soon(lambda: state_of(store, "/a/") == State.VOID)


# Writers that die, or come late


def put_and_die(url: str, database: str) -> None:
    """Commit to PostgreSQL, and die before Redis hears of it."""
    store = SharedStore(url, database)
    store._bodies.send = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    store.apply([Noted(1, ("k",), is_takedown=True)])


def test_a_takedown_whose_writer_died_reaches_redis_all_the_same(
    store: SharedStore, server: RedisServer, database: str
) -> None:
    store.put([made("/a/", "k")])
    turn = store.touched_since(0).turn
    dying = multiprocessing.get_context("fork").Process(target=put_and_die, args=(server.url, database))
    dying.start()
    dying.join()
    assert dying.exitcode == -signal.SIGKILL
    assert store.touched_since(turn).names == {"/a/"}
    assert state_of(store, "/a/") != State.FRESH
    follow(store)
    assert state_of(store, "/a/") == State.VOID


def test_a_page_that_arrives_after_the_mark_on_it_stays_out(open_store: Callable[[], SharedStore]) -> None:
    """One process is held up between PostgreSQL and Redis while another marks the very page."""
    slow, quick = open_store(), open_store()
    late: list[tuple[object, ...]] = []
    send = slow._bodies.send
    slow._bodies.send = lambda *sent: late.append(sent) or True  # type: ignore[method-assign]
    assert slow.put([made("/a/", "k")]) == {"/a/": State.FRESH}
    assert quick.apply([Noted(1, ("k",))]) == {"/a/"}
    assert not send(*late[0])  # type: ignore[arg-type]
    assert state_of(quick, "/a/") != State.FRESH
    assert state_of(slow, "/a/") != State.FRESH
    assert quick.explain("/a/").entry.state == State.STALE


# PostgreSQL


def test_readers_outlive_postgresql(store: SharedStore) -> None:
    store.put([made("/a/", "k", position=0)])
    turn = store.touched_since(0).turn
    with postgresql_lost(store):
        assert store.get("/a/") == an_entry("/a/")
        assert store.touched_since(turn).names == frozenset()
        assert store.position() == 0
        for write in (
            lambda: store.put([made("/b/")]),
            lambda: store.apply([Noted(1, ("k",))]),
            lambda: store.lease("/a/", 5),
            lambda: store.drop(["/a/"]),
            lambda: store.leave_note("day", "x"),
        ):
            with pytest.raises(StoreUnavailableError):
                write()
        assert store.get("/a/") == an_entry("/a/")
    assert soon(lambda: store.touched_since(turn).names == frozenset())
    assert store.apply([Noted(1, ("k",))]) == {"/a/"}
    assert state_of(store, "/a/") == State.STALE


def test_a_worker_that_starts_without_postgresql_serves_readers(store: SharedStore, server: RedisServer) -> None:
    store.put([made("/a/", "k")])
    started = SharedStore(server.url, NOBODY)
    assert started.get("/a/") == an_entry("/a/")
    started.close()


def test_a_worker_cut_off_from_postgresql_hears_of_marks_through_redis(
    open_store: Callable[[], SharedStore],
) -> None:
    store, cut_off = open_store(), open_store()
    store.put([made("/a/", "k")])
    turn = cut_off.touched_since(0).turn
    with postgresql_lost(cut_off):
        store.apply([Noted(1, ("k",), is_takedown=True)])
        touched = cut_off.touched_since(turn)
        assert (touched.names, touched.position) == (None, 1)
        assert state_of(cut_off, "/a/") == State.VOID


def test_connections_that_postgresql_closed_are_replaced(store: SharedStore) -> None:
    store.put([made("/a/", "k")])
    store._ledger.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    with pytest.raises(StoreUnavailableError):
        store._ledger.rows("SELECT pg_terminate_backend(pg_backend_pid())")
    assert store.apply([Noted(1, ("k",))]) == {"/a/"}


def test_a_database_restored_from_a_backup_brings_nothing_old_back(store: SharedStore) -> None:
    store.put([made("/old/", "k")])
    before = store._ledger.head()
    store.apply([Noted(1, ("k",), is_takedown=True)])
    store.put([made("/new/", "k", position=1)])
    # As a backup would have it: the head and the log of before.
    store._ledger.rows("DELETE FROM press.touched WHERE turn > %s", before.turn)
    store._ledger.rows(
        "UPDATE press.head SET turn = %s, position = %s, marked = %s", before.turn, before.position, before.marked
    )
    store.put([made("/other/", "k", position=1)])
    assert state_of(store, "/new/") is None
    assert state_of(store, "/old/") is None
    assert state_of(store, "/other/") == State.FRESH


def test_tables_dropped_while_it_runs_are_made_anew(store: SharedStore) -> None:
    store.put([made("/a/", "k")])
    turn = store.touched_since(0).turn
    store._ledger.rows("DROP SCHEMA press CASCADE")
    assert soon(lambda: store.touched_since(turn).names is None)
    assert state_of(store, "/a/") is None
    store.put([made("/a/", "k")])
    assert state_of(store, "/a/") == State.FRESH
    assert store.apply([Noted(1, ("k",))]) == {"/a/"}
