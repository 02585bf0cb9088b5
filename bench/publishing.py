"""Publishes stories one at a time and watches them reach readers: `python -m bench.publishing PORT COUNT`, in a paper.

Prints one JSON object for each story: what it cost to commit, what it wrote, and how long readers waited.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from dataclasses import asdict, dataclass

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 # Django must be ready

from bench.warm_pages import everywhere  # noqa: E402
from broadsheet.newsroom.models import Author, Section, Story, StoryAuthor, Topic  # noqa: E402
from broadsheet.paper import current_paper  # noqa: E402
from broadsheet.press.models import Change  # noqa: E402
from broadsheet.press.store.embedded import EmbeddedStore  # noqa: E402

PATIENCE_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.004
BREATH_SECONDS = 0.3
BODY = [("text", "<p>The harbour council met on the quay and voted for a second ferry.</p>")] * 3


@dataclass
class Published:
    """One story's publication. Times in milliseconds; ``rows`` of the paper's database, its outbox and the press."""

    cpu: float
    wall: float
    served: float
    fresh: float
    rows: int
    outbox: int
    touched: int
    pages: list[str]
    pieces: list[str]


class Reader:
    """Asks for pages as a reader would, over one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def text(self, path: str) -> str:
        """What is answered with 200; empty where something else is."""
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        return body if answer.status == 200 else ""


class Press:
    """The press of the paper, looked at from outside."""

    def __init__(self) -> None:
        self.path = current_paper().data / "press.sqlite3"
        self.store = EmbeddedStore(self.path)

    @property
    def is_drained(self) -> bool:
        """Whether every change is applied, and nothing is left to be made."""
        newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return self.store.position() >= newest and not self.store.to_make(1)

    def turn(self) -> int:
        """Where the log of what was touched has come to."""
        return self.store.touched_since(0).turn

    def since(self, turn: int, moment: float) -> tuple[int, list[str], list[str]]:
        """Entries touched after ``turn``; the pages and the pieces made after ``moment``."""
        names = {name for name in self.store.touched_since(turn).names or () if name}
        made = [entry for entry in self.store.get_many(names).values() if entry.made_at >= moment]
        pages, pieces = (sorted(one.name for one in made if one.is_piece == is_piece) for is_piece in (False, True))
        return len(names), pages, pieces


def publish_some(port: int, count: int) -> None:
    """Publish ``count`` stories, each once the press has nothing left to do."""
    reader, press = Reader(port), Press()
    for path in everywhere():
        reader.text(path)
    for number in range(count):
        _wait(lambda: press.is_drained)
        time.sleep(BREATH_SECONDS)  # the background worker has its say too
        print(json.dumps(asdict(_publish(number, reader, press))), flush=True)


def _publish(number: int, reader: Reader, press: Press) -> Published:
    story = _draft(number)
    reader.text(story.address)  # somebody came too early: that there is no such page is remembered
    time.sleep(BREATH_SECONDS)
    turn, outbox = press.turn(), Change.objects.count()
    connection.ensure_connection()
    rows, moment = connection.connection.total_changes, time.time()
    cpu, began = time.process_time(), time.perf_counter()
    with transaction.atomic():
        story.save_revision().publish()
    done = time.perf_counter()
    cpu, rows = time.process_time() - cpu, connection.connection.total_changes - rows
    _wait(lambda: story.title in reader.text(story.address))
    served = time.perf_counter()
    _wait_for_all(reader, press, _showing(story), story.title)
    fresh = time.perf_counter()
    touched, pages, pieces = press.since(turn, moment)
    times = [1000 * seconds for seconds in (cpu, done - began, served - done, fresh - done)]
    pages = [page for page in pages if page != story.address]
    return Published(*times, rows, Change.objects.count() - outbox, touched, pages, pieces)


def _draft(number: int) -> Story:
    stamp = time.time_ns()
    sections, authors = list(Section.objects.order_by("path")), list(Author.objects.order_by("pk"))
    topics = list(Topic.objects.order_by("pk")[:30])
    story = Story(title=f"Ferry vote number {stamp}", slug=f"vote-{stamp}", standfirst="A second ferry.", live=False)
    story.body = BODY
    story.bylines = [StoryAuthor(author=authors[number % len(authors)])]
    sections[number % len(sections)].add_child(instance=story)
    story.topics.add(*(topics[(3 * number + step) % len(topics)] for step in range(3)))
    story.save()
    return Story.objects.get(pk=story.pk)


def _showing(story: Story) -> list[str]:
    """Pages on which the story must appear."""
    section = story.get_parent().specific
    author, topics = story.bylines.get().author, story.topics.all()
    lists = [section.address, f"/author/{author.slug}/", *(f"/topic/{topic.slug}/" for topic in topics)]
    return ["/", "/feed/", "/lite/", *lists, f"{section.address}feed/"]


def _wait_for_all(reader: Reader, press: Press, paths: list[str], title: str) -> None:
    waiting = list(paths)

    def are_fresh() -> bool:
        waiting[:] = [path for path in waiting if title not in reader.text(path)]
        return not waiting

    _wait(lambda: press.is_drained)
    _wait(are_fresh)


def _wait(until: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise RuntimeError("What was published did not reach readers in time")
        time.sleep(LOOK_EVERY_SECONDS)


if __name__ == "__main__":
    publish_some(int(sys.argv[1]), int(sys.argv[2]))
