"""The half of the shared store that is in PostgreSQL: its tables, its connections, and the order of its writings.

Every writing locks the one row of ``press.head`` first, so that writings come one after another and turns are in the
order of the commits. It uses no Django: readers are served in threads of their own, and when Django does not start.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow

from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.shared_breaker import Breaker
from broadsheet.press.store.shared_head import Head

Connection = psycopg.Connection[TupleRow]
Row = tuple[Any, ...]

VERSION = 1
IDLE_CONNECTIONS = 4
TRUSTED_SECONDS = 5.0
"""For how long an idle connection is taken for a live one without asking."""
TURNS_LOGGED = 20_000
ALL_NAMES = "*"
"""In the log of touched names: everything."""
SETTING_UP = 0x7072657373
"""PostgreSQL's number for the lock on making the tables; the letters "press"."""

# Keys are apart from the entries, so that marking an entry never touches the index of keys.
TABLES: LiteralString = """
CREATE SCHEMA press;
CREATE TABLE press.head (
    epoch bigint NOT NULL, turn bigint NOT NULL, position bigint NOT NULL,
    stale_below bigint NOT NULL, void_below bigint NOT NULL, marked bigint NOT NULL, known_from bigint NOT NULL,
    void_until bigint NOT NULL, logged_from bigint NOT NULL, version int NOT NULL
);
CREATE TABLE press.entry (
    name text COLLATE "C" PRIMARY KEY, is_piece boolean NOT NULL, status int NOT NULL,
    position bigint NOT NULL, maker text NOT NULL, made_at double precision NOT NULL,
    seconds double precision NOT NULL, size bigint NOT NULL,
    holes text[] NOT NULL, state smallint NOT NULL, stale_since bigint NOT NULL, put_turn bigint NOT NULL,
    used_at double precision NOT NULL, wished_at double precision NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX entry_to_make ON press.entry (state DESC, (wished_at = 0), wished_at, used_at DESC) WHERE state > 0;
CREATE TABLE press.shown (
    name text COLLATE "C" PRIMARY KEY REFERENCES press.entry ON DELETE CASCADE,
    keys text[] COLLATE "C" NOT NULL
);
CREATE INDEX shown_keys ON press.shown USING gin (keys);
CREATE TABLE press.change (position bigint PRIMARY KEY, keys text[] COLLATE "C" NOT NULL, is_takedown boolean NOT NULL);
CREATE TABLE press.touched (turn bigint, name text COLLATE "C", PRIMARY KEY (turn, name));
CREATE TABLE press.lease (
    name text COLLATE "C" PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL, given interval NOT NULL
);
CREATE TABLE press.note (name text COLLATE "C" PRIMARY KEY, text text NOT NULL);
"""
FIRST_HEAD: LiteralString = "INSERT INTO press.head VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
READ_HEAD: LiteralString = "SELECT * FROM press.head"
# A writer that stops in the middle must not hold the others for ever. And the index of keys is always quicker than
# comparing lists of keys row by row, which the planner takes for cheap.
LOCK_HEAD: LiteralString = """
SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '120s';
SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL enable_seqscan = off;
SELECT * FROM press.head FOR UPDATE
"""


