"""Subscribers on loopback: an honest one, and all the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

HANGS = "/hangs"
GONE = "/gone"
BROKEN = "/broken"
REDIRECTS = "/redirects"
ENDLESS = "/endless"
DRIPS = "/drips"
LIES = "/lies"
REFUSES = "/refuses"
ENDLESS_CHALLENGE = "/endless-challenge"


@dataclass
class Delivered:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.time)


@dataclass
class Asked:
    """One GET as it came, with its query."""

    path: str
    query: dict[str, str] = field(default_factory=dict)


class Subscriber(ThreadingHTTPServer):
    """Echoes challenges and keeps what it is sent; its other paths misbehave as they are called."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.delivered: list[Delivered] = []
        self.is_broken = False
        self.over = threading.Event()

    def callback(self, path: str = "/told", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


@contextmanager
def subscriber() -> Iterator[Subscriber]:
    server = Subscriber()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Subscriber

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(Asked(parts.path, query))
        challenge = query.get("hub.challenge", "").encode()
        answers = {LIES: (200, b"another challenge"), REFUSES: (404, b""), "/half": (200, challenge[:9])}
        if parts.path == ENDLESS_CHALLENGE:
            self._pour(challenge)
        elif parts.path == "/late":
            self.server.over.wait(30)
        elif parts.path == "/elsewhere":
            self._answer(302, challenge, f"http://127.0.0.1:{self.server.server_port}/told?{parts.query}")
        elif self.server.is_broken:
            self._answer(503, b"")
        else:
            self._answer(*answers.get(parts.path, (200, challenge)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.delivered.append(Delivered(self.path, dict(self.headers.items()), body))
        path = self.path.partition("?")[0]
        if path.startswith(HANGS):
            self.server.over.wait(30)
        elif path == ENDLESS:
            self._pour(b"")
        elif path == DRIPS:
            self._drip()
        elif path == REDIRECTS:
            self._answer(307, b"", f"http://127.0.0.1:{self.server.server_port}/told")
        else:
            self._answer({GONE: 410, BROKEN: 500}.get(path, 503 if self.server.is_broken else 204), b"")

    def _answer(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _pour(self, first: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            self.wfile.write(first)
            while not self.server.over.is_set():
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True  # the hub hung up, as it should

    def _drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.over.wait(0.02):
                self.wfile.write(b"x")
        except OSError:
            self.close_connection = True

    def log_message(self, *_message: object) -> None:
        """Silence: the tests say what matters."""
