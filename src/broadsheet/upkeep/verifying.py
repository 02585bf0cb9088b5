"""`broadsheet verify`: follows the chain of every story's published versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from broadsheet.paper import Paper
from broadsheet.paper_django import start_django

AT_ONCE = 500
MOST_NAMED = 100
"""Faults told one by one; of more only the number is."""
Progress = Callable[[int | None, int | None, str], None]


@dataclass
class Verified:
    """What came of it: how many stories and versions were looked at, and what is wrong, in lines."""

    stories: int = 0
    versions: int = 0
    erased: int = 0
    faults: int = 0
    lines: list[str] = field(default_factory=list)


def verify(paper: Paper, progress: Progress) -> Verified:
    """Look at every version, in an order that the index gives, a few hundred in memory at a time."""
    start_django(paper)
    from broadsheet.record.chain import faults_in
    from broadsheet.record.models import PublishedVersion

    found = Verified()
    total = PublishedVersion.objects.count()
    rows = PublishedVersion.objects.order_by("story_key", "number").iterator(chunk_size=AT_ONCE)
    for fault in faults_in(_counted(rows, found, total, progress)):
        found.faults += 1
        if found.faults <= MOST_NAMED:
            found.lines.append(f"{_name_of(fault.story_key)}, version {fault.number}: {fault.what}")
    return found


def _counted(rows: Iterator[Any], found: Verified, total: int, progress: Progress) -> Iterator[Any]:
    for version in rows:
        found.versions += 1
        found.stories += version.number == 1
        found.erased += version.is_erased
        yield version
        progress(found.versions, total, "versions")


def _name_of(story_key: str) -> str:
    from broadsheet.newsroom.models import Story

    story = Story.objects.filter(translation_key=story_key).only("url_path", "title").first()
    return story.address if story else f"deleted story {story_key}"
