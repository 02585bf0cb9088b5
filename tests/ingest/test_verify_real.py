"""The real exports moved in, and their reports held against the paper over HTTP, as `import verify` does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from broadsheet.ingest.proof.files import write_report
from broadsheet.ingest.report import Report
from broadsheet.ingest.runs import import_ghost, import_wordpress
from broadsheet.ingest.verifying.asking import Server
from broadsheet.ingest.verifying.reading import ReportFile
from broadsheet.ingest.verifying.verification import Outcome, verify
from tests.ingest.asking import ask
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, needs_inputs
from tests.ingest.ghost_exports import REAL_EXPORT, needs_ghost_export

pytestmark = pytest.mark.usefixtures("front")


class Paper(BaseHTTPRequestHandler):
    """The paper of the test, through the test's own connection to the database."""

    own_connection: Any

    def do_GET(self) -> None:
        connections["default"] = self.own_connection
        answer = ask(Client(), self.requestline.split(" ")[1])
        self.send_response(answer.status_code)
        for name, value in answer.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"".join(answer) if answer.streaming else answer.content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """Where the paper answers; one question at a time, as its transaction is nobody else's."""
    shared = connections["default"]
    shared.inc_thread_sharing()
    server = HTTPServer(("127.0.0.1", 0), type("SharingPaper", (Paper,), {"own_connection": shared}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    shared.dec_thread_sharing()


@pytest.fixture
def held(address: str, tmp_path: Path) -> Callable[[Report], Outcome]:
    """Holds a report against the paper, every line of it."""

    def hold(report: Report) -> Outcome:
        path = tmp_path / "report.json"
        write_report(report, path)
        return verify(ReportFile(path), Server(address), lambda *_: None, at_once=2)

    return hold


@needs_inputs
@pytest.mark.parametrize("source", [THEME_TEST, BLOCK_TEST], ids=lambda path: path.name)
def test_wordpresss_own_files_hold(source: Path, held: Callable[[Report], Outcome]) -> None:
    outcome = held(import_wordpress(source))
    assert outcome.failures == []
    assert outcome.checked["address"] > 100


@needs_ghost_export
def test_ghosts_own_export_holds(held: Callable[[Report], Outcome]) -> None:
    outcome = held(import_ghost([REAL_EXPORT], address="https://old.example"))
    assert outcome.failures == []
    assert outcome.checked["address"] > 10
