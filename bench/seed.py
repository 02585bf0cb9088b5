"""Fills a paper with an archive: `python -m bench.seed COUNT`, run inside the paper.

Stories are written in bulk, a page row and a story row each, so that 100,000 take about two minutes. Authors, topics,
sections and dates are spread as in a real archive; the same count gives the same archive.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402 # Django must be ready
from django.db import connection, transaction  # noqa: E402 # as above
from django.db.models.sql import InsertQuery  # noqa: E402 # as above
from wagtail.models import Locale, Page  # noqa: E402 # as above

from broadsheet.fronts.models import Front  # noqa: E402 # as above
from broadsheet.newsroom import lists  # noqa: E402 # as above
from broadsheet.newsroom.models import Author, Section, Story, StoryAuthor, StoryTopic, Topic  # noqa: E402 # as above

BATCH = 500
PARAGRAPHS, WORDS_EACH = 15, 60
SECTIONS = ("Politics", "Business", "Coast", "Education", "Health", "Culture", "Sport", "Opinion")
AUTHORS, TOPICS = 40, 300
KINDS = ("news",) * 12 + ("analysis", "opinion", "interview", "review", "explainer")
DRAFTS_IN_A_HUNDRED = 3
NEWEST = datetime(2026, 11, 23, 8, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEXT = """
harbour council tide ferry school budget quay storm bridge market rent nurse pilot island gate barrier marsh street
river vote summer winter bread paper light signal window garden engine letter station bell captain
"""
WORDS = TEXT.split()


def make_sections() -> list[Section]:
    """The sections stories go under."""
    front = Front.objects.get()
    for title in SECTIONS:
        front.refresh_from_db()
        front.add_child(instance=Section(title=title))
    return list(Section.objects.order_by("path"))


def make_people_and_topics() -> tuple[list[Author], list[Topic]]:
    """Authors and topics, ready to be referred to."""
    for number in range(AUTHORS):
        Author.objects.create(name=f"Author {number}", slug=f"author-{number}")
    Topic.objects.bulk_create(Topic(name=f"Topic {number}", slug=f"topic-{number}") for number in range(TOPICS))
    return list(Author.objects.all()), list(Topic.objects.all())


def path_step(number: int) -> str:
    """One step of a tree path: the number in base 36, four places."""
    places = []
    for _ in range(4):
        number, rest = divmod(number, 36)
        places.append(ALPHABET[rest])
    return "".join(reversed(places))


def body(dice: random.Random) -> str:
    """A body of headings and paragraphs, as the editor would store it."""
    blocks = []
    for number in range(PARAGRAPHS):
        text = " ".join(dice.choices(WORDS, k=WORDS_EACH)).capitalize()
        blocks.append({"type": "text", "value": f"<p>{text}.</p>", "id": str(uuid.UUID(int=dice.getrandbits(128)))})
        if number % 5 == 4:
            value = {"text": f"Part {number}", "level": "2"}
            blocks.append({"type": "heading", "value": value, "id": str(uuid.UUID(int=dice.getrandbits(128)))})
    return json.dumps(blocks)


class Archive:
    """The stories of one run, made a batch at a time."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dice = random.Random(count)
        self.bodies = [body(self.dice) for _ in range(50)]
        self.sections = make_sections()
        self.authors, self.topics = make_people_and_topics()
        self.filled = dict.fromkeys((section.pk for section in self.sections), 0)
        self.content_type = ContentType.objects.get_for_model(Story)
        self.locale = Locale.objects.get()

    def write(self) -> None:
        """Write every story, then the lists they stand in."""
        for start in range(0, self.count, BATCH):
            with transaction.atomic():
                self._write_batch(start, min(start + BATCH, self.count))
            print(f"\r{min(start + BATCH, self.count)} stories", end="", file=sys.stderr, flush=True)
        for section in self.sections:
            Section.objects.filter(pk=section.pk).update(numchild=self.filled[section.pk])
        lists.rebuild()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _write_batch(self, start: int, stop: int) -> None:
        stories = [self._story(number) for number in range(start, stop)]
        pages = [Page(**{field.attname: getattr(story, field.attname) for field in page_fields()}) for story in stories]
        Page.objects.bulk_create(pages)
        for story, page in zip(stories, pages, strict=True):
            story.pk = story.page_ptr_id = page.pk
        insert_own_rows(stories)
        StoryAuthor.objects.bulk_create(
            StoryAuthor(story_id=story.pk, author=author, sort_order=0)
            for story, author in zip(stories, self.dice.choices(self.authors, k=len(stories)), strict=True)
        )
        StoryTopic.objects.bulk_create(StoryTopic(content_object_id=pk, tag=tag) for pk, tag in self._tags(stories))

    def _tags(self, stories: list[Story]) -> Iterator[tuple[int, Topic]]:
        for story in stories:
            for topic in self.dice.sample(self.topics, k=3):
                yield story.pk, topic

    def _story(self, number: int) -> Story:
        section = self.dice.choice(self.sections)
        self.filled[section.pk] += 1
        when = NEWEST - timedelta(minutes=(self.count - number) * (50 if self.count > 10_000 else 200))
        live = self.dice.randrange(100) >= DRAFTS_IN_A_HUNDRED
        title = " ".join(self.dice.choices(WORDS, k=8)).capitalize()
        slug = f"story-{number}"
        return Story(
            title=title,
            draft_title=title,
            slug=slug,
            path=section.path + path_step(self.filled[section.pk]),
            depth=section.depth + 1,
            numchild=0,
            url_path=f"{section.url_path}{slug}/",
            content_type=self.content_type,
            locale=self.locale,
            live=live,
            has_unpublished_changes=not live,
            first_published_at=when if live else None,
            last_published_at=when if live else None,
            latest_revision_created_at=when,
            published_at=when if live else None,
            section=section,
            standfirst=" ".join(self.dice.choices(WORDS, k=25)).capitalize() + ".",
            kind=self.dice.choice(KINDS),
            body=self.dice.choice(self.bodies),
            word_count=PARAGRAPHS * WORDS_EACH,
            reading_minutes=4,
        )


def page_fields() -> list[django.db.models.Field]:
    """The columns of the page table, its key left to the database."""
    return [field for field in Page._meta.concrete_fields if not field.primary_key]


def insert_own_rows(stories: list[Story]) -> None:
    """Insert the story rows of pages that exist already; bulk_create refuses models that inherit from another."""
    per_statement = connection.ops.bulk_batch_size(Story._meta.local_concrete_fields, stories)
    for start in range(0, len(stories), per_statement):
        query = InsertQuery(Story)
        query.insert_values(Story._meta.local_concrete_fields, stories[start : start + per_statement])
        query.get_compiler(connection=connection).execute_sql()


if __name__ == "__main__":
    Archive(int(sys.argv[1])).write()
