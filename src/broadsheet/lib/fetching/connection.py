"""One HTTP exchange with an address that has been judged, inside a deadline that no dripping server can stretch."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from broadsheet.lib.fetching.errors import FetchError
from broadsheet.lib.fetching.guard import Target, addresses_of

Remaining = Callable[[], float]
"""Seconds the next wait may take. Raises TimeoutError once there are none left."""


class Clock:
    """Bounds every single wait by `wait` and all of them together by `total` seconds."""

    def __init__(self, wait: float, total: float) -> None:
        self._wait = wait
        self._end = time.monotonic() + total

    def __call__(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return min(left, self._wait)


@contextmanager
def _network() -> Iterator[None]:
    """Errors of the network, which the disk's would else be taken for: all become ConnectionError or TimeoutError."""
    try:
        yield
    except (TimeoutError, ConnectionError, ssl.SSLError):
        raise
    except OSError as error:
        raise ConnectionError(error.errno, error.strerror) from error


class _Inflow(io.RawIOBase):
    """What a socket brings; each read waits only as long as there is time left."""

    def __init__(self, sock: socket.socket, remaining: Remaining) -> None:
        self._sock = sock
        self._remaining = remaining

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _network():
            self._sock.settimeout(self._remaining())
            return self._sock.recv_into(buffer)


class _TimedSocket:
    """As much of a socket as http.client uses."""

    def __init__(self, sock: socket.socket, remaining: Remaining) -> None:
        self._sock = sock
        self._remaining = remaining

    def sendall(self, data: bytes) -> None:
        with _network():
            self._sock.settimeout(self._remaining())
            self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Inflow(self._sock, self._remaining))

    def close(self) -> None:
        """Not yet: http.client closes as soon as the head is read, and the body is still to come."""


class CheckedConnection(http.client.HTTPConnection):
    """Speaks to `number`, the address that was judged, under the name of the target. No proxy stands between."""

    def __init__(self, target: Target, number: str, remaining: Remaining) -> None:
        super().__init__(target.host, target.port)
        self._target = target
        self._number = number
        self._remaining = remaining
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        with _network():
            self._socket = socket.create_connection((self._number, self._target.port), self._remaining())
            if self._target.scheme == "https":
                self._socket.settimeout(self._remaining())
                self._socket = _tls().wrap_socket(self._socket, server_hostname=self._target.host)
        self.sock = _TimedSocket(self._socket, self._remaining)

    def ask(self, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPResponse:
        """Sends a GET, or a POST where there is a body, and reads the head of the answer."""
        method = "GET" if body is None else "POST"
        self.putrequest(method, self._target.path, skip_host=True, skip_accept_encoding=True)
        length = {} if body is None else {"Content-Length": str(len(body))}
        for name, value in {"Host": self._target.authority, **headers, **length, "Connection": "close"}.items():
            self.putheader(name, value)
        self.endheaders(body)
        return self.getresponse()

    def hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()


@contextmanager
def connected(target: Target, clock: Clock, allow_private: bool = False) -> Iterator[CheckedConnection]:
    """A connection to the target, hung up afterwards. Whatever goes wrong on it is raised as a FetchError."""
    try:
        connection = _first_that_answers(target, addresses_of(target, allow_private), clock)
        try:
            yield connection
        finally:
            connection.hang_up()
    except TimeoutError:
        raise FetchError(gettext_noop("the server took too long"), may_pass=True) from None
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"the server's certificate is not valid ({error.verify_message})") from None
    except http.client.IncompleteRead:
        raise FetchError(gettext_noop("the answer broke off"), may_pass=True) from None
    except (ConnectionError, http.client.RemoteDisconnected):
        raise FetchError(gettext_noop("the connection was refused or broke off"), may_pass=True) from None
    except (http.client.HTTPException, ssl.SSLError, ValueError):
        raise FetchError(gettext_noop("the server does not speak HTTP as it should")) from None


def _first_that_answers(target: Target, numbers: list[str], clock: Clock) -> CheckedConnection:
    """To the first of the host's addresses that takes the call."""
    for position, number in enumerate(numbers, 1):
        connection = CheckedConnection(target, number, clock)
        try:
            connection.connect()
        except OSError as error:
            connection.hang_up()
            if position == len(numbers) or isinstance(error, ssl.SSLError):
                raise
        else:
            return connection
    raise AssertionError("a host without an address is refused earlier")


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
