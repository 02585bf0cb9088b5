"""A paper of a few lines, without Django: what it says is a dict, and its outbox a list that is told by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from broadsheet.press.address import Rules
from broadsheet.press.changes import Noted
from broadsheet.press.front import Front
from broadsheet.press.memory import Memory
from broadsheet.press.recording import hole, note
from broadsheet.press.render import Renderer
from broadsheet.press.store.base import Store

HOST = "gazette.example"
LATEST = "piece:latest"


class StubPaper:
    """Shows ``headline`` on every page, noted as ``card:1``: in a piece, and on pages whose address is that of a story
    by themselves.

    ``meanwhile`` is called once, while a page is being made: everything has been read and nothing has been kept.
    ``headers`` are told beside the type with each answer, ``note_more`` is called for each.
    """

    def __init__(self) -> None:
        self.headline = "SLANDER"
        self.changes: list[Noted] = []
        self.meanwhile: Callable[[], object] | None = None
        self.headers: list[tuple[str, str]] = []
        self.note_more: Callable[[], object] = lambda: None
        self.asked = 0

    # As the newsroom's outbox

    def position(self) -> int:
        return len(self.changes)

    def oldest(self) -> int:
        return 0

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        return self.changes[position : position + limit]

    def change(self, headline: str, is_takedown: bool = False) -> None:
        """Commit another headline."""
        self.headline = headline
        self.changes.append(Noted(len(self.changes) + 1, ("card:1",), is_takedown))

    # As Django

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        self.note_more()
        path = environ["PATH_INFO"]
        text = f"<p>{hole(LATEST, self._latest)}</p>"
        if path.startswith("/story"):
            text += self._latest()
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        status = "404 Not Found" if path.startswith("/nowhere") else "200 OK"
        start_response(status, [("Content-Type", "text/html"), *self.headers])
        return [text.encode()]

    def _latest(self) -> str:
        note("card:1")
        return self.headline

    @contextmanager
    def _moment(self) -> Iterator[int]:
        yield self.position()

    def front(self, store: Store) -> Front:
        """A worker of this paper without threads, that has not looked at anything yet."""
        renderer = Renderer(self, f"http://{HOST}", self._moment)
        with mock.patch("os.register_at_fork"):
            made = Front(self, renderer, store, Memory(), self, Rules(frozenset({HOST})))
        made._running = True
        return made


def follow(front: Front) -> None:
    """What a worker's thread does a few times a second."""
    front.follower.follow_outbox()
    front.follower.follow_store()


def ask(front: Front, path: str, **environ: str) -> tuple[int, dict[str, str], str]:
    """What a reader of ``front`` gets: status, headers and text."""
    told: list[Any] = []
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": HOST, "wsgi.url_scheme": "http", **environ}
    body = b"".join(front(given, lambda status, headers, *_: told.extend([status, headers])))
    return int(told[0][:3]), dict(told[1]), body.decode()
