"""Runs the command in processes of its own, and looks at them from outside."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60.0
PYTHON = Path(sys.executable)


def free_port() -> int:
    """A port nothing listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The environment without what the tests' own Django needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "DJANGO_"))}
    return {**kept, **more}


def broadsheet(
    *arguments: object, said: str = "", folder: Path | None = None, python: Path = PYTHON, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [str(python), "-m", "broadsheet", *map(str, arguments)]
    return subprocess.run(
        command, input=said, cwd=folder, env=environment(**environ), capture_output=True, text=True, check=False
    )


def refused(*arguments: object, said: str = "", folder: Path | None = None, **environ: str) -> str:
    """The one line a mistake gets; fails when there are more, or the exit code is not 2."""
    done = broadsheet(*arguments, said=said, folder=folder, **environ)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def wait_until(happened: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait for `happened` to return something true, and return that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = happened()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"did not happen within {seconds:g} s: {what}")


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children_of(process: int) -> list[int]:
    """The processes a process has started."""
    with contextlib.suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


class Served:
    """A paper being served in a process of its own."""

    def __init__(
        self, folder: Path, port: int, options: Sequence[str], environ: dict[str, str], python: Path = PYTHON
    ) -> None:
        self.folder, self.port, self.options, self.environ, self.python = folder, port, options, environ, python
        self.log_file = folder.parent / f"serve-{port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Served:
        command = [
            str(self.python),
            "-m",
            "broadsheet",
            "serve",
            str(self.folder),
            f"--port={self.port}",
            *self.options,
        ]
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=environment(**self.environ))
        return self

    def is_ready(self) -> Served:
        wait_until(lambda: "ready at" in self.log or self._ended(), "the paper is served")
        assert self._ended() is None, self.log
        return self

    def _ended(self) -> int | None:
        assert self.process
        return self.process.poll()

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    @property
    def supervisor(self) -> int:
        assert self.process
        return self.process.pid

    def process_of(self, part: str) -> int:
        """The present process of a part, as the log told it."""
        said = f" {part:<6} started, process "
        wait_until(lambda: said in self.log, f"{part} started")
        return int([line for line in self.log.splitlines() if said in line][-1].rpartition(" ")[2])

    def everyone(self) -> list[int]:
        """The supervisor, its parts and their workers."""
        found = [self.supervisor]
        for process in found:
            found += children_of(process)
        return found

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Ask for a page; the body is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": "localhost", **named})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined] # kept beside the headers
        connection.close()
        return answer

    def answers(self) -> bool:
        """Whether a request gets any answer."""
        try:
            return bool(self.get("/static/none").status)
        except (OSError, http.client.HTTPException):
            return False

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to stop; the exit code and the seconds it took."""
        assert self.process
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        return code, time.monotonic() - started

    def end(self) -> None:
        """Make sure that nothing is left."""
        everyone, has_stopped = self.everyone(), True
        if self._ended() is None:
            assert self.process
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                has_stopped = False
        left = [process for process in everyone if is_alive(process)]
        states = {process: Path(f"/proc/{process}/status").read_text() for process in left}
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        assert has_stopped, f"asked to stop, it did not: {self.log[-3000:]}\n{states}"


@contextlib.contextmanager
def listening(port: int) -> Iterator[None]:
    """Another program on a port."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield
