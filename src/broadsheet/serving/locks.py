"""One process runs each part of a paper: a lock file for each, which the system frees however its holder ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from broadsheet.paper import Paper, PaperError

# How long a supervisor waits for the processes of one that was killed to notice and leave.
ORPHANS_LEAVE_WITHIN_SECONDS = 15.0


def run_folder(paper: Paper) -> Path:
    """Where locks and heartbeats are; not part of a backup."""
    folder = paper.data / "run"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def holding(paper: Paper, parts: Iterable[str]) -> Iterator[None]:
    """Hold the locks of `parts` while in the block. Raises PaperError when another process has one."""
    with ExitStack() as stack:
        for part in parts:
            stack.callback(os.close, _lock(paper, part))
        yield


def _lock(paper: Paper, part: str) -> int:
    path = run_folder(paper) / f"{part}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + ORPHANS_LEAVE_WITHIN_SECONDS
    while not _try(handle):
        holder = _holder(path)
        if _is_alive(holder) or time.monotonic() > deadline:
            os.close(handle)
            raise PaperError(f"This paper is already being served by process {holder} ({part}): stop that one first.")
        time.sleep(0.1)
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def _try(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _holder(path: Path) -> int:
    text = path.read_text().strip()
    return int(text) if text.isdecimal() else 0


def _is_alive(process: int) -> bool:
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def serving_process(data: Path) -> int | None:
    """The process that runs a part of the paper with this data folder, or None."""
    return next(iter(serving_processes(data).values()), None)


def serving_processes(data: Path) -> dict[str, int]:
    """The parts of the paper that run now, and the process that runs each."""
    found = {path.stem: _present_holder(path) for path in sorted((data / "run").glob("*.lock"))}
    return {part: process for part, process in found.items() if process is not None}


def _present_holder(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return None if _try(handle) else _holder(path)
    finally:
        os.close(handle)
