"""Front, presser and store of the small paper in one process, without threads: each step is taken when told to.

Every render is remembered by its parts, so that what readers are given can be taken apart again.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection

from broadsheet.newsroom import edition_memory
from broadsheet.press import outbox
from broadsheet.press.assemble import assemble, inflated
from broadsheet.press.builds import begin_build
from broadsheet.press.entries import Entry, State
from broadsheet.press.flights import LEASE_SECONDS
from broadsheet.press.front import Front
from broadsheet.press.memory import Memory
from broadsheet.press.pages_application import PagesApplication
from broadsheet.press.presser import Presser
from broadsheet.press.render import ASK_DJANGO, Made, Renderer
from broadsheet.press.snapshot import snapshot
from broadsheet.press.store.base import Store
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.serving.pressing import rules_of

Parts = tuple[bytes | str, ...]


@dataclass
class Answer:
    """What a reader gets."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class History:
    """Every version of every page and piece that was ever rendered, as text; of pages the parts."""

    pages: dict[str, set[Parts]] = field(default_factory=dict)
    pieces: dict[str, set[bytes]] = field(default_factory=dict)

    def note(self, name: str, made: Made) -> None:
        """Remember what came of a render."""
        self.pages.setdefault(name, set()).add(tuple(text_of(part) for part in made.parts))
        for piece, _ in made.pieces:
            self.pieces.setdefault(piece.name, set()).add(b"".join(map(inflated, piece.parts)))

    def explains(self, name: str, body: bytes) -> bool:
        """Whether ``body`` is one version of the page with one version of its piece in each of its holes."""
        return any(self._fits(parts, body) for parts in self.pages.get(name, ()))

    def _fits(self, parts: Parts, body: bytes) -> bool:
        ends = {0}
        for part in parts:
            texts = {part} if isinstance(part, bytes) else self.pieces.get(part, set())
            ends = {end + len(text) for end in ends for text in texts if body.startswith(text, end)}
        return len(body) in ends


def text_of(part: bytes | str) -> bytes | str:
    return inflated(part) if isinstance(part, bytes) else part


class WatchedRenderer:
    """Notes what ``renderer`` makes; ``meanwhile`` is done once, after a page has been made and before it is kept."""

    def __init__(self, renderer: Renderer, history: History, mistakes: list[str]) -> None:
        self.renderer = renderer
        self.history = history
        self.mistakes = mistakes
        self.meanwhile: Callable[[], None] | None = None

    def render(self, name: str, is_fresh: Callable[[str], bool] = lambda piece: False) -> Made:
        if connection.in_atomic_block:
            self.mistakes.append(f"{name} was rendered from what had not been committed")
        made = self.renderer.render(name, is_fresh)
        self.history.note(name, made)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return made


def asked(front: Front, name: str, **environ: str) -> Answer:
    """What a reader who asks ``front`` for an address gets."""
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        answered[:] = [int(status[:3]), dict(headers)]

    given = Renderer(front.inner, settings.PAPER.address, snapshot)._environ(name)
    answer = front({**given, **environ}, start_response)
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return Answer(answered[0], answered[1], body)


