"""PostgreSQL and Redis for tests: a database and a prefix of their own, and servers that may be broken."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


class ServiceAbsentError(Exception):
    """What a test needs does not run here."""


@contextmanager
def a_database() -> Iterator[str]:
    """The address of an empty database, which is dropped at the end."""
    name = f"press_test_{secrets.token_hex(6)}"
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        raise ServiceAbsentError(f"There is no PostgreSQL to test with: {error}") from error
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def a_prefix() -> Iterator[str]:
    """A prefix of keys in the Redis that runs here; what begins with it is removed at the end."""
    prefix = f"press-test-{secrets.token_hex(6)}:{{press}}:"
    with redis.Redis.from_url(REDIS) as client:
        try:
            client.ping()
        except redis.RedisError as error:
            raise ServiceAbsentError(f"There is no Redis to test with: {error}") from error
        yield prefix
        for key in client.scan_iter(f"{prefix}*", 1000):
            client.unlink(key)


class RedisServer:
    """A Redis of the test's own, which keeps what it has in ``folder`` when it is told to save."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(port=self._port)
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        program = shutil.which("valkey-server") or shutil.which("redis-server")
        if program is None:
            raise ServiceAbsentError("There is no Valkey or Redis to test with")
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        for _ in range(500):
            with suppress(redis.ConnectionError):
                self.client.ping()
                return
            time.sleep(0.01)
        raise AssertionError("Redis did not start")

    def stop(self) -> None:
        """Kill it, with what it had not saved."""
        if self._process:
            self._process.kill()
            self._process.wait()


@contextmanager
def a_redis_server(folder: Path) -> Iterator[RedisServer]:
    """A Redis that runs until the end, or until it is stopped."""
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.client.close()
        server.stop()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
