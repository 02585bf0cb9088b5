"""nginx with one worker, serving one page as a static file of gzip bytes: the speed to be measured against."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from pathlib import Path

from bench.papers import WORK
from bench.processes import free_port, running

PATH = "/page"
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/root;
        default_type "text/html; charset=utf-8";
        add_header Content-Encoding gzip;
        add_header Vary Accept-Encoding;
    }}
}}
"""


@contextlib.contextmanager
def serving(page: bytes) -> Iterator[tuple[str, int]]:
    """The origin at which nginx serves ``page`` under PATH, and its process, for as long as the block lasts."""
    folder, port = WORK / "nginx", free_port()
    _write(folder, page, port)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with running(command, port, {}, WORK / "nginx.log") as process:
        yield f"http://127.0.0.1:{port}", process.pid


def _write(folder: Path, page: bytes, port: int) -> None:
    root = folder / "root"
    root.mkdir(parents=True, exist_ok=True)
    (root / PATH.removeprefix("/")).write_bytes(page)
    (root / "index.html").write_text("ready")
    for place in (folder.parent, folder, root):
        place.chmod(0o755)  # its worker may run as another user
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))


def etag(origin: str) -> str:
    """The validator nginx gives the page."""
    connection = http.client.HTTPConnection(origin.removeprefix("http://"))
    connection.request("HEAD", PATH)
    found = str(connection.getresponse().getheader("ETag"))
    connection.close()
    return found
