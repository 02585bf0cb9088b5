"""What a story tells its readers: a change of it is an update they are told of, a change of anything else is not.

A topic more, a section more, another headline on cards are the desk's own affairs. Were they to count, filing an
archive anew would tell its readers that every story in it had been rewritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broadsheet.newsroom.models import Story

STREAMS = ("body", "key_points", "questions")
WORDS = ("title", "standfirst", "kind", "summary", "lead_picture_id", "lead_caption")


def is_told_alike(before: Story, after: Story) -> bool:
    """Whether two states of a story tell their readers the same. Two queries where one of them is not in memory."""
    return _told(before) == _told(after)


def _told(story: Story) -> list[Any]:
    words = [getattr(story, name) for name in WORDS]
    streams = [_bare(getattr(story, name).get_prep_value()) for name in STREAMS]
    notes = sorted((note.date, note.kind, note.note) for note in story.corrections.all())
    return [*words, *streams, *notes]


def _bare(value: Any) -> Any:
    """A stream without the marks of its blocks and without what was left empty: an import and the editor differ in
    both, and readers see neither."""
    if isinstance(value, dict):
        pairs = ((name, _bare(part)) for name, part in value.items() if not (name == "id" and "type" in value))
        return {name: part for name, part in pairs if part not in (None, "", False, [], {})}
    return [_bare(part) for part in value] if isinstance(value, list) else value
