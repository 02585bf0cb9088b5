"""A web server on loopback that behaves as strangers' servers do, for the tests of fetching."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

from broadsheet.ingest.fetching.courtesy import Courtesy


class NoWaiting(Courtesy):
    """Courtesy that writes down how long it would have waited."""

    def __init__(self) -> None:
        super().__init__(breath=0)
        self.waits: list[float] = []

    def pause(self, seconds: float) -> None:
        if seconds > 0:
            self.waits.append(seconds)

    def hold(self, name: str, seconds: float) -> None:
        """Not here."""


def jpeg(size: tuple[int, int] = (60, 40), colour: str = "navy") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


class StrangeServer(ThreadingHTTPServer):
    """`files` are answered as they are; `asked` counts the requests for each path; `over` ends those that drip."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


@contextmanager
def strange_server() -> Iterator[StrangeServer]:
    server = StrangeServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: StrangeServer

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        self.server.headers.append(dict(self.headers.items()))
        special = _SPECIAL.get(self.path.partition("?")[0])
        try:
            if special is not None:
                special(self)
            elif self.path in self.server.files:
                self.answer(200, self.server.files[self.path])
            else:
                self.answer(404, b"no")
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the fetcher hung up, which is what many of the tests are about

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), "Content_Type": "image/jpeg", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_message: object) -> None:
        """Silence: the tests say what matters."""


def _redirect(location: str) -> Callable[[_Handler], None]:
    return lambda handler: handler.answer(302, Location=location)


def _drip(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.02):
        handler.wfile.write(b"x")


def _drip_head(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.over.wait(0.02):
        handler.wfile.write(b"x")


def _endless(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b"x" * 65536)


def _flaky(handler: _Handler) -> None:
    first = handler.server.asked[handler.path] == 1
    handler.answer(503, b"", Retry_After="7") if first else handler.answer(200, b"at last")


_SPECIAL: dict[str, Callable[[_Handler], None]] = {
    "/busy": lambda handler: handler.answer(429, Retry_After="86400"),
    "/broken": lambda handler: handler.answer(500),
    "/drip": _drip,
    "/drip-head": _drip_head,
    "/endless": _endless,
    "/flaky": _flaky,
    "/garbage": lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n"),
    "/gzip": lambda handler: handler.answer(200, gzip.compress(b"words"), Content_Encoding="gzip"),
    "/gzip-bomb": lambda handler: handler.answer(200, gzip.compress(bytes(5_000_000)), Content_Encoding="gzip"),
    "/packed": lambda handler: handler.answer(200, b"?", Content_Encoding="br"),
    "/promises-less": lambda handler: handler.answer(200, b"much more", Content_Length="4"),
    "/promises-more": lambda handler: handler.answer(200, b"little", Content_Length="600"),
    "/promises-too-much": lambda handler: handler.answer(200, b"little", Content_Length="600000"),
    "/round": _redirect("/round?again"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-inside": _redirect("http://inside.example/"),
    "/to-loopback": _redirect("http://127.0.0.1/"),
    "/to-nonsense": _redirect("http://[::"),
    "/to-ok": _redirect("/ok"),
    "/torn-gzip": lambda handler: handler.answer(200, gzip.compress(b"words" * 99)[:-9], Content_Encoding="gzip"),
}
