"""What readers get at an address, as the press would answer: what is stored and fresh, else rendered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from broadsheet.press.assemble import assemble
from broadsheet.press.entries import Entry, State
from broadsheet.press.render import ASK_DJANGO, Made
from broadsheet.upkeep.press.opened import OpenedPress

NOWHERE = "/no/page/of/this/paper/"
"""Asked for to get the page for addresses that lead nowhere, which is the same at each."""


@dataclass(frozen=True)
class Answer:
    """One answer, a text or a picture.

    ``target`` is the path a redirect within the paper leads to, or the whole address outside it. ``is_personal`` says
    that it is for one reader: it asks for a password, or carries a moment's form.
    """

    status: int
    kind: str
    content: bytes
    target: str = ""
    is_personal: bool = False

    @property
    def text(self) -> str:
        """What it says, for an answer that is a text."""
        return self.content.decode()

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")


class Pages:
    """Renders one paper's pages. Pieces that pages share are put into the press's store; pages are not, since a
    copy asks for many that readers seldom do."""

    def __init__(self, press: OpenedPress) -> None:
        self.press = press
        self.renderer = press.begin()
        self.origin = press.paper.address

    def catch_up(self) -> None:
        """Apply the changes made meanwhile. Raises StoreUnavailableError."""
        self.press.catch_up()

    def get(self, name: str) -> Answer:
        """The answer at ``name``. Raises RenderError and StoreUnavailableError."""
        entry = self.press.store.get(name)
        if entry is not None and entry.state == State.FRESH and entry.status != ASK_DJANGO:
            pieces = self._pieces(entry.holes)
            if pieces.keys() == set(entry.holes):
                return Answer(entry.status, _header(entry.headers, "content-type"), _content(entry, pieces))
        return self._rendered(name)

    def _rendered(self, name: str) -> Answer:
        found: dict[str, Entry] = {}

        def is_fresh(piece: str) -> bool:
            found.update(self._pieces([piece]) if piece not in found else {})
            return piece in found

        made = self.renderer.render(name, is_fresh)
        self.press.store.put(list(made.pieces))
        found.update({piece.name: piece for piece, _ in made.pieces})
        said = Entry(name, made.status, made.headers, made.parts, made.position, name, 0, 0)
        return Answer(
            made.status,
            _header(made.headers, "content-type"),
            _content(said, found),
            self._target(made, name),
            is_personal=made.page is not None and made.page[0].status == ASK_DJANGO,
        )

    def _pieces(self, names: Iterable[str]) -> dict[str, Entry]:
        found = self.press.store.get_many(set(names))
        return {name: piece for name, piece in found.items() if piece.state == State.FRESH}

    def _target(self, made: Made, name: str) -> str:
        location = _header(made.headers, "location") if 300 <= made.status < 400 else ""
        if not location:
            return ""
        whole = urljoin(self.origin + name, location)
        parts = urlsplit(whole)
        return unquote(parts.path) if f"{parts.scheme}://{parts.netloc}" == self.origin else whole


def _content(entry: Entry, pieces: dict[str, Entry]) -> bytes:
    return assemble(entry, pieces).text


def _header(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
