"""Fills a paper with a million stories in minutes: `python -m bench.million COUNT`, run inside the paper.

As bench.seed, but written past the ORM: rows with executemany, lists and their bounds by SQL, the indexes made at the
end. Bodies are short, so that a million stories take less than 3 GB. SQLite only. The same count gives the same
archive.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bench.seed import DRAFTS_IN_A_HUNDRED, KINDS, NEWEST, WORDS, make_people_and_topics, make_sections, path_step

# isort: split
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from wagtail.models import Locale, Page

from broadsheet.newsroom.lists import PAGE_SIZE
from broadsheet.newsroom.models import Edition, Section, Story, StoryAuthor, StoryTopic

BATCH = 20_000
POOL, BODIES = 5_000, 500
PARAGRAPHS, WORDS_EACH = 3, 25
MINUTES_BETWEEN = 20
TOPICS_EACH = 3
FILLED = ("wagtailcore_page", "newsroom_story", "newsroom_storyauthor", "newsroom_storytopic", "newsroom_listentry")

LISTED = "FROM newsroom_story s JOIN wagtailcore_page p ON p.id = s.page_ptr_id WHERE p.live ORDER BY s.page_ptr_id"
LISTS = (
    f"SELECT 'paper', s.published_at, s.page_ptr_id {LISTED}",
    f"SELECT 'kind-' || s.kind, s.published_at, s.page_ptr_id {LISTED}",
    f"SELECT 'section-' || s.section_id, s.published_at, s.page_ptr_id {LISTED}",
    "SELECT 'author-' || a.author_id, s.published_at, s.page_ptr_id FROM newsroom_storyauthor a"
    " JOIN newsroom_story s ON s.page_ptr_id = a.story_id WHERE s.published_at IS NOT NULL ORDER BY a.id",
    "SELECT 'topic-' || t.tag_id, s.published_at, s.page_ptr_id FROM newsroom_storytopic t"
    " JOIN newsroom_story s ON s.page_ptr_id = t.content_object_id WHERE s.published_at IS NOT NULL ORDER BY t.id",
)
# As lists.cut_pages: pages of twenty from the oldest on, while the head keeps at least one page's worth.
BOUNDS = f"""
    INSERT INTO newsroom_listbound (list_key, number, published_at, story_id)
    SELECT list_key, place / {PAGE_SIZE}, published_at, story_id FROM (
        SELECT list_key, published_at, story_id,
               row_number() OVER (PARTITION BY list_key ORDER BY published_at, story_id) AS place,
               count(*) OVER (PARTITION BY list_key) AS entries
        FROM newsroom_listentry
    ) WHERE place % {PAGE_SIZE} = 0 AND place / {PAGE_SIZE} < entries / {PAGE_SIZE}
"""  # noqa: S608 # a number of our own

Row = tuple[object, ...]


def fill(count: int) -> None:
    """Write ``count`` stories with their bylines, topics and lists into an empty paper."""
    archive = _Archive(count)
    connection.ensure_connection()
    database: sqlite3.Connection = connection.connection
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA foreign_keys = OFF")
    indexes = _take_indexes(database)
    for start in range(0, count, BATCH):
        _write_batch(database, archive, range(start, min(start + BATCH, count)))
        print(f"\r{min(start + BATCH, count):,} stories", end="", file=sys.stderr, flush=True)
    _write_lists(database)
    for statement in indexes:
        database.execute(statement)
    database.execute(BOUNDS)
    for section, filled in archive.filled.items():
        Section.objects.filter(pk=section.pk).update(numchild=filled)
    Edition.turn()
    database.execute("ANALYZE")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(file=sys.stderr)


def _take_indexes(database: sqlite3.Connection) -> list[str]:
    """Drop every index of the tables about to be filled; returns what makes them again, sorted and all at once."""
    found = database.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    own = [(name, sql) for name, table, sql in found.fetchall() if table in FILLED]
    for name, _ in own:
        database.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in own]


class _Archive:
    """The rows of an archive, all drawn from one seed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dice = random.Random(count)
        self.filled = dict.fromkeys(make_sections(), 0)
        self.sections = list(self.filled)
        self.authors, self.topics = make_people_and_topics()
        self.titles = [" ".join(self.dice.choices(WORDS, k=8)).capitalize() for _ in range(POOL)]
        self.standfirsts = [" ".join(self.dice.choices(WORDS, k=12)).capitalize() + "." for _ in range(POOL)]
        self.bodies = [self._body() for _ in range(BODIES)]
        self.content_type = ContentType.objects.get_for_model(Story).pk
        self.locale = Locale.objects.get().pk

    def _body(self) -> str:
        texts = [" ".join(self.dice.choices(WORDS, k=WORDS_EACH)).capitalize() for _ in range(PARAGRAPHS)]
        return json.dumps(
            [
                {"type": "text", "value": f"<p>{text}.</p>", "id": str(uuid.UUID(int=self.dice.getrandbits(128)))}
                for text in texts
            ]
        )

    def story(self, number: int) -> tuple[Row, Row]:
        """The page row and the story row of one story, in the order of PAGE_COLUMNS and STORY_COLUMNS."""
        section = self.dice.choice(self.sections)
        self.filled[section] += 1
        live = self.dice.randrange(100) >= DRAFTS_IN_A_HUNDRED
        when = _as_stored(NEWEST - timedelta(minutes=(self.count - number) * MINUTES_BETWEEN))
        published = when if live else None
        title, slug = self.dice.choice(self.titles), f"story-{number}"
        page = (
            *(section.path + path_step(self.filled[section]), section.depth + 1, title, title, slug),
            *(live, not live, f"{section.url_path}{slug}/", self.content_type),
            *(when, published, published, self.locale, f"{self.dice.getrandbits(128):032x}"),
        )
        story = (
            *(self.dice.choice(self.standfirsts), self.dice.choice(KINDS), self.dice.choice(self.bodies), published),
            *(PARAGRAPHS * WORDS_EACH, 1, section.pk),
        )
        return page, story


