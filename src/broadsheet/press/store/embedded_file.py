"""The one file of the embedded store: its connections, and what is done when it is broken, foreign, gone or full."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.embedded_tables import APPLICATION, TABLES, VERSION

logger = logging.getLogger(__name__)

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "journal_size_limit=67108864", "temp_store=MEMORY")
LOOK_EVERY_SECONDS = 0.2
"""How often the file's inode is compared: somebody may have deleted it under us."""
WARN_EVERY_SECONDS = 60.0
ASIDE_KEPT = 2
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
COMPANIONS = ("", "-wal", "-shm")

Inode = tuple[int, int]
_inherited: list[Any] = []
"""Connections of a parent process. Closing one here could check-point the parent's journal under it."""


class NewerFileError(sqlite3.OperationalError):
    """A later version of the program has taken the file over while this one ran."""


class Connection(sqlite3.Connection):
    """One connection, in use by one thread at a time.

    ``writes`` counts its own transactions, which ``PRAGMA data_version`` does not; ``seen`` belongs to the store.
    """

    inode: Inode = (0, 0)
    writes = 0
    seen: tuple[object, int, object] = (None, 0, None)


class PressFile:
    """Hands out connections to the file at ``path``, making the file where there is none.

    Whatever goes wrong is raised as StoreUnavailableError, and the connection it went wrong on is closed, which
    undoes its transaction. A file that is not ours or broken is moved aside and made anew.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self._patience = patience
        self._idle: list[Connection] = []  # append and pop are atomic, so no lock is needed
        self._process = os.getpid()
        self._inode: Inode | None = None
        self._was_ours = False
        self._looked_at = 0.0
        self._failing = False
        self._warned_at: dict[str, float] = {}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection of one's own for the length of the block."""
        connection = None
        try:
            connection = self._taken()
            yield connection
        except (sqlite3.Error, OSError) as error:
            self._failed(connection, error)
            raise StoreUnavailableError(str(error), is_told=True) from error
        except BaseException:
            _close(connection)
            raise
        self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The same, inside one transaction that has the right to write from its beginning."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
            connection.writes += 1
        if self._failing:
            self._failing = False
            logger.warning("The press's file %s can be written again.", self.path)

    def close(self) -> None:
        """Close every connection not in use."""
        idle, self._idle = self._idle, []
        for connection in idle:
            _close(connection)

    # Connections

    def _taken(self) -> Connection:
        self._leave_behind_what_is_inherited()
        now = time.monotonic()
        if now - self._looked_at > LOOK_EVERY_SECONDS:
            self._looked_at = now
            self._look_at_file()
        while self._idle:
            with suppress(IndexError):
                connection = self._idle.pop()
                if connection.inode == self._inode:
                    return connection
                _close(connection)
        return self._opened()

    def _leave_behind_what_is_inherited(self) -> None:
        if self._process != os.getpid():
            _inherited.append(self._idle)
            self._idle = []
            self._process = os.getpid()

    def _look_at_file(self) -> None:
        if self._inode is not None and inode_of(self.path) != self._inode:
            logger.warning("The press's file %s has been deleted or replaced; it is opened anew.", self.path)
            self._inode = None

    def _opened(self) -> Connection:
        with self._folder_locked():
            connection = self._opened_or_made_anew()
            inode = inode_of(self.path)
        if inode is None:
            _close(connection)
            raise sqlite3.OperationalError("the file was deleted as it was opened")
        self._inode = connection.inode = inode
        self._was_ours = True
        return connection

    def _opened_or_made_anew(self) -> Connection:
        reason = self._why_not_ours()
        if reason:
            self._set_aside(reason)
        elif not self.path.exists():
            self._remove_companions()
        connection = self._connected()
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if _identity(connection) != (APPLICATION, VERSION):
                _make_tables(connection)
        except sqlite3.Error:
            _close(connection)
            raise
        return connection

    def _connected(self) -> Connection:
        return sqlite3.connect(
            self.path, timeout=self._patience, isolation_level=None, check_same_thread=False, factory=Connection
        )

    def _why_not_ours(self) -> str:
        """Why the file must be moved aside; empty where it is ours, or has nothing in it."""
        if not self.path.exists():
            return ""
        with closing(self._connected()) as connection:
            try:
                application, version = _identity(connection)
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            except sqlite3.DatabaseError as error:
                if code_of(error) not in BROKEN:
                    raise
                return f"is broken ({error})"
        if (application, version) == (APPLICATION, VERSION) or (not tables and application in (0, APPLICATION)):
            return ""
        if application != APPLICATION:
            return "is not a file of the press"
        if version > VERSION and self._was_ours:  # else the two would move each other's file aside for ever
            raise NewerFileError("a later version of the program has taken it over")
        return f"was written by another version of the program ({version}, this is {VERSION})"

    # Files

    @contextmanager
    def _folder_locked(self) -> Iterator[None]:
        """Only one process at a time makes the file or moves it aside. The folder itself is the lock file."""
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            deadline = time.monotonic() + self._patience
            while not _locked(folder):
                if time.monotonic() > deadline:
                    raise OSError(errno.EWOULDBLOCK, "another process holds the folder of the press's file")
                time.sleep(0.005)
            yield
        finally:
            os.close(folder)

    def _set_aside(self, reason: str) -> None:
        stamp = time.strftime("%Y%m%dT%H%M%S")
        aside = next(name for turn in range(1000) if not (name := self._beside(f".aside-{stamp}{turn or ''}")).exists())
        for companion in COMPANIONS:
            with suppress(FileNotFoundError):
                self._beside(companion).rename(f"{aside}{companion}")
        logger.warning("The press's file %s %s: moved aside as %s, and made anew.", self.path, reason, aside.name)
        self._inode = None
        self._forget_older_ones()

    def _forget_older_ones(self) -> None:
        found = sorted(self.path.parent.glob(f"{self.path.name}.aside-*"), key=lambda one: one.stat().st_mtime)
        mains = [one for one in found if not one.name.endswith(COMPANIONS[1:])]
        for old in mains[:-ASIDE_KEPT]:
            for companion in COMPANIONS:
                Path(f"{old}{companion}").unlink(missing_ok=True)

    def _remove_companions(self) -> None:
        """A journal left by a file that was deleted must not be read into the new one."""
        for companion in COMPANIONS[1:]:
            self._beside(companion).unlink(missing_ok=True)

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    # What goes wrong

    def _failed(self, connection: Connection | None, error: Exception) -> None:
        _close(connection)
        if connection is not None and code_of(error) in BROKEN:
            with suppress(OSError), self._folder_locked():
                if inode_of(self.path) == connection.inode:  # else another process has done it already
                    self._set_aside(f"is broken ({error})")
            return
        self._warn(str(error))

    def _warn(self, reason: str) -> None:
        now = time.monotonic()
        is_news = not self._failing or reason not in self._warned_at
        self._failing = True
        if is_news and now - self._warned_at.get(reason, -WARN_EVERY_SECONDS) >= WARN_EVERY_SECONDS:
            self._warned_at[reason] = now
            logger.warning(
                "The press's file %s can not be used: %s. Readers are served all the same; nothing new is kept.",
                self.path,
                reason,
            )


def inode_of(path: Path) -> Inode | None:
    """Which file lies there; None where none does."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, and asked all the time
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def code_of(error: Exception) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _identity(connection: Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return application, connection.execute("PRAGMA user_version").fetchone()[0]


def _make_tables(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in TABLES:
        connection.execute(statement)
    # Turns of a new file lie beyond any the old one can have come to: nobody mistakes one file's for the other's.
    connection.execute("INSERT INTO touched (turn, name) VALUES (?, NULL)", [time.time_ns() // 1000])
    connection.execute(f"PRAGMA application_id={APPLICATION}")
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _locked(folder: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _close(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(sqlite3.Error):
            connection.close()
