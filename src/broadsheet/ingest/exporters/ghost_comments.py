"""Readers' comments beside a Ghost export: Ghost's importer takes none, and they are people's words."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from broadsheet.ingest.exporters.content import PageContent
from broadsheet.ingest.exporters.ghost_files import as_json
from broadsheet.ingest.exporters.ghost_terms import moment

FILE = "comments.json"


class CommentsFile:
    """A list of rows under the names of Ghost's own table of comments, made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.number = 0
        self._stream: IO[str] | None = None

    def write(self, content: PageContent, slug: str) -> None:
        """Everything under one page, whose slug there is given."""
        for comment in content.comments:
            row = {
                "id": comment.pk,
                "post_slug": slug,
                "in_reply_to_id": comment.parent_id,
                "author": comment.author,
                "website": comment.website,
                "created_at": moment(comment.written_at),
                "status": "published" if comment.is_approved else "hidden",
                "is_mention": comment.is_mention,
                "html": comment.body,
            }
            self._add(as_json(row))

    def _add(self, row: str) -> None:
        if self._stream is None:
            self._stream = self.path.open("w", encoding="utf-8", errors="replace")
        self._stream.write(("[\n" if not self.number else ",\n") + row)
        self.number += 1

    def close(self) -> None:
        if self._stream is not None:
            self._stream.write("\n]\n")
            self._stream.close()
