"""Fills a paper with an archive that can be searched: `python -m bench.search_archive COUNT`, run inside the paper.

Words are as unevenly common as in a language (Zipf's law over 30,000 words), so that a search meets words that stand
in every story, in a fifth of them, and in a handful. The same count gives the same archive. Prints some of the words.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import uuid
from collections.abc import Iterator
from typing import Any

from bench.seed import Archive  # makes Django ready
from bench.zipf import VOCABULARY, make_words

from django.contrib.contenttypes.models import ContentType  # isort: skip
from django.db import connection, transaction  # isort: skip
from wagtail.search.models import IndexEntry  # isort: skip

from broadsheet.newsroom import vocabulary  # isort: skip
from broadsheet.newsroom.models import Story  # isort: skip

WORDS_IN_STORY, BODIES = 750, 2_000
PARAGRAPH = re.compile(r"<p>(.*?)</p>")


class WordyArchive(Archive):
    """An archive whose stories differ in their words."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.words = make_words()
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
        self.bodies = [self._body() for _ in range(BODIES)]

    def _story(self, number: int) -> Story:
        story = super()._story(number)
        story.title = story.draft_title = self._text(8).capitalize()
        story.standfirst = self._text(25).capitalize() + "."
        return story

    def _text(self, length: int) -> str:
        return " ".join(self.dice.choices(self.words, cum_weights=self.weights, k=length))

    def _body(self) -> str:
        paragraphs = [". ".join(self._text(15) for _ in range(5)) for _ in range(WORDS_IN_STORY // 75)]
        return json.dumps(
            [{"type": "text", "value": f"<p>{text}.</p>", "id": str(uuid.UUID(int=7))} for text in paragraphs]
        )


def index_all() -> None:
    """Put every story into the search index as the engine would, a hundred times as fast."""
    content_type = ContentType.objects.get_for_model(Story).pk
    IndexEntry.objects.all().delete()
    for batch in _batches(_rows(), 500):
        with transaction.atomic():
            IndexEntry.objects.bulk_create(
                IndexEntry(content_type_id=content_type, object_id=str(pk), title=title, autocomplete=title, body=body)
                for pk, title, body in batch
            )


def _rows() -> Iterator[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.title, s.standfirst, s.body FROM newsroom_story s JOIN wagtailcore_page p"
            " ON p.id = s.page_ptr_id ORDER BY p.id"
        )
        rows = cursor.fetchall()
    for pk, title, standfirst, body in rows:
        yield pk, title, " ".join([standfirst, *PARAGRAPH.findall(body)])


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(itertools.islice(rows, size)):
        yield batch


if __name__ == "__main__":
    WordyArchive(int(sys.argv[1])).write()
    index_all()
    vocabulary.rebuild()
