"""Tells the press what has changed, in the transaction of the change, and turns the edition with it."""

from broadsheet.newsroom.models.edition import Edition
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.press import outbox


def tell(dirty: Dirty) -> None:
    """Write ``dirty`` to the outbox. What the processes remember is then no older than what the press keeps."""
    if dirty.changed or dirty.taken_down:
        outbox.changed(dirty.changed - dirty.taken_down)
        outbox.changed(dirty.taken_down, takedown=True)
        Edition.turn()
