"""Papers under measurement: the demo paper, and empty ones to fill."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import SERVER_CORE, free_port, running

COMMAND = str(Path(sys.executable).with_name("broadsheet"))
WORK = Path(__file__).with_name(".work")


@dataclass(frozen=True)
class ServedPaper:
    """A paper that answers at `origin`, and the process that serves it."""

    origin: str
    port: int
    pid: int


def environment(port: int, workers: int, threads: int) -> dict[str, str]:
    """The settings a measurement fixes, whatever the paper's file says."""
    return {
        "BROADSHEET_SERVER_PORT": str(port),
        "BROADSHEET_SERVER_WORKERS": str(workers),
        "BROADSHEET_SERVER_THREADS": str(threads),
        "BROADSHEET_PAPER_ADDRESS": f"http://127.0.0.1:{port}",
    }


def make_demo(folder: Path) -> Path:
    """Make the demo paper once."""
    if not (folder / "broadsheet.toml").exists():
        WORK.mkdir(exist_ok=True)
        subprocess.run([COMMAND, "demo", str(folder), "--no-serve"], check=True, stdin=subprocess.DEVNULL)
    return folder


def make_empty(folder: Path) -> Path:
    """Make a paper without stories once; one that is there is brought up to date."""
    if (folder / "broadsheet.toml").exists():
        subprocess.run([COMMAND, "upgrade", "--paper", str(folder), "--no-backup"], check=True)
        return folder
    WORK.mkdir(exist_ok=True)
    command = [
        COMMAND,
        "init",
        str(folder),
        "--name",
        "The Bench Gazette",
        "--address",
        "http://127.0.0.1:8000",
    ]
    command += ["--language", "en-GB", "--time-zone", "Europe/London", "--email", "editor@bench.example"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return folder


def forget_pressed(folder: Path) -> None:
    """Begin with an empty press; the paper must not be served at the time."""
    for name in ("press.sqlite3", "press.sqlite3-wal", "press.sqlite3-shm"):
        (folder / "data" / name).unlink(missing_ok=True)


def in_paper(folder: Path, command: list[str]) -> str:
    """What a Python command prints when run inside a paper."""
    env = {**os.environ, "BROADSHEET_PAPER": str(folder), "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
    done = subprocess.run([sys.executable, *command], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@contextlib.contextmanager
def serving(
    folder: Path,
    *,
    workers: int = 1,
    threads: int = 1,
    only: str | None = "web",
    core: int | None = SERVER_CORE,
    env: Mapping[str, str] | None = None,
) -> Iterator[ServedPaper]:
    """The paper, served by its own command for as long as the block lasts."""
    port = free_port()
    command = [COMMAND, "serve", *(["--only", only] if only else [])]
    settings = {"BROADSHEET_PAPER": str(folder), **environment(port, workers, threads), **(env or {})}
    with running(command, port, settings, WORK / "serve.log", core) as process:
        yield ServedPaper(f"http://127.0.0.1:{port}", port, process.pid)
