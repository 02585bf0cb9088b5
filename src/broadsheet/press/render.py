"""Makes a page: asks Django as nobody in particular would, and takes the answer apart into what is kept."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from broadsheet.press.address import path_of
from broadsheet.press.assemble import deflated
from broadsheet.press.entries import Entry
from broadsheet.press.recording import Recording, cut, recording

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HeadersFor = Callable[[Iterable[str], Iterable[str]], Sequence[tuple[str, str]]]
ASK_DJANGO = 0
"""The status of an entry that says: this address is answered by Django each time."""
NOT_KEPT = frozenset({"content-length", "vary", "etag", "date", "connection", "content-encoding"})
"""Headers worked out anew for each answer."""


class RenderError(Exception):
    """A page could not be made: Django answered with an error of its own, or not at all."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"{name} could not be made (status {status})")
        self.status = status


@dataclass(frozen=True)
class Made:
    """What came of rendering an address.

    ``page`` is None where the answer is neither a page nor kept as one: a redirect, a 404. ``pieces`` are those made
    on the way. Each comes with its keys. ``parts`` are those of the answer, page or not. ``is_for_one`` says that the
    answer is for one reader, or for one moment.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    position: int
    page: tuple[Entry, frozenset[str]] | None
    pieces: tuple[tuple[Entry, frozenset[str]], ...]
    parts: tuple[bytes | str, ...]
    is_for_one: bool = False

    @property
    def entries(self) -> list[tuple[Entry, frozenset[str]]]:
        """Everything to be kept."""
        return [*self.pieces, *([self.page] if self.page else [])]


def no_headers(_keys: Iterable[str], _pieces: Iterable[str]) -> Sequence[tuple[str, str]]:
    """Where no cache stands in front: a browser asks each time whether what it has is still right."""
    return [("Cache-Control", "no-cache")]


@dataclass(frozen=True)
class Renderer:
    """Renders addresses of one paper. ``origin`` is its own address, ``application`` Django without the press.

    ``snapshot`` holds one moment of the content and yields the outbox's position at it. ``headers_for`` says what a
    cache in front is told of a page with these keys and pieces.
    """

    application: Application
    origin: str
    snapshot: Callable[[], AbstractContextManager[int]]
    headers_for: HeadersFor = no_headers

    def render(self, name: str, is_fresh: Callable[[str], bool] = lambda piece: False) -> Made:
        """Make the page called ``name``, and those of its pieces that ``is_fresh`` denies. Raises RenderError."""
        started, now = time.perf_counter(), time.time()
        seen = Recording(holes=True, is_fresh=is_fresh)
        try:
            with self.snapshot() as position, recording(seen):
                status, headers, body = self._ask(name)
        except Exception as error:  # the content database is away, or Django failed before it could say so
            raise RenderError(name, 500) from error
        if status >= 500:
            raise RenderError(name, status)
        seconds = time.perf_counter() - started
        parts = _parts(body, seen.token)
        pieces = tuple(
            (_piece(piece, made.html, position, name, now, seconds), made.keys) for piece, made in seen.pieces.items()
        )
        kept = tuple((key, value) for key, value in headers if key.lower() not in NOT_KEPT)
        page = None
        keys = frozenset(seen.keys | {f"path:{name}"})
        is_for_one = bool(seen.unstorable) or any(key.lower() == "set-cookie" for key, _ in headers)
        if is_for_one and status in (200, 403):  # 403: it asks for a password
            page = Entry(name, ASK_DJANGO, (), (), position, name, now, seconds)
        elif status == 200:
            holes = tuple(part for part in parts if isinstance(part, str))
            told = tuple(self.headers_for(keys, holes))
            own = tuple(header for header in kept if header[0].lower() not in {key.lower() for key, _ in told})
            page = Entry(name, status, (*own, *told), parts, position, name, now, seconds)
        return Made(status, kept, position, (page, keys) if page else None, pieces, parts, is_for_one)

    def _ask(self, name: str) -> tuple[int, list[tuple[str, str]], bytes]:
        answered: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[..., None]:
            answered[:] = [int(status[:3]), headers]
            return lambda _data: None

        answer = self.application(self._environ(name), start_response)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        return answered[0], answered[1], body

    def _environ(self, name: str) -> dict[str, Any]:
        """A request of nobody's: nothing a reader sends can reach what all readers get."""
        own = urlsplit(self.origin)
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path_of(name),
            "QUERY_STRING": "",
            "SERVER_NAME": own.hostname,
            "SERVER_PORT": str(own.port or (443 if own.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": own.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": own.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def _parts(body: bytes, token: str) -> tuple[bytes | str, ...]:
    if token.encode() not in body:
        return (deflated(body),)
    return tuple(text if is_hole else deflated(text.encode()) for text, is_hole in cut(body.decode(), token))


def _piece(name: str, html: str, position: int, maker: str, now: float, seconds: float) -> Entry:
    return Entry(name, 200, (), (deflated(html.encode()),), position, maker, now, seconds)