@dataclass
class Writing:
    """One writing under way. ``after`` becomes the head when it is done, if it differs from ``before``."""

    connection: Connection
    before: Head
    after: Head

    def run(self, statement: LiteralString, *values: Any) -> list[Row]:
        """Run one statement and return its rows, if it gives any."""
        return _rows(self.connection, statement, values)

    def run_each(self, statement: LiteralString, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row, in one round trip."""
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def touch(self, names: Iterable[str]) -> None:
        """Log that these have changed, in the turn of this writing."""
        statement: LiteralString = "INSERT INTO press.touched (turn, name) SELECT %s, unnest(%s::text[])"
        self.run(statement, self.after.turn, sorted(set(names)))

    def _prune(self) -> None:
        """Forget what was touched long ago, in every hundredth turn."""
        first = self.after.turn - TURNS_LOGGED
        if first > self.after.logged_from and first % 100 == 0:
            self.run("DELETE FROM press.touched WHERE turn <= %s", first)
            self.after = replace(self.after, logged_from=first)

    def finish(self) -> None:
        """Write the head down."""
        if self.after == self.before:
            return
        self._prune()
        self.run(
            "UPDATE press.head SET epoch = %s, turn = %s, position = %s, stale_below = %s, void_below = %s,"
            " marked = %s, known_from = %s, void_until = %s, logged_from = %s",
            *astuple(self.after),
        )


def _rows(connection: Connection, statement: LiteralString, values: Sequence[Any]) -> list[Row]:
    cursor = connection.execute(statement, values or None)
    while cursor.nextset():
        pass
    return cursor.fetchall() if cursor.description else []


class Ledger:
    """Connections to the tables. Every method raises StoreUnavailableError where PostgreSQL does not do its part."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._breaker = Breaker("PostgreSQL")
        self._idle: list[tuple[Connection, float]] = []
        self._process = os.getpid()
        self._is_set_up = False

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        """A connection of this thread's own until the end of the block."""
        connection = self._take()
        try:
            yield connection
        except psycopg.Error as error:
            if connection.broken or isinstance(error, psycopg.errors.UndefinedTable):  # gone, or dropped under us
                self._is_set_up = False
                self._discard_idle()
                connection.close()
            raise StoreUnavailableError(f"PostgreSQL: {error}") from error
        finally:
            self._give_back(connection)

    def _take(self) -> Connection:
        if self._process != os.getpid():  # the parent's connections stay the parent's
            self._idle, self._process = [], os.getpid()
        while self._idle:
            try:
                connection, since = self._idle.pop()
            except IndexError:
                break
            if time.monotonic() - since < TRUSTED_SECONDS or self._is_alive(connection):
                return connection
            connection.close()
        return self._connect()

    @staticmethod
    def _is_alive(connection: Connection) -> bool:
        try:
            connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _connect(self) -> Connection:
        self._breaker.check()
        try:
            connection = psycopg.connect(
                self._url,
                autocommit=True,
                prepare_threshold=None,  # statements prepared on one connection get lost behind a pooler
                connect_timeout=2,
                tcp_user_timeout=3000,
                application_name="broadsheet press",
            )
        except psycopg.Error as error:
            self._breaker.failed(error)
            raise StoreUnavailableError(f"PostgreSQL: {error}", is_told=True) from error
        try:
            self._set_up(connection)
        except BaseException as error:
            connection.close()
            if not isinstance(error, psycopg.Error):
                raise
            self._breaker.failed(error)
            raise StoreUnavailableError(f"PostgreSQL: {error}", is_told=True) from error
        self._breaker.worked()
        return connection

    def _give_back(self, connection: Connection) -> None:
        is_usable = not connection.closed and connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if is_usable and len(self._idle) < IDLE_CONNECTIONS:
            self._idle.append((connection, time.monotonic()))
        else:
            connection.close()

    def _discard_idle(self) -> None:
        idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    def _set_up(self, connection: Connection) -> None:
        """Make the tables where they are missing or of an older build."""
        if self._is_set_up:
            return
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [SETTING_UP])
            version = _version(connection)
            if version > VERSION:
                raise StoreUnavailableError("PostgreSQL: the press's tables were made by a newer Broadsheet")
            if version < VERSION:
                connection.execute("DROP SCHEMA IF EXISTS press CASCADE")
                connection.execute(TABLES)
                connection.execute(FIRST_HEAD, [*_first_head(), VERSION])
        self._is_set_up = True

    # Reading and writing

    def head(self) -> Head:
        """Where the store stands."""
        return _head(self.rows(READ_HEAD))

    def rows(self, statement: LiteralString, *values: Any) -> list[Row]:
        """Run one statement that needs no order among writings."""
        with self._borrowed() as connection:
            return _rows(connection, statement, values)

    @contextmanager
    def snapshot(self) -> Iterator[Writing]:
        """Read several things as they are at one moment."""
        with self._borrowed() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            head = _head(_rows(connection, READ_HEAD, []))
            yield Writing(connection, head, head)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Write, as the only one, all or nothing."""
        with self._borrowed() as connection, connection.transaction():
            head = _head(_rows(connection, LOCK_HEAD, []))
            under_way = Writing(connection, head, head)
            yield under_way
            under_way.finish()

    def close(self) -> None:
        """Let go of the connections that are not in use."""
        self._discard_idle()


def _head(rows: list[Row]) -> Head:
    """The head of its row, which is in the order of Head's fields with the version of the tables last."""
    return Head(*rows[0][:-1])


def _first_head() -> Row:
    # Turns of new tables lie beyond any that older ones can have come to: nobody mistakes the ones for the others.
    turn = time.time_ns() // 1000
    return astuple(Head(epoch=new_epoch(0), turn=turn, position=0, marked=turn, logged_from=turn))


def _version(connection: Connection) -> int:
    found = _rows(connection, "SELECT to_regclass('press.head')", [])
    if found[0][0] is None:
        return 0
    return int(_rows(connection, "SELECT version FROM press.head", [])[0][0])


def new_epoch(past: int) -> int:
    """An epoch never used before, not even by a database since restored from a backup."""
    return max(past + 1, int(time.time()))