PAGE_COLUMNS = (
    *("path", "depth", "title", "draft_title", "slug"),
    *("live", "has_unpublished_changes", "url_path", "content_type_id"),
    *("latest_revision_created_at", "first_published_at", "last_published_at", "locale_id", "translation_key"),
)
STORY_COLUMNS = ("standfirst", "kind", "body", "published_at", "word_count", "reading_minutes", "section_id")


def _as_stored(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S")


def _write_batch(database: sqlite3.Connection, archive: _Archive, numbers: range) -> None:
    (last,) = database.execute("SELECT max(id) FROM wagtailcore_page").fetchone()
    ids = range(last + 1, last + 1 + len(numbers))
    rows = {pk: archive.story(number) for pk, number in zip(ids, numbers, strict=True)}
    database.execute("BEGIN IMMEDIATE")
    _insert(database, Page, ("id", *PAGE_COLUMNS), ((pk, *page) for pk, (page, _) in rows.items()))
    _insert(database, Story, ("page_ptr_id", *STORY_COLUMNS), ((pk, *own) for pk, (_, own) in rows.items()))
    bylines = ((pk, archive.dice.choice(archive.authors).pk, 0) for pk in ids)
    _insert(database, StoryAuthor, ("story_id", "author_id", "sort_order"), bylines)
    _insert(database, StoryTopic, ("content_object_id", "tag_id"), _tags(archive, ids))
    database.execute("COMMIT")


def _tags(archive: _Archive, ids: range) -> Iterator[Row]:
    for pk in ids:
        for topic in archive.dice.sample(archive.topics, k=TOPICS_EACH):
            yield pk, topic.pk


def _insert(database: sqlite3.Connection, model: type[Model], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write rows of a model's table. A column that is not named gets what the model gives it of its own accord."""
    others = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.local_concrete_fields
        if not field.null and not field.primary_key and field.column not in columns
    }
    names = ", ".join((*columns, *others))
    places = ", ".join("?" * (len(columns) + len(others)))
    database.executemany(
        f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})",  # noqa: S608 # names of ours
        ((*row, *others.values()) for row in rows),
    )


def _write_lists(database: sqlite3.Connection) -> None:
    """Every list's entries, in the order of its unique index, which then only grows at its end."""
    database.execute("BEGIN IMMEDIATE")
    database.execute("CREATE TEMP TABLE placed (list_key TEXT, published_at TEXT, story_id INTEGER)")
    for entries in LISTS:
        database.execute(f"INSERT INTO placed {entries}")
    database.execute(
        "INSERT INTO newsroom_listentry (list_key, published_at, story_id)"
        " SELECT list_key, published_at, story_id FROM placed ORDER BY list_key, story_id"
    )
    database.execute("DROP TABLE placed")
    database.execute("COMMIT")


if __name__ == "__main__":
    fill(int(sys.argv[1]))
