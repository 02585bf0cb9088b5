"""The press of one paper: what readers' requests go through, and the part that makes pages anew."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadsheet.lib.numbered_names import NAMES
from broadsheet.paper import Paper
from broadsheet.press.address import Rules
from broadsheet.press.builds import begin_build
from broadsheet.press.cdn.base import Cdn, Headers
from broadsheet.press.cdn.kinds import open_cdn
from broadsheet.press.cdn.purger import Purger
from broadsheet.press.cdn.telling import Teller
from broadsheet.press.changes import Noted
from broadsheet.press.follower import Outbox
from broadsheet.press.front import Front
from broadsheet.press.heartbeat import Heart
from broadsheet.press.memory import MISSING_PART, Memory
from broadsheet.press.presser import Presser
from broadsheet.press.render import Application, Renderer
from broadsheet.press.store.base import Store, StoreUnavailableError
from broadsheet.press.store.opening import open_store
from broadsheet.serving.builds import build_of

PASSES = ("/desk/", "/files/", "/media/", "/ninjs/", "/static/", "/search/", "/lite/search/", "/_util/", "/lite/_util/")
"""Answered by Django each time, since the answer is for one reader."""
MEGABYTE = 1 << 20
CLOSED = Path(__file__).with_name("closed.html")


def store_of(paper: Paper) -> Store:
    """The store of the paper's rendered pages."""
    return open_store(
        paper.press.store, paper.press_file, redis_url=paper.keys.cache.url, database_url=paper.keys.database.url
    )


def rules_of(paper: Paper) -> Rules:
    """Which requests ask for a page of this paper."""
    return Rules(
        hosts=frozenset([*paper.hosts, urlsplit(paper.address).netloc]),
        passes=PASSES,
        queries={"/": frozenset(NAMES), "/oembed": frozenset({"url", "format"})},
        schemes=frozenset({"https"} if paper.is_tls else {"http", "https"}),
    )


def renderer_of(paper: Paper) -> Renderer:
    """What makes the paper's pages, with Django."""
    from broadsheet.press.pages_application import PagesApplication
    from broadsheet.press.snapshot import snapshot

    return Renderer(PagesApplication(), paper.address, snapshot, cdn_of(paper).headers_for)


def cdn_of(paper: Paper) -> Cdn:
    """The content delivery network in front of the paper, if only by name."""
    return open_cdn(paper.cdn, paper.address)


def picture_headers_of(paper: Paper) -> Callable[[str], Headers]:
    """What says how long the file of a rendition's name may be kept, and how the CDN is told to forget it."""
    from broadsheet.media.press_keys import photo

    cdn = cdn_of(paper)
    return lambda name: cdn.headers_of_picture(photo(name.partition("-")[0]))


def memory_of(paper: Paper) -> Memory:
    """What one process remembers of the store; beside it the front remembers where there is no page."""
    return Memory(paper.press.memory_mb * MEGABYTE * MISSING_PART // (MISSING_PART + 1))


def front_of(paper: Paper, inner: Application) -> Front:
    """The outermost application; ``inner`` answers what is not a page."""
    from broadsheet.press import outbox

    front = Front(inner, renderer_of(paper), store_of(paper), memory_of(paper), outbox_of(paper), rules_of(paper))
    outbox.on_change(front.follower.wake)
    return front


def front_without_django(paper: Paper) -> Front:
    """What serves readers while Django will not start: the pages already pressed, and 503 for the rest."""
    return Front(
        _closed,
        Renderer(_closed, paper.address, _no_moment),
        store_of(paper),
        memory_of(paper),
        NoOutbox(),
        rules_of(paper),
    )


def outbox_of(paper: Paper) -> Outbox:
    """Where the paper's changes are read."""
    return PresentOutbox(paper.sqlite_file)


class PresentOutbox:
    """The outbox of a database that is still where it was: one opened before its file went would go on answering."""

    def __init__(self, file: Path | None) -> None:
        self.file = file

    def position(self) -> int:
        return self._outbox().position()

    def oldest(self) -> int:
        return self._outbox().oldest()

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        return self._outbox().since(position, limit)

    def _outbox(self) -> Any:
        from broadsheet.press import outbox

        if self.file is not None and not self.file.exists():
            raise NewsroomAwayError(f"{self.file} is missing")
        return outbox


class NoOutbox:
    """The outbox of a newsroom that is not there."""

    def position(self) -> int:
        raise NewsroomAwayError("it has not started")

    oldest = position

    def since(self, position: int, limit: int = 500) -> list[Noted]:
        raise NewsroomAwayError("it has not started")


class NewsroomAwayError(Exception):
    """The newsroom's own code does not start, or its database is not there."""


@contextmanager
def _no_moment() -> Iterator[int]:
    yield 0


def _closed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The answer for whatever is not pressed."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "30"), ("Cache-Control", "no-store")]
    start_response("503 Service Unavailable", headers)
    return [CLOSED.read_bytes()]


def pressed_pages(paper: Paper) -> int:
    """How many pages readers would get if nothing could be made."""
    try:
        return store_of(paper).figures().pages
    except StoreUnavailableError:
        return 0


def run_presser(paper: Paper) -> None:
    """Make pages anew until told to stop; the page being made is finished first."""
    from broadsheet.press.outbox import changed

    store, build, outbox = store_of(paper), build_of(paper), outbox_of(paper)
    purger = Purger(cdn_of(paper))
    heart = Heart(store, purger.status)
    presser = Presser(
        store,
        renderer_of(paper),
        outbox,
        most_bytes=paper.press.disk_mb * MEGABYTE,
        tell=Teller(store, outbox, purger).tell,
        begin=lambda: begin_build(store, build, changed),
        beat=heart.beat,
    )
    signal.signal(signal.SIGTERM, lambda *_: presser.stop())
    signal.signal(signal.SIGINT, lambda *_: presser.stop())
    presser.run()
    purger.close()
    with suppress(StoreUnavailableError):
        heart.stop()
