"""A source made of records, for tests of what the writer does with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broadsheet.ingest.records import BodyFormat, Comment, Origin, Page, Record, State, Story
from broadsheet.ingest.report import Report
from broadsheet.ingest.runs import _run

PUBLISHED = datetime(2015, 6, 1, 12, tzinfo=UTC)


class MadeArchive:
    """See records.Archive."""

    kind = "made"
    site = "old.example"
    name = "Old Gazette"
    moves_dates = False

    def __init__(self, *records: Record, media_root: Path | None = None) -> None:
        self._records = records
        self.media_root = media_root

    def records(self) -> Iterator[Record]:
        return iter(self._records)


def bring_in(*records: Record, dry_run: bool = False, media_root: Path | None = None) -> Report:
    """Imports the records as a source of their own; the same keys are the same things next time."""
    return _run(MadeArchive(*records, media_root=media_root), "old.xml", dry_run, None)


def a_story(key: str = "1", state: State = State.PUBLISHED, **fields: Any) -> Story:
    """A story of a few words, at /news/story-1/ and so on."""
    fields.setdefault("published", PUBLISHED)
    fields.setdefault("title", f"Story {key}")
    return Story(
        Origin(key), slug=f"story-{key}", state=state, body="Some words.", body_format=BodyFormat.HTML, **fields
    )


def a_page(key: str = "1", state: State = State.PUBLISHED, **fields: Any) -> Page:
    """A standing page, at /page-1/ and so on."""
    return Page(
        Origin(key),
        title=f"Page {key}",
        slug=f"page-{key}",
        state=state,
        body="Some words.",
        body_format=BodyFormat.HTML,
        **fields,
    )


def a_comment(key: str, parent: str = "", owner: str = "1", **fields: Any) -> Comment:
    """A comment under story 1."""
    given = {"owner_kind": "story", "author": f"Reader {key}", "body": f"Words {key}.", **fields}
    return Comment(Origin(key, "old.xml", 7), owner, parent=parent, **given)
