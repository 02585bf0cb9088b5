"""A paper in a file of its own, and imports into it in processes that can be killed at any moment."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connection, connections

from broadsheet.ingest.media_supply.gathering import unfinished_folder
from broadsheet.newsroom.edition_memory import forget
from tests.ingest.paper_dump import DERIVED, dump

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Step = Callable[[], None]


def die() -> None:
    """As the kernel or a power cut would have it: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class PaperFile:
    """The test's paper as it is now, copied into a file. What happens to the copy happens in processes of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        connection.ensure_connection()
        # SQLite's own backup would wait for ever for the transaction the test itself is in.
        path.write_bytes(connection.connection.serialize())

    def rows(self) -> list[str]:
        """All there is in it, as SQL."""
        with sqlite3.connect(self.path) as copy:
            found = list(copy.iterdump())
        copy.close()
        return found

    def run(self, *work: Step) -> int:
        """Does the work in a process that has this paper open; answers its end as os.waitpid does, 0 for a good one."""
        child = os.fork()
        if child == 0:
            try:
                self._open()
                for step in work:
                    step()
            except BaseException:  # the test's own process must not go on twice
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        return os.waitpid(child, 0)[1]

    def _open(self) -> None:
        opened: Any = connection.copy()
        opened.settings_dict = {**opened.settings_dict, "NAME": str(self.path)}
        connections["default"] = opened
        forget()

    def content(self) -> Any:
        """What the paper says, without what chance and the hour have put into it."""
        kept = self.path.with_suffix(".json")
        assert self.run(lambda: _write(kept)) == 0
        return json.loads(kept.read_text())


def _write(path: Path) -> None:
    content = dump()
    for label in DERIVED & content.keys():  # made anew in whatever order
        content[label].sort(key=lambda row: _RANDOM.sub("random", row["pk"]))
    text = _RANDOM.sub("random", json.dumps(content))
    path.write_text(re.sub(rf"{date.today().year}-[0-9]{{2}}-[0-9]{{2}}T[0-9:.]+(?:Z|\+00:00)?", "now", text))


def files() -> list[str]:
    """Everything in the media folder, and every list of files a run has begun."""
    folders = (Path(settings.MEDIA_ROOT), unfinished_folder())
    return sorted(str(path) for folder in folders for path in folder.rglob("*") if path.is_file())


def at_write(number: int, what: Step) -> Step:
    """Before the so-manieth write to the database, counted from 1."""
    return _counted(lambda count: what() if count == number else None)


def count_writes(into: Path) -> Step:
    """Notes how many there have been so far."""
    return _counted(lambda count: into.write_text(str(count)))  # type: ignore[func-returns-value, arg-type, return-value]  # of no use


def _counted(told: Callable[[int], None]) -> Step:
    count = 0

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal count
        if sql.lstrip().upper().startswith(WRITES):
            count += 1
            told(count)
        return execute(sql, *rest)

    return lambda: connections["default"].execute_wrappers.append(watch)


def in_the_middle_of_a_file(what: Step) -> Step:
    """When the first half of a picture stands in the media folder."""

    def chunks(self: File, chunk_size: int | None = None) -> Iterator[bytes]:
        content = self.read()
        yield content[: len(content) // 2]
        what()
        yield content[len(content) // 2 :]

    def replace() -> None:
        File.chunks = chunks  # type: ignore[method-assign]  # in a process that ends with the test

    return replace


def instead_of(owner: Any, name: str, what: Step) -> Step:
    """When a function is called, by the name its caller knows it by."""
    return lambda: setattr(owner, name, lambda *_arguments, **_named: what())
