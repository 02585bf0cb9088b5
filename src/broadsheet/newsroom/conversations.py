"""What readers wrote under a page, as a conversation: who answers whom, in the order it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet

from broadsheet.lib.written_queries import WrittenQuery
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import ReaderComment
from broadsheet.newsroom.telling import tell
from broadsheet.press.recording import note

DEEPEST = 3
"""Steps an answer is moved in by at most; what lies deeper says whom it answers instead."""
MOST_OPEN = 50
"""Threads shown at once; the others are there when asked for."""

_shown = WrittenQuery(lambda page_id: ReaderComment.objects.filter(is_approved=True, page_id=page_id).order_by())


@dataclass(slots=True)
class Row:
    """One comment in its place. ``depth`` runs from 0 to DEEPEST; ``answers`` is set where depth alone misleads.

    A list of rows is one list within another: ``is_opening`` begins a level, ``levels_closed`` end after the row.
    """

    comment: ReaderComment
    depth: int
    answers: ReaderComment | None = None
    is_opening: bool = False
    has_answers: bool = False
    closing: int = 0

    @property
    def levels_closed(self) -> range:
        """One step for each level that ends here, for templates."""
        return range(self.closing)

    @property
    def is_orphan(self) -> bool:
        """Whether what it answers is not shown."""
        return self.depth == 0 and self.comment.parent_id is not None


class Conversation:
    """The comments under the page ``page_id`` that readers may see. Asked for when a template shows it: one query."""

    def __init__(self, page_id: int) -> None:
        self.page_id = page_id

    @cached_property
    def _found(self) -> list[ReaderComment]:
        note(press_keys.comments(self.page_id))
        return sorted(_shown(self.page_id), key=lambda comment: comment.place)

    @cached_property
    def mentions(self) -> list[ReaderComment]:
        """Other sites that let it be known that they link here."""
        return [comment for comment in self._found if comment.is_mention]

    @cached_property
    def threads(self) -> list[list[Row]]:
        """Each first comment with all that answers it."""
        return threads_of([comment for comment in self._found if not comment.is_mention])

    @property
    def count(self) -> int:
        """Comments, without the mentions."""
        return sum(map(len, self.threads))

    @property
    def first(self) -> list[Row]:
        """The rows shown at once."""
        return [row for thread in self.threads[:MOST_OPEN] for row in thread]

    @property
    def rest(self) -> list[Row]:
        """The rows of a long conversation that are shown when asked for."""
        return [row for thread in self.threads[MOST_OPEN:] for row in thread]


def threads_of(comments: Sequence[ReaderComment]) -> list[list[Row]]:
    """``comments``, in order, as threads in order. What answers a comment that is not among them begins a thread."""
    by_key = {comment.pk: comment for comment in comments}
    answers: dict[int, list[ReaderComment]] = {}
    for comment in comments:
        if comment.parent_id in by_key:
            answers.setdefault(comment.parent_id, []).append(comment)
    first = [comment for comment in comments if comment.parent_id not in by_key]
    return [_nested(list(_walk(comment, answers, by_key))) for comment in first]


def _walk(
    first: ReaderComment, answers: dict[int, list[ReaderComment]], by_key: dict[int, ReaderComment]
) -> Iterator[Row]:
    """From the first comment down, each followed by its answers; without recursion, for some threads are very deep."""
    waiting = [(first, 0)]
    while waiting:
        comment, depth = waiting.pop()
        yield Row(comment, min(depth, DEEPEST), by_key.get(comment.parent_id or 0) if depth > DEEPEST else None)
        waiting.extend((answer, depth + 1) for answer in reversed(answers.get(comment.pk, ())))


def _nested(rows: list[Row]) -> list[Row]:
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        depth = following.depth if following else 0
        row.has_answers = depth > row.depth
        row.closing = max(0, row.depth - depth)
        if following:
            following.is_opening = row.has_answers
    return rows


def show(comments: QuerySet[ReaderComment], is_shown: bool) -> int:
    """Show comments to readers, or hide them from everybody at once; returns how many that changes."""
    with transaction.atomic():
        changing = comments.exclude(is_approved=is_shown)
        pages = set(changing.order_by().values_list("page_id", flat=True))
        changed = changing.update(is_approved=is_shown)
        tell(press_keys.comments_changed(pages, are_hidden=not is_shown))
    return changed
