"""A small paper to stand behind a web server, and the means to start one with a file from deploy/."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn.kinds import open_cdn
from broadsheet.press.front import NGINX_KEEPS
from tests.command.running import free_port, wait_until

HOST = "gazette.example"
PAGE_KEYS = [f"{kind}:{number}" for kind in ("card", "photo", "author", "topic") for number in range(99)]
CDN = open_cdn(CdnKeys(kind="webhook"), f"https://{HOST}")


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *arguments: Any) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """Close what a web server keeps open for the next request."""
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, *_arguments: object) -> None:
        """A web server that hangs up is no news."""


@dataclass
class SmallPaper:
    """Answers every address with its present text and the headers of a page; ``asked`` is what reached it."""

    port: int
    text: str = "first"
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: CDN.headers_for(PAGE_KEYS))
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    server: _Quiet | None = None

    def start(self) -> SmallPaper:
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                paper.asked.append((self.command, self.path, dict(self.headers)))
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                paper.answer(self)

            do_HEAD = do_POST = do_GET  # noqa: N815 - as http.server looks for them

            def log_message(self, *_arguments: object) -> None:
                return None

        self.server = _Quiet(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        etag = f'W/"{self.text}"'
        is_unchanged = self.status == 200 and handler.headers.get("If-None-Match") == etag
        takes_gzip = "gzip" in handler.headers.get("Accept-Encoding", "")
        body = gzip.compress(self.text.encode()) if takes_gzip else self.text.encode()
        handler.send_response(304 if is_unchanged else self.status)
        vary = [] if "Vary" in dict(self.headers) else [("Vary", "Accept-Encoding")]
        kept = is_kept_by_nginx(handler.headers, self.headers)
        until = [(NGINX_KEEPS, f"@{int(time.time())}")] if kept else []
        for name, value in [("ETag", etag), *vary, *self.headers, *until]:
            handler.send_header(name, value)
        if is_unchanged:
            handler.end_headers()
            return
        for name, value in [("Content-Encoding", "gzip")] if takes_gzip else []:
            handler.send_header(name, value)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def stop(self) -> None:
        """Die: nobody listens any more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server.hang_up()
            self.server = None


def is_kept_by_nginx(asked: Mapping[str, str], told: list[tuple[str, str]]) -> bool:
    """As press/front.py decides it: nginx asks, and the page may be kept by a cache."""
    return "X-Micro-Cache" in asked and "s-maxage" in dict(told).get("Cache-Control", "")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class WebServer:
    """A web server in front of a small paper. ``folder`` is the paper's folder."""

    folder: Path
    paper: SmallPaper
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)

    def get(self, path: str = "/", method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Ask over TLS, by the paper's name; an underscore in a header's name stands for a hyphen."""
        context = ssl.create_default_context(cafile=str(self.folder.parent / "own.crt"))
        connection = _NamedConnection(HOST, self.tls_port, context=context, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": HOST, **named})
        return _read(connection)

    def get_plain(self, path: str) -> Answer:
        """Ask without TLS."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": HOST})
        return _read(connection)

    def is_up(self) -> bool:
        try:
            self.get_plain("/").status  # noqa: B018 - only whether it answers
        except OSError:
            return False
        return True


class _NamedConnection(http.client.HTTPSConnection):
    """Reaches this machine under the paper's name."""

    def connect(self) -> None:
        plain = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        plain.connect()
        self.sock = self._context.wrap_socket(plain.sock, server_hostname=HOST)  # type: ignore[attr-defined]


def _read(connection: http.client.HTTPConnection) -> Answer:
    answer = connection.getresponse()
    found = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def make_certificate(folder: Path) -> None:
    """A certificate of the test's own for the paper's name: own.crt and own.key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", folder / "own.key", "-out", folder / "own.crt"],
        check=True,
        capture_output=True,
    )  # fmt: skip


def make_files(folder: Path) -> None:
    """A paper's folder with a static file, a rendition, an original and a secret."""
    for name, content in {
        "data/static/reader/site.0123456789ab.css": "body { color: black }",
        "data/static/reader/plain.css": "p { color: black }",
        "data/secret.key": "very secret",
        "media/images/harbour.width-320.avif": "picture",
        "media/original_images/harbour.avif": "original",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    css = folder / "data/static/reader/site.0123456789ab.css"
    Path(f"{css}.gz").write_bytes(gzip.compress(css.read_bytes()))
    (folder / "media/images/stolen.avif").symlink_to(folder / "data/secret.key")


def substituted(text: str, changes: Mapping[str, str]) -> str:
    """A file from deploy/ with paths and ports of the test; each must have been there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def started(command: list[str], server: WebServer, log: Path, environ: dict[str, str]) -> Iterator[WebServer]:
    """Run a web server until the end of the block."""
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env=environ)
    try:
        wait_until(lambda: server.is_up() or process.poll() is not None, "the web server answers")
        assert process.poll() is None, log.read_text()
        yield server
    finally:
        process.terminate()
        process.wait(20)
        server.paper.stop()


NO_PUBLIC_FILES = [
    "/media/original_images/harbour.avif",
    "/media/images/../original_images/harbour.avif",
    "/media/images/..%2foriginal_images/harbour.avif",
    "/static/../secret.key",
    "/static/..%2fsecret.key",
    "/data/secret.key",
    "/static/missing.css",
    "/media/images/missing.avif",
]
"""Addresses that lead to no file a web server may give out by itself."""


def assert_left_to_the_paper(server: WebServer, asked: str) -> None:
    """The paper was asked, and nothing private came back."""
    answer = server.get(asked)
    assert "secret" not in answer.text
    assert "original" not in answer.text
    assert len(server.paper.asked) == 1
