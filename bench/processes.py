"""Servers under measurement: started on one core, waited for, weighed and stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

SERVER_CORE = 0
LOAD_CORE = 1
PATIENCE_SECONDS = 180
GRACE_SECONDS = 30


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str = "/", timeout: float = 60) -> int | None:
    """The status `path` is answered with, or None when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return None
    else:
        return answer.status
    finally:
        connection.close()


def wait_for(port: int, process: subprocess.Popen[bytes], every: float = 0.02) -> None:
    """Return once the front page answers 200; raises RuntimeError when the process ends or nothing comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while status(port) != 200:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with code {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError("The server did not answer in time")
        time.sleep(every)


def start(
    command: list[str], env: Mapping[str, str], log: Path, core: int | None = SERVER_CORE
) -> subprocess.Popen[bytes]:
    """Start a server, on one core unless told otherwise, its output going to `log`."""
    pinned = command if core is None else ["taskset", "-c", str(core), *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            pinned, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to stop and wait for it."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def running(
    command: list[str], port: int, env: Mapping[str, str], log: Path, core: int | None = SERVER_CORE
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers, for as long as the block lasts."""
    process = start(command, env, log, core)
    try:
        wait_for(port, process)
        yield process
    finally:
        stop(process)


def family(pid: int) -> list[int]:
    """A process and everything it started."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            pids += family(int(child))
    return pids


def memory(pid: int) -> dict[str, int]:
    """Memory of one process in bytes: all it maps (rss) and its share of what is shared (pss)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    amounts = {name: int(amount.split()[0]) * 1024 for name, amount in (line.split(":", 1) for line in lines)}
    return {"rss": amounts["Rss"], "pss": amounts["Pss"]}


def cpu_seconds(pid: int) -> float:
    """Processor time a process and everything it started have used so far, in seconds."""
    ticks = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # proc(5): utime and stime
    return ticks / os.sysconf("SC_CLK_TCK")


def load_average() -> float:
    """How many processes have wanted a core over the last minute, on average."""
    return os.getloadavg()[0]
