"""A demo paper made and served for the tests by its own command."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 300
COMMAND = str(Path(sys.executable).with_name("broadsheet"))
LENGTHEN = Path(__file__).parents[2] / "tools" / "lengthen_archive.py"
LOG_IN = re.compile(r"Log in as (\S+) with the password (\S+)")


@dataclass(frozen=True)
class DemoPaper:
    """Where the paper answers, and who may write in it."""

    origin: str
    email: str
    password: str


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make(folder: Path) -> None:
    """Make the demo paper in a folder, with an archive long enough for older pages."""
    paper, archive = str(folder / "paper"), str(folder / "archive")
    for command in (
        [COMMAND, "demo", paper, "--no-serve"],
        [sys.executable, str(LENGTHEN), archive],
        [COMMAND, "import", "folder", archive, "--paper", paper],
    ):
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start `broadsheet demo` in a folder, its words going to demo.log there."""
    command = [COMMAND, "demo", str(folder / "paper"), "--port", str(port)]
    with (folder / "demo.log").open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)


def wait_for(process: subprocess.Popen[bytes], folder: Path, port: int) -> DemoPaper:
    """The paper once its front page answers; raises RuntimeError with what it said when it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        said = (folder / "demo.log").read_text(errors="replace")
        found = LOG_IN.search(said)
        if found and _answers(port):
            return DemoPaper(f"http://localhost:{port}", found[1], found[2])
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The demo paper did not start:\n{said[-4000:]}")
        time.sleep(0.25)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