class PressRoom:
    """The press of the paper the settings name, with a store in ``folder`` that begins empty.

    Or with one that ``open_store`` opens, as often as it is called, as other processes would.
    """

    def __init__(self, folder: Path, open_store: Callable[[], Store] | None = None) -> None:
        self.open_store = open_store
        self.theme = folder / "theme"
        self.file = folder / "press.sqlite3"
        self.history = History()
        self.mistakes: list[str] = []
        self.known: dict[str, None] = {}
        self.lease_seconds = LEASE_SECONDS
        self.application = PagesApplication()
        self.store = self._opened()
        own = Renderer(self.application, settings.PAPER.address, snapshot)
        self.renderer = WatchedRenderer(own, self.history, self.mistakes)
        self.front = self.a_front(self.store)
        self.presser = self._presser()

    def _opened(self) -> Store:
        if self.open_store is not None:
            store = self.open_store()
            store.clear()
            return store
        for beside in ("", "-wal", "-shm"):
            Path(f"{self.file}{beside}").unlink(missing_ok=True)
        return EmbeddedStore(self.file)

    def another_store(self, patience: float) -> Store:
        """The same as another process has it; one in a file waits so long for whoever has locked it."""
        return self.open_store() if self.open_store else EmbeddedStore(self.file, patience=patience)

    def a_front(self, store: Store) -> Front:
        """One that starts no thread by itself, and is forgotten like anything else."""
        with mock.patch("os.register_at_fork"):
            front = Front(self.application, self.renderer, store, Memory(), outbox, rules_of(settings.PAPER))
        front._running = True
        front.flights.lease_seconds = self.lease_seconds
        return front

    def _presser(self) -> Presser:
        digest = hashlib.sha256()
        for file in sorted(self.theme.rglob("*.html")):
            digest.update(file.read_bytes())
        begin = partial(begin_build, self.store, digest.hexdigest(), outbox.changed)
        return Presser(self.store, self.renderer, outbox, begin=begin)

    def close(self) -> None:
        self.store.close()

    # In step

    def follow(self) -> None:
        """What the worker's thread does a few times a second."""
        self.front.follower.follow_outbox()
        self.front.follower.follow_store()
        self.front._note_use()

    def drain(self) -> None:
        """Make everything that is to be made."""
        self.presser.drain()
        self.follow()

    def presser_drains(self) -> None:
        """As drain, of the presser as it now is."""
        self.presser.drain()

    def restart(self) -> None:
        """The processes start again; the store stays."""
        self.renew()
        self.presser.step()

    def renew(self) -> None:
        """As restart, before anything is done."""
        self.front = self.a_front(self.store)
        self.presser = self._presser()

    # Readers

    def ask(self, name: str, **environ: str) -> Answer:
        """What a reader gets of the room's own front."""
        self.known[name] = None
        return asked(self.front, name, **environ)

    def look(self, name: str, hidden: set[str] = frozenset(), gone: bool = False) -> None:
        """Ask as a reader would, and note as a mistake whatever no committed moment of the paper explains."""
        answer = self.ask(name)
        self.judge(name, answer, hidden, gone)
        if self.is_asked_of_django(name):
            return
        if answer.status in (200, 404) and not self.history.explains(name, answer.body):
            self.mistakes.append(f"{name} is none of the versions it ever had, nor put together from their parts")
        zipped = self.ask(name, HTTP_ACCEPT_ENCODING="gzip")
        if zipped.headers.get("Content-Encoding") == "gzip" and gzip.decompress(zipped.body) != answer.body:
            self.mistakes.append(f"{name} is another page when it is compressed")

    def judge(self, name: str, answer: Answer, hidden: set[str], gone: bool) -> None:
        """Note as a mistake whatever a reader was given of what has been taken down."""
        if answer.status >= 500:
            self.mistakes.append(f"{name} answers {answer.status}")
        if answer.status == 200 and gone:
            self.mistakes.append(f"{name} answers 200 though it was taken down")
        seen = sorted(word for word in hidden if word.encode() in answer.body)
        if seen:
            self.mistakes.append(f"{name} shows {', '.join(seen)}, which was taken down")

    def is_asked_of_django(self, name: str) -> bool:
        """Whether Django answers this address each time."""
        found = self.store.get(name)
        return found is not None and found.status == ASK_DJANGO

    # The law

    def check(self, hidden: set[str]) -> int:
        """Compare everything stored, and what readers get of it, with fresh renders; returns how many were compared.

        Mistakes are noted. Everything must have been drained.
        """
        left = self.store.to_make(10)
        if left:
            self.mistakes.append(f"still to be made: {', '.join(entry.name for entry in left)}")
        edition_memory.forget()
        names = self.store.names(limit=100_000)
        stored = self.store.get_many(names)
        pieces = self.store.get_many({hole for entry in stored.values() for hole in entry.holes})
        for name in names:
            self._compare(stored[name], pieces, hidden)
        return len(names)

    def _compare(self, entry: Entry, pieces: dict[str, Entry], hidden: set[str]) -> None:
        name = entry.name
        fresh = self.renderer.render(name)
        if fresh.page is None:
            self.mistakes.append(f"{name} is stored, and should answer {fresh.status}")
            return
        page = fresh.page[0]
        if (page.status, page.headers) != (entry.status, entry.headers):
            self.mistakes.append(f"{name} is stored with status {entry.status}, {entry.headers}; now {page.headers}")
        if page.status == ASK_DJANGO or entry.status == ASK_DJANGO:
            return
        shown = {hole: pieces[hole] for hole in entry.holes if hole in pieces}
        for hole in set(entry.holes) - shown.keys():
            self.mistakes.append(f"{name} shows {hole}, which is not stored")
        unfresh = [one.name for one in (entry, *shown.values()) if one.state != State.FRESH]
        if unfresh:
            self.mistakes.append(f"{name} is not fresh: {', '.join(unfresh)}")
        wanted = assemble(page, {piece.name: piece for piece, _ in fresh.pieces}).text
        kept = assemble(entry, shown).text
        if kept != wanted:
            self.mistakes.append(f"{name} is stored as it was: {difference(kept, wanted)}{self._where(fresh, shown)}")
        served = self.ask(name)
        if (served.status, served.body) != (200, wanted):
            self.mistakes.append(f"{name} is served as it was ({served.status}): {difference(served.body, wanted)}")
        seen = sorted(word for word in hidden if word.encode() in wanted)
        if seen:
            self.mistakes.append(f"{name}, rendered afresh, shows {', '.join(seen)}, which was taken down")

    @staticmethod
    def _where(fresh: Made, shown: dict[str, Entry]) -> str:
        made = {piece.name: piece for piece, _ in fresh.pieces}
        old = [name for name, piece in shown.items() if name in made and made[name].parts != piece.parts]
        return f" (in {', '.join(old)})" if old else ""

    def check_gone(self, name: str) -> None:
        """An address that is no page must answer readers just as Django does."""
        fresh = self.renderer.render(name)
        if fresh.page is not None:
            return
        made = Entry(name, fresh.status, fresh.headers, fresh.parts, 0, name, 0, 0)
        wanted = assemble(made, {piece.name: piece for piece, _ in fresh.pieces})
        served = self.ask(name)
        same_place = served.headers.get("Location") == dict(fresh.headers).get("Location")
        if served.status != fresh.status or not same_place or served.body != wanted.text:
            told = f"{name} should answer {fresh.status} and answers {served.status}"
            self.mistakes.append(f"{told}: {difference(served.body, wanted.text)}")


def difference(old: bytes, new: bytes) -> str:
    """The first place where two texts differ, with a little around it."""
    place = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(place - 60, 0)
    return f"…{old[start : place + 60]!r} instead of …{new[start : place + 60]!r}"
