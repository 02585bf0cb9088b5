"""A CDN on this machine: takes every call, writes it down, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn.base import Cdn
from broadsheet.press.cdn.kinds import open_cdn

SITE = "https://gazette.example"
TOKEN = "only-for-purges"


@dataclass
class Call:
    method: str
    path: str
    headers: Message
    body: Any
    text: str

    @property
    def tags(self) -> list[str]:
        """The tags it purges, wherever the service wants them."""
        named = self.headers.get("xkey-purge", self.headers.get("xkey-softpurge", "")).split()
        return named or (self.body or {}).get("surrogate_keys") or (self.body or {}).get("tags") or []


@dataclass
class CdnServer:
    url: str
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """The status of the next answers; 200 once they have run out."""
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    """No answer before this is set."""

    def opened(self, kind: str, **more: Any) -> Cdn:
        """The client of one service, calling here."""
        return open_cdn(CdnKeys(kind=kind, urls=(self.url,), zone="abc", token=TOKEN, **more), SITE)

    @property
    def tags(self) -> list[str]:
        return [tag for call in self.calls for tag in call.tags]


@contextmanager
def cdn_server() -> Iterator[CdnServer]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            told.calls.append(Call(self.command, self.path, self.headers, json.loads(text) if text else None, text))
            told.gate.wait(30)
            status = told.answers.pop(0) if told.answers else 200
            body = json.dumps({"success": status == 200, "errors": [{"message": "bad day"}]}).encode()
            self.send_response(status)
            for name, value in {**told.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PURGE = do_PURGEKEYS = do_GET = answer  # noqa: N815 - as http.server looks for them

        def log_message(self, *_arguments: object) -> None:
            return None

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """Who hung up while the gate was shut is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    told = CdnServer(f"http://127.0.0.1:{server.server_address[1]}")
    told.gate.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.gate.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
