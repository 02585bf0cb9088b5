"""Opens a paper's press for a command, whether the paper is being served or not, and the newsroom where it answers."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.paper import Paper, PaperError
from broadsheet.paper_django import start_django
from broadsheet.press.builds import begin_build
from broadsheet.press.follower import Follower, Outbox
from broadsheet.press.render import Renderer
from broadsheet.press.store.base import Store, StoreUnavailableError
from broadsheet.serving.builds import build_of
from broadsheet.serving.pressing import renderer_of, store_of
from broadsheet.upkeep.schema import read_schema, refuse_newer, refuse_older


@dataclass(frozen=True)
class OpenedPress:
    """The press of one paper. ``outbox`` is None, and ``away`` says why, where the newsroom does not answer."""

    paper: Paper
    store: Store
    outbox: Outbox | None
    away: str = ""

    def catch_up(self) -> None:
        """Apply every change made so far, as the presser would if it ran. Raises StoreUnavailableError."""
        if self.outbox is not None:
            follower = Follower(self.store, self.outbox)
            follower.follow_outbox()
            if self.store.position() < self.outbox.position():
                raise StoreUnavailableError("changes could not be applied")

    @property
    def behind(self) -> int:
        """How many changes have not been applied; 0 where the newsroom is away. Raises StoreUnavailableError."""
        try:
            newest = self.outbox.position() if self.outbox else 0
        except Exception:  # a database away fails in ways of its own
            return 0
        return max(0, newest - self.store.position())

    def begin(self) -> Renderer:
        """What renders pages, with everything stale that other templates or settings made. For those who render."""
        from broadsheet.press import outbox

        begin_build(self.store, build_of(self.paper), outbox.changed)
        self.catch_up()
        return renderer_of(self.paper)


def open_press(paper: Paper) -> OpenedPress:
    """The press, with the newsroom if that answers."""
    store = store_of(paper)
    try:
        start_django(paper)
        refuse_newer(read_schema())
    except PaperError as error:
        return OpenedPress(paper, store, None, str(error))
    from broadsheet.press import outbox

    return OpenedPress(paper, store, outbox)


def open_press_to_render(paper: Paper) -> OpenedPress:
    """The press with the newsroom. Raises PaperError where that does not answer."""
    start_django(paper)
    schema = read_schema()
    refuse_newer(schema)
    refuse_older(schema)
    from broadsheet.press import outbox

    return OpenedPress(paper, store_of(paper), outbox)
