"""One run of `broadsheet export static`."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from broadsheet.paper import PaperError
from broadsheet.press.render import RenderError
from broadsheet.serving.pressing import PASSES
from broadsheet.upkeep.press.opened import OpenedPress
from broadsheet.upkeep.static_copy.addresses import EXTRAS, about_how_many, contact_addresses, every_address
from broadsheet.upkeep.static_copy.assets import PREFIXES, kind_of, open_asset
from broadsheet.upkeep.static_copy.cutting import moved_to, without_the_hub, without_the_running_parts
from broadsheet.upkeep.static_copy.folder import INDEX, CopyFolder, file_of, refuse_foreign
from broadsheet.upkeep.static_copy.ledger import Ledger
from broadsheet.upkeep.static_copy.pages import NOWHERE, Answer, Pages
from broadsheet.upkeep.static_copy.redirects import Redirected, write_redirects
from broadsheet.upkeep.static_copy.references import references

NOT_FOUND = "404.html"
HEADERS = "_headers"
SEARCHES = {"/search/": "/archive/", "/lite/search/": "/lite/archive/"}
"""Nothing searches a static copy; who has kept the address of the search finds the archive there."""
NAMED = 20
"""So many addresses are named of each sort of trouble; the rest are counted."""
NEVER_COPIED = tuple(prefix for prefix in PASSES if prefix not in (*PREFIXES, "/media/"))
Advance = Callable[[int | None, int | None, str], None]


@dataclass
class Trouble:
    """Addresses of one sort of trouble: how many, and the first few."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        """One more."""
        self.count += 1
        if len(self.named) < NAMED:
            self.named.append(what)


@dataclass
class Copied:
    """What came of a run. ``dead`` are links of the paper's own pages to nothing, ``closed`` pages not for everybody,
    ``failed`` those that could not be rendered or written, ``formless`` those whose form was left out."""

    pages: int = 0
    files: int = 0
    written: int = 0
    removed: int = 0
    redirects: Redirected = field(default_factory=Redirected)
    dead: Trouble = field(default_factory=Trouble)
    closed: Trouble = field(default_factory=Trouble)
    failed: Trouble = field(default_factory=Trouble)
    formless: Trouble = field(default_factory=Trouble)


def copy_site(
    press: OpenedPress, folder: Path, advance: Advance, *, is_gzipped: bool = False, base: str = ""
) -> Copied:
    """Bring the copy in ``folder`` up to date; ``base`` is the address it will have, if not the paper's own.

    Raises PaperError where the folder is not ours or can not be written, and StoreUnavailableError.
    """
    refuse_foreign(folder)
    with _in_one_line(folder), _untold():
        folder.mkdir(parents=True, exist_ok=True)
        with closing(Ledger(folder)) as ledger:
            return _Run(press, CopyFolder(folder, ledger, is_gzipped), base, advance).copy()


@contextmanager
def _in_one_line(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise PaperError(f"{folder} is being written by another export, or cannot be written ({error}).") from error
    except sqlite3.DatabaseError as error:
        raise PaperError(f"{folder} holds a damaged copy ({error}): remove it, and export again.") from error
    except OSError as error:
        raise PaperError(f"{error.filename or folder} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _untold() -> Iterator[None]:
    """Addresses that lead nowhere are in the summary; Django need not log each."""
    log = logging.getLogger("django.request")
    usual = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(usual)


class _Run:
    def __init__(self, press: OpenedPress, folder: CopyFolder, base: str, advance: Advance) -> None:
        self.paper = press.paper
        self.origin = press.paper.address
        self.base = base.rstrip("/") or self.origin
        self.pages = Pages(press)
        self.folder = folder
        self.ledger = folder.ledger
        self.advance = advance
        self.contacts = contact_addresses()
        self.told = Copied()
        self.feeds: list[tuple[str, str]] = []

    def copy(self) -> Copied:
        self.ledger.want(every_address())
        self.ledger.want(EXTRAS)
        for old, instead in SEARCHES.items():
            self.ledger.moved(old, instead)
        self._copy_not_found()
        done, guess = 0, about_how_many()
        for batch in self.ledger.batches():
            self.pages.catch_up()
            total = max(guess, self.ledger.wanted)
            for address, named_by in batch:
                self._copy_one(address, named_by)
                done += 1
                self.advance(done, total, address)
        self._tell_kinds()
        self.told.redirects = write_redirects(self.folder, self.ledger)
        self.folder.sweep()
        self.told.files = self.folder.kept - self.told.pages
        self.told.written, self.told.removed = self.folder.written, self.folder.removed
        return self.told

    def _copy_one(self, address: str, named_by: str) -> None:
        path = file_of(address)
        if path is None or address.startswith(NEVER_COPIED):
            self._note_dead(address, named_by)
            return
        try:
            if address.startswith(PREFIXES):
                self._copy_asset(address, path, named_by)
            else:
                self._copy_page(address, path, named_by)
        except RenderError:
            self.told.failed.add(address)
            self.folder.leave(path)
        except OSError as error:
            if error.errno not in (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST):
                raise
            self.told.failed.add(f"{address} ({error.strerror})")

    def _note_dead(self, address: str, named_by: str) -> None:
        if named_by:
            self.told.dead.add(f"{address} (linked from {named_by})")

    # Pages

    def _copy_page(self, address: str, path: str, named_by: str) -> None:
        answer = self.pages.get(address)
        if answer.target:
            self._note_move(address, answer.target, named_by)
        elif answer.status != 200:
            self._note_dead(address, named_by)
        elif answer.is_personal and address not in self.contacts:
            self.told.closed.add(address)
        else:
            self._put(path, address, answer)
            self.told.pages += 1

    def _note_move(self, address: str, target: str, named_by: str) -> None:
        if target.startswith(NEVER_COPIED):
            self.told.closed.add(address)
            return
        if target.startswith("/"):
            self.ledger.want([target], named_by)
        if target != f"{address}/":  # which a file server sees to itself
            self.ledger.moved(address, target)

    def _copy_not_found(self) -> None:
        self._put(NOT_FOUND, NOWHERE, self.pages.get(NOWHERE))

    def _put(self, path: str, address: str, answer: Answer) -> None:
        if answer.is_picture:
            self.folder.put(path, answer.content)
            return
        text = answer.text
        if "html" in answer.kind:
            text = without_the_running_parts(text)
            if answer.is_personal:
                self.told.formless.add(address)
        elif path.endswith(INDEX):
            text = without_the_hub(text)
            self.feeds.append((address, answer.kind))
        self.ledger.want(references(answer.kind, address, text, self.origin), address)
        self.folder.put(path, moved_to(self.origin, self.base, text).encode())

    def _tell_kinds(self) -> None:
        """A feed is kept as index.html, since that is what file servers look for; those that ask are told its kind."""
        lines = [f"{quote(address)}\n  Content-Type: {kind}\n" for address, kind in sorted(self.feeds)]
        self.folder.put(HEADERS, "".join(lines).encode())

    # What pages load

    def _copy_asset(self, address: str, path: str, named_by: str) -> None:
        found = open_asset(self.paper, address)
        if found is None:
            self._note_dead(address, named_by)
            return
        with found:
            if kind_of(address):
                self._copy_text(address, path, found)
            else:
                self.folder.copy(path, found)

    def _copy_text(self, address: str, path: str, found: IO[bytes]) -> None:
        content = found.read()
        text = content.decode("utf-8", "replace")
        self.ledger.want(references(kind_of(address), address, text, self.origin), address)
        self.folder.put(path, content)
