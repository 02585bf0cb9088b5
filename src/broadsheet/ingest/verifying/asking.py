"""Asks a server for addresses, over connections that are kept, and follows nothing by itself."""

from __future__ import annotations

import http.client
import socket
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from broadsheet.ingest.errors import ImportRefused

SECONDS = 30.0
MOST_BYTES = 64 << 20
ATTEMPTS = 2
SAFE = "/%?&=+~!$'()*,;:@#-._"
"""Characters of an address that are sent as they are; HTTP has no others but in percent-encoding (RFC 3986, 2)."""
AGENT = "Broadsheet (import verify)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``status`` 0: nothing did, and ``location`` says why."""

    status: int
    location: str = ""
    kind: str = ""
    body: bytes = b""


class Server:
    """One server, from any number of threads: each keeps a connection of its own."""

    def __init__(self, address: str) -> None:
        parts = _parts(address)
        self.is_tls = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port
        self.netloc = parts.netloc.rpartition("@")[2]
        self._own = threading.local()

    def ask(self, address: str) -> Answer:
        """The answer to a GET of path and query. A connection the server has closed meanwhile is opened again."""
        trouble = ""
        for _attempt in range(ATTEMPTS):
            try:
                return self._ask(address)
            except (OSError, http.client.HTTPException, ValueError) as error:
                trouble = str(error) or type(error).__name__
                self._forget()
        return Answer(0, trouble)

    def _ask(self, address: str) -> Answer:
        connection = self._connection()
        connection.request(
            "GET", quote(address, safe=SAFE), headers={"User-Agent": AGENT, "Accept-Encoding": "identity"}
        )
        got = connection.getresponse()
        body = got.read(MOST_BYTES)
        if got.read(1):
            self._forget()
        return Answer(got.status, got.getheader("Location", ""), got.getheader("Content-Type", ""), body)

    def _connection(self) -> http.client.HTTPConnection:
        if getattr(self._own, "connection", None) is None:
            kind = http.client.HTTPSConnection if self.is_tls else http.client.HTTPConnection
            self._own.connection = kind(self.host, self.port, timeout=SECONDS)
            self._own.connection.connect()
            self._own.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found: http.client.HTTPConnection = self._own.connection
        return found

    def _forget(self) -> None:
        connection = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            connection.close()

    def own_path(self, location: str) -> str:
        """Path and query of an address on this server; the whole address where it lies elsewhere."""
        parts = urlsplit(location)
        if parts.netloc and parts.netloc != self.netloc:
            return location
        return parts.path + (f"?{parts.query}" if parts.query else "")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise ImportRefused(f"“{address}” is no address of a server") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ImportRefused(f"“{address}” is no address of a server, such as https://gazette.example")
    return parts
