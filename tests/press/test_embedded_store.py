"""What the embedded store does when its file is broken, foreign, gone, full or locked, or the clock goes back."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from broadsheet.press.changes import Noted
from broadsheet.press.entries import State
from broadsheet.press.store import embedded_file
from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.embedded import EmbeddedStore
from tests.press.making import an_entry, made

NOISE = os.urandom(200_000).hex()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "press.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(path, patience=0.3)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _look_at_the_file_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_file, "LOOK_EVERY_SECONDS", 0.0)


def asides(path: Path) -> list[str]:
    return sorted(found.name for found in path.parent.glob("*.aside-*"))


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def assert_works(store: EmbeddedStore) -> None:
    assert store.put([made("/works/", "k")]) == {"/works/": State.FRESH}
    assert store.get("/works/") == an_entry("/works/")


# Files that are not ours


@pytest.mark.parametrize("content", [b"not a database, but long enough " * 50, b"SQLite format 3\0"])
def test_a_broken_file_is_moved_aside(path: Path, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    path.write_bytes(content)
    store = EmbeddedStore(path)
    assert_works(store)
    (aside,) = [name for name in asides(path) if not name.endswith(("-wal", "-shm"))]
    assert (path.parent / aside).read_bytes() == content
    assert len(warnings(caplog)) == 1
    assert "moved aside" in warnings(caplog)[0]


def test_somebody_elses_database_is_moved_aside_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE entry (id INTEGER)")
        other.commit()
    assert_works(EmbeddedStore(path))
    with closing(sqlite3.connect(path.parent / asides(path)[0])) as moved:
        assert moved.execute("SELECT count(*) FROM entry").fetchone() == (0,)


@pytest.mark.parametrize("version", [0, 99])
def test_a_file_of_another_version_is_moved_aside(path: Path, store: EmbeddedStore, version: int) -> None:
    assert_works(store)
    store.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version={version}")
    other_store = EmbeddedStore(path)
    assert other_store.get("/works/") is None
    assert_works(other_store)
    assert len(asides(path)) == 1


def test_an_empty_file_is_filled(path: Path) -> None:
    path.touch()
    assert_works(EmbeddedStore(path))
    assert asides(path) == []


def test_a_file_broken_while_it_is_used_is_moved_aside(
    path: Path, store: EmbeddedStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.put([made(f"/{number}/", text=NOISE[:3000]) for number in range(200)])
    store.close()  # its journal goes into the file
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (path.stat().st_size - 8192))
    with pytest.raises(StoreUnavailableError):
        store.get_many(f"/{number}/" for number in range(200))
    assert_works(store)
    assert len(asides(path)) == 1
    assert len([line for line in warnings(caplog) if "moved aside" in line]) == 1


def test_two_processes_that_find_it_broken_make_one_new_file(path: Path) -> None:
    path.write_bytes(b"broken" * 1000)
    stores = [EmbeddedStore(path) for _ in range(6)]
    threads = [threading.Thread(target=one.put, args=([made(f"/{n}/")],)) for n, one in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].names() == [f"/{number}/" for number in range(6)]
    assert len(asides(path)) == 1


def test_only_the_newest_broken_files_are_kept(path: Path) -> None:
    for number in range(5):
        path.write_bytes(b"broken" * 1000 + bytes([number]))
        store = EmbeddedStore(path)
        store.position()
        store.close()
    assert len([name for name in asides(path) if not name.endswith(("-wal", "-shm"))]) == embedded_file.ASIDE_KEPT


def test_two_versions_of_the_program_do_not_move_each_others_file_aside(path: Path, store: EmbeddedStore) -> None:
    """As during an upgrade: the newer one has the file, the older one does without."""
    assert_works(store)
    path.unlink()
    assert_works(EmbeddedStore(path))
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version=99")
    with pytest.raises(StoreUnavailableError, match="later version"):
        store.get("/works/")
    assert asides(path) == []


# A file that goes away


def test_a_file_deleted_while_it_is_used_is_made_anew(
    path: Path, store: EmbeddedStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.put([made("/a/")])
    turn = store.touched_since(0).turn
    path.unlink()
    assert store.touched_since(turn).names is None
    assert store.get("/a/") is None
    assert_works(store)
    assert path.exists()
    assert len(warnings(caplog)) == 1


def test_everybody_moves_to_the_new_file(path: Path, store: EmbeddedStore) -> None:
    other = EmbeddedStore(path)
    store.put([made("/a/")])
    assert other.get("/a/")
    for found in path.parent.glob("press.sqlite3*"):
        found.unlink()
    assert_works(store)
    assert other.get("/works/") == an_entry("/works/")
    assert other.get("/a/") is None


def test_without_its_folder_it_is_unavailable_and_back_with_it(path: Path, store: EmbeddedStore) -> None:
    gone = EmbeddedStore(path.parent / "later" / "press.sqlite3")
    with pytest.raises(StoreUnavailableError):
        gone.position()
    (path.parent / "later").mkdir()
    assert_works(gone)


# Nowhere to write


@contextmanager
def connections_with(monkeypatch: pytest.MonkeyPatch, store: EmbeddedStore, pragma: str) -> Iterator[None]:
    """Let the store open its connections with one pragma more."""
    with monkeypatch.context() as patched:
        patched.setattr(embedded_file, "PRAGMAS", (*embedded_file.PRAGMAS, pragma))
        store.close()
        yield
    store.close()


@pytest.mark.parametrize("fault", ["max_page_count=60", "query_only=ON"])
def test_what_can_not_be_written_is_told_once_and_reading_goes_on(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """A disk that is full; one that may only be read."""
    store.put([made("/before/")])
    with connections_with(monkeypatch, store, fault):
        for _ in range(50):
            with pytest.raises(StoreUnavailableError):
                store.put([made("/small/"), made("/large/", text=NOISE)])
            assert store.get("/before/") == an_entry("/before/")
    assert len(warnings(caplog)) == 1
    assert store.names() == ["/before/"]
    assert_works(store)
    assert "can be written again" in warnings(caplog)[1]


def test_a_full_disk_leaves_the_file_usable(store: EmbeddedStore, path: Path) -> None:
    store.put([made("/before/")])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name("press.sqlite3-wal").stat().st_size + 9000, before[1]))
    try:
        with pytest.raises(StoreUnavailableError):
            store.put([made("/large/", text=NOISE)])
        assert store.get("/before/") == an_entry("/before/")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert store.get("/large/") is None
    assert_works(store)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_writer_that_never_ends_is_not_waited_for(store: EmbeddedStore, path: Path) -> None:
    store.put([made("/before/")])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(StoreUnavailableError, match="locked"):
            store.put([made("/after/")])
        assert time.monotonic() - started < 5
        assert store.get("/before/")
        assert store.apply([]) == set()
    assert_works(store)


def test_an_error_in_the_middle_undoes_the_whole(store: EmbeddedStore) -> None:
    with pytest.raises(TypeError):
        store.put([made("/a/"), (an_entry("/b/", position=None), frozenset())])  # type: ignore[arg-type]
    assert store.names() == []
    assert_works(store)


# Processes


def in_a_fork(
    store: EmbeddedStore, parents: list[embedded_file.Connection], answers: multiprocessing.Queue[object]
) -> None:
    answers.put((store.get("/a/") is not None, [own in parents for own in store._file._idle]))
    store.put([made("/from a fork/")])
    store.close()


def test_a_fork_takes_no_connection_with_it(store: EmbeddedStore, path: Path) -> None:
    store.put([made("/a/")])
    parents = list(store._file._idle)
    forking = multiprocessing.get_context("fork")
    answers = forking.Queue()
    child = forking.Process(target=in_a_fork, args=(store, parents, answers))
    child.start()
    assert answers.get(timeout=20) == (True, [False])
    child.join(20)
    assert child.exitcode == 0
    assert store.get("/from a fork/")
    assert store._file._idle == parents
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def die_while_writing(store: EmbeddedStore) -> None:
    with store._file.writing() as db:
        db.execute("DELETE FROM entry")
        os._exit(9)


def test_a_process_killed_while_writing_leaves_no_trace(store: EmbeddedStore) -> None:
    store.put([made("/a/")])
    child = multiprocessing.get_context("fork").Process(target=die_while_writing, args=(store,))
    child.start()
    child.join(20)
    assert child.exitcode == 9
    assert store.get("/a/") == an_entry("/a/")
    assert_works(store)


def test_connections_are_as_many_as_were_needed_at_once(store: EmbeddedStore) -> None:
    for _ in range(5):
        thread = threading.Thread(target=store.position)
        thread.start()
        thread.join()
    assert len(store._file._idle) == 1


# The clock


def test_a_lease_given_before_the_clock_went_back_is_not_honoured(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.lease("/a/", 20)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert store.lease("/a/", 20)
    assert not store.lease("/a/", 20)


def test_a_lease_that_ran_out_is_not_taken_from_the_next_holder(store: EmbeddedStore, path: Path) -> None:
    other = EmbeddedStore(path)
    assert store.lease("/a/", 0.01)
    time.sleep(0.05)
    assert other.lease("/a/", 20)
    store.release("/a/")
    assert not store.lease("/a/", 20)


def test_what_was_used_in_the_future_is_trimmed_like_the_rest(store: EmbeddedStore) -> None:
    store.put([made(f"/{number}/", text=NOISE[number : number + 4000]) for number in range(4)])
    store.used(["/0/"], time.time() + 10 * 365 * 86_400)
    store.trim(store.figures().bytes - 1)
    store.used(["/1/", "/2/", "/3/"], time.time() + 1)
    store.trim(store.figures().bytes * 2 // 3)
    assert "/0/" not in store.names()


# What it costs


def test_looking_whether_anything_was_touched_reads_no_table(store: EmbeddedStore) -> None:
    store.apply([Noted(1, ("k",))])
    turn = store.touched_since(0).turn
    asked: list[str] = []
    (connection,) = store._file._idle
    connection.set_trace_callback(asked.append)
    for _ in range(3):
        store.touched_since(turn)
    assert asked == ["PRAGMA data_version"] * 3
    store.put([made("/a/")])
    assert store.touched_since(turn).names == {"/a/"}


def test_marking_everything_does_not_write_the_bodies_again(store: EmbeddedStore, path: Path) -> None:
    store.put([made(f"/{number}/", "k", text=NOISE[:30_000]) for number in range(100)])
    store.close()
    store.apply([Noted(1, ("*",))])
    assert path.with_name("press.sqlite3-wal").stat().st_size < 100 * 2000


def test_the_same_page_made_again_is_not_told_to_those_who_remember_it(store: EmbeddedStore) -> None:
    store.put([made("/a/", "k", position=1)])
    turn = store.touched_since(0).turn
    store.put([made("/a/", "k", "l", position=2)])
    assert store.touched_since(turn).names == frozenset()
    assert store.get("/a/").position == 2


@pytest.mark.parametrize("table", ["entry_key", "entry_hole", "content"])
def test_nothing_is_left_of_what_is_forgotten(store: EmbeddedStore, path: Path, table: str) -> None:
    store.put([made("/a/", "k", "l", holes=("piece:x",)), made("/b/", "k")])
    store.put([made("/a/", "l", "m", position=1, holes=("piece:y", "piece:x"))])
    store.drop(["/a/", "/b/"])
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - names above
