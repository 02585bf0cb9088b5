"""The outermost WSGI callable (PEP 3333): answers readers from what is already rendered.

A hit is: which page, is it remembered, which of its three answers. Django runs on a miss only, and never sees the
reader's request then: what is kept is made for nobody in particular. Whatever is personal (somebody logged in, a
form sent, the desk) goes straight through to Django and is never kept.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import parse_etags

from broadsheet.press.address import Rules, name_of
from broadsheet.press.assemble import Assembled, assemble
from broadsheet.press.entries import Entry, State
from broadsheet.press.flights import Flights
from broadsheet.press.follower import Follower, Outbox
from broadsheet.press.memory import MISSING_PART, Memory, Missing
from broadsheet.press.render import ASK_DJANGO, Application, Made, Renderer, RenderError
from broadsheet.press.store.base import Store, StoreUnavailableError
from broadsheet.press.tally import Tally

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
AWAY = ("X-Press", "newsroom away")
"""Told with every page served while the newsroom does not answer."""
TRIES = 3
"""How often a page is made for a reader while things on it are being taken down."""
NGINX_KEEPS = "X-Accel-Expires"
"""Until which second nginx keeps a page, told to one that asks as deploy/nginx.conf does. It counts whole seconds: a
page kept for one is shown for nearly two, one kept until the end of this second never longer than one."""


class Front:
    """Serves readers of one paper from ``store`` and ``memory``; ``inner`` answers everything else."""

    def __init__(
        self, inner: Application, renderer: Renderer, store: Store, memory: Memory, outbox: Outbox, rules: Rules
    ) -> None:
        self.inner = inner
        self.renderer = renderer
        self.store = store
        self.memory = memory
        self.missing = Missing(memory.most_bytes // MISSING_PART)
        self.rules = rules
        self.flights: Flights[Any] = Flights(store)
        self.wished: set[str] = set()
        self.used: set[str] = set()
        self.tally = Tally()
        self.follower = Follower(store, outbox, self._forget, self._note_use)
        self._running = False
        self._starting = threading.Lock()
        os.register_at_fork(after_in_child=self._forked)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._running:
            self._start()
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            name = name_of(environ, self.rules)
            if name is not None:
                ready = self.memory.page(name)
                if ready is not None:
                    entry, page = ready
                    if entry.state and name not in self.wished:
                        self.wished.add(name)
                    return self._send(page, environ, start_response)
                return self._find(name, environ, start_response)
        return self.inner(environ, start_response)

    # Answering

    def _send(self, page: Assembled, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.tally.answered += 1
        away = [AWAY] if self.follower.away_since else []
        if "HTTP_X_MICRO_CACHE" in environ and page.is_shared:
            away = [*away, (NGINX_KEEPS, f"@{int(time.time())}")]
        match = environ.get("HTTP_IF_NONE_MATCH")
        if match is not None and page.status[0] == "2" and is_match(match, page.etag):  # RFC 9110 section 13.2.1
            start_response("304 Not Modified", page.unchanged_headers + away)
            return []
        if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            start_response(page.status, page.gzip_headers + away)
            body = page.gzip
        else:
            start_response(page.status, page.text_headers + away)
            body = page.text
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _find(self, name: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        known = None if self.follower.is_behind else self.missing.get(name)
        if known is not None and not environ.get("QUERY_STRING"):
            return self._send(known, environ, start_response)
        try:
            answer: Any = self._from_store(name)
            if answer is None:
                answer = self.flights.make(name, lambda: self._from_store(name), self._maker(name))
        except RenderError as error:
            return self._despite(error, name, environ, start_response)
        except Exception:
            logger.exception("The press could not serve %s; Django is asked.", name)
            return self.inner(environ, start_response)
        if answer is ASK_DJANGO_EACH_TIME:
            return self.inner(environ, start_response)
        if isinstance(answer, _NoPage):
            if environ.get("QUERY_STRING"):  # which may lead elsewhere (an old address), as only Django knows
                return self.inner(environ, _not_to_be_kept(start_response))
            return self._send(answer.answer, environ, start_response)
        return self._send(answer, environ, start_response)

    def _despite(
        self, error: RenderError, name: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """The page can not be made. What is left of it is shown, without what was taken down; else the failure."""
        logger.warning("%s", error)
        try:
            entry = self.store.get(name)
            pieces = self.store.get_many(entry.holes) if entry else {}
        except StoreUnavailableError:
            entry, pieces = None, {}
        if self.follower.is_behind or entry is None or entry.state == State.VOID or entry.status == ASK_DJANGO:
            return self.inner(environ, start_response)
        sound = {piece: found for piece, found in pieces.items() if found.state != State.VOID}
        return self._send(assemble(entry, sound), environ, start_response)

    # Finding and making

    def _from_store(self, name: str) -> Assembled | object | None:
        """The page as the store has it, all its pieces there; None where something must be made."""
        if self.follower.is_behind:
            return None
        try:
            since = self.memory.moment()
            entry = self.store.get(name)
            if entry is None or entry.state == State.VOID:
                return None
            if entry.status == ASK_DJANGO:
                return ASK_DJANGO_EACH_TIME if entry.state == State.FRESH else None
            pieces = self.store.get_many(set(entry.holes))
        except StoreUnavailableError:
            return None
        if len(pieces) < len(set(entry.holes)) or any(piece.state == State.VOID for piece in pieces.values()):
            return None
        self.used.add(name)
        stale = [found.name for found in (entry, *pieces.values()) if found.state]
        self.wished.update(stale)
        return self._remember([entry, *pieces.values()], name, since)

    def _maker(self, name: str) -> Callable[[], Assembled | _NoPage | object]:
        def make() -> Assembled | _NoPage | object:
            for _ in range(TRIES):
                applied = self.missing.position
                found: dict[str, Entry] = {}
                made = self.renderer.render(name, self._freshness(found))
                if self._keep(name, made, found):
                    break  # else something on it was taken down as it was made
            pieces = {**found, **self._pieces(made)}
            self.tally.made += 1
            if made.is_for_one:
                return ASK_DJANGO_EACH_TIME
            if made.page is None:
                headers = tuple(_with_no_store(made.headers))
                said = Entry(name, made.status, headers, made.parts, made.position, name, 0, 0)
                answer = _NoPage(assemble(said, pieces))
                if applied == made.position:  # else a piece called fresh may have been older than the answer
                    self.missing.put(name, answer.answer, made.position)
                return answer
            entry = made.page[0]
            self.used.add(name)
            # Not remembered yet: it may have gone stale as it was made, which the store knows when next asked.
            return assemble(entry, pieces)

        return make

    def _freshness(self, found: dict[str, Entry]) -> Callable[[str], bool]:
        def is_fresh(piece: str) -> bool:
            if self.follower.is_behind:
                return False
            try:
                entry = found.get(piece) or self.store.get(piece)
            except StoreUnavailableError:
                return False
            if entry is None or entry.state != State.FRESH:
                return False
            found[piece] = entry
            return True

        return is_fresh

    def _keep(self, name: str, made: Made, found: Mapping[str, Entry]) -> bool:
        """Keep what was made beside the pieces ``found``; returns whether it may be shown, kept or not."""
        try:
            states = self.store.put(made.entries)
            if made.page is None:
                self.store.drop([name])
            states.update((piece.name, piece.state) for piece in self.store.get_many(found).values())
        except StoreUnavailableError:
            logger.debug("%s was made and could not be kept", name)
            return not found and self._is_of_now(made)
        if self.follower.is_behind or made.page is None:  # the store can not tell, or keeps nothing it could judge
            return self._is_of_now(made) and State.VOID not in states.values()
        return found.keys() <= states.keys() and State.VOID not in states.values()

    def _is_of_now(self, made: Made) -> bool:
        """Whether this process has heard of nothing that came after the moment a page was made from."""
        return made.position >= self.follower.heard

    def _remember(self, entries: list[Entry], name: str, since: int) -> Assembled:
        self.memory.put_many(entries, since)
        ready = self.memory.page(name)
        if ready is not None:
            return ready[1]
        page, *pieces = entries
        return assemble(page, {piece.name: piece for piece in pieces})

    @staticmethod
    def _pieces(made: Made) -> Mapping[str, Entry]:
        return {entry.name: entry for entry, _ in made.pieces}

    # In step with the others

    def _start(self) -> None:
        with self._starting:
            if not self._running:
                self._running = True
                threading.Thread(target=self.follower.run, name="press-follower", daemon=True).start()

    def _forked(self) -> None:
        """A thread does not survive a fork; what it kept in step is not to be believed."""
        self._running = False
        self._starting = threading.Lock()
        self.tally = Tally()
        self.follower.forked()
        self.memory.forget(None)

    def _forget(self, names: frozenset[str] | None, position: int) -> None:
        self.memory.forget(names)
        self.missing.begin(position)

    def _note_use(self) -> None:
        wished, self.wished = self.wished, set()
        used, self.used = self.used, set()
        if wished:
            self.store.wish(wished)
        if used:
            self.store.used(used, time.time())
        self.tally.write(self.store)


ASK_DJANGO_EACH_TIME = object()


@dataclass(frozen=True)
class _NoPage:
    """A redirect or a 404."""

    answer: Assembled


def _with_no_store(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What no purge could reach, since it has no tags, must not be kept. Where nothing is said, 404 and 301 may be
    (RFC 9111 section 4.2.2)."""
    return [*(header for header in headers if header[0].lower() != "cache-control"), ("Cache-Control", "no-store")]


def _not_to_be_kept(start_response: StartResponse) -> StartResponse:
    def told(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        return start_response(status, _with_no_store(headers), *error)

    return told


def is_match(header: str, etag: str) -> bool:
    """Whether an If-None-Match names this entity tag (RFC 9110 section 13.1.2, weak comparison)."""
    if header == etag:
        return True
    opaque = etag.removeprefix("W/")
    return any(tag == "*" or tag.removeprefix("W/") == opaque for tag in parse_etags(header))


def takes_gzip(header: str) -> bool:
    """Whether an Accept-Encoding allows gzip (RFC 9110 section 12.5.3)."""
    if "gzip" not in header and "*" not in header:
        return False
    if ";" not in header:
        return True
    refused = {coding.strip(): _weight(weight) for coding, _, weight in (c.partition(";") for c in header.split(","))}
    return refused.get("gzip", refused.get("x-gzip", refused.get("*", 0.0))) > 0


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
