"""What is taken down is gone within a second, from everything, on every worker, whatever else fails meanwhile."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Section, Story
from broadsheet.press import outbox
from broadsheet.press.front import Front
from broadsheet.serving.clock import keep_time
from tests.press.conftest import OpenStore, shared
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import PressRoom, asked

pytestmark = [pytest.mark.xdist_group("takedowns")]

SECOND = 1.0
IMPATIENCE = 0.2
"""How long these tests' store waits for whoever has locked it, in seconds."""
LISTS = ("/", "/feed/", "/menu/", "/news/", "/news/feed/", "/topics/", "/archive/2026/7/1/")


class Worker:
    """A web worker: a front of its own over the paper's store, with its thread running."""

    def __init__(self, press: PressRoom) -> None:
        self.front: Front = press.a_front(press.another_store(IMPATIENCE))
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.front.follower.run()
        finally:
            connections.close_all()

    def stop(self) -> None:
        self.front.follower.stop()
        self.thread.join()
        self.front.store.close()

    def body(self, address: str) -> bytes:
        """What a reader of this worker gets, of a page or of whatever stands in its place."""
        return asked(self.front, address).body

    def all_of(self, addresses: list[str]) -> dict[str, bytes]:
        return {address: self.body(address) for address in addresses}


class Shown:
    """One story with a photo, shown everywhere a story can be, by two workers that remember it."""

    def __init__(self, paper: LawPaper, open_store: OpenStore | None = None) -> None:
        paper.first_morning()
        self.newsroom = Newsroom(paper)
        self.press = PressRoom(paper.folder, open_store)
        self.newsroom.publish(0, [0], 1, 1, 3)
        self.newsroom.publish(0, [0], 1, 0, 0)
        self.newsroom.publish(0, [0], 1, 1, 3)
        self.story = Story.objects.order_by("pk").last()
        self.newsroom.edit_picks([2])
        own = [self.story.address, "/topic/ferry/", self.story.authors[0].address, *LISTS]
        other = Story.objects.order_by("pk").first()
        self.addresses = [*own, other.address, *(f"/lite{address}" for address in own if "feed" not in address)]
        self.press.drain()
        self.workers = [Worker(self.press), Worker(self.press)]
        self.follow_up()

    def follow_up(self) -> None:
        """Have every page made, and remembered by each worker."""
        for _ in range(2):
            for worker in self.workers:
                worker.all_of(self.addresses)

    def seen(self, words: set[str]) -> set[str]:
        """The addresses at which either worker shows one of ``words``."""
        wanted = [word.encode() for word in words]
        return {
            address
            for worker in self.workers
            for address, body in worker.all_of(self.addresses).items()
            if any(word in body for word in wanted)
        }

    def close(self) -> None:
        for worker in self.workers:
            worker.stop()
        self.press.close()


@pytest.fixture
def shown(law_paper: LawPaper) -> Iterator[Shown]:
    """Everything has been made and is remembered. There is no presser: it is dead."""
    made = Shown(law_paper)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def shared_shown(law_paper: LawPaper, open_store: OpenStore) -> Iterator[Shown]:
    """The same where the pages are kept in ``open_store``."""
    made = Shown(law_paper, open_store)
    try:
        yield made
    finally:
        made.close()


def unpublish(shown: Shown) -> None:
    Story.objects.get(pk=shown.story.pk).unpublish()


def delete(shown: Shown) -> None:
    Story.objects.get(pk=shown.story.pk).delete()


def restrict(shown: Shown) -> None:
    PageViewRestriction.objects.create(page=shown.story, restriction_type="login")


def restrict_its_section(shown: Shown) -> None:
    section = Section.objects.get(pk=shown.story.section_id)
    PageViewRestriction.objects.create(page=section, restriction_type="password", password="open")


def let_it_expire(shown: Shown) -> None:
    shown.newsroom.edit_live(2, lambda story: setattr(story, "expire_at", timezone.now()))
    shown.newsroom.wait(0.01)


def end_the_rights_in_its_photo(shown: Shown) -> None:
    photo = Photo.objects.get(pk=shown.story.lead_picture_id)
    photo.expires_at = timezone.now()
    photo.save()


TAKEDOWNS = [unpublish, delete, restrict, restrict_its_section, let_it_expire, end_the_rights_in_its_photo]
every_takedown = pytest.mark.parametrize("take_down", TAKEDOWNS, ids=lambda one: one.__name__)


def words_of(shown: Shown, take_down: Callable[[Shown], None]) -> set[str]:
    """What must be gone: the story's words, or those beside its photo."""
    if take_down is not end_the_rights_in_its_photo:
        return shown.newsroom.words[shown.story.pk]
    name = Photo.objects.get(pk=shown.story.lead_picture_id).title
    return {f"zp{name}alt", f"zp{name}credit"}


@every_takedown
def test_a_takedown_is_gone_everywhere_on_every_worker_within_a_second(
    shown: Shown, take_down: Callable[[Shown], None]
) -> None:
    words = words_of(shown, take_down)
    before = shown.seen(words)
    assert shown.story.address in before
    assert f"/lite{shown.story.address}" in before
    if take_down is not end_the_rights_in_its_photo:
        assert {"/", "/feed/", "/news/", "/lite/news/", "/menu/"} <= before
    take_down(shown)
    time.sleep(SECOND)
    assert shown.seen(words) == set()


@pytest.mark.parametrize("open_store", [shared], indirect=True)
@every_takedown
def test_a_takedown_is_gone_from_everywhere_on_every_machine(
    shared_shown: Shown, take_down: Callable[[Shown], None]
) -> None:
    words = words_of(shared_shown, take_down)
    assert shared_shown.story.address in shared_shown.seen(words)
    take_down(shared_shown)
    time.sleep(SECOND)
    assert shared_shown.seen(words) == set()


@every_takedown
def test_a_takedown_is_not_served_though_its_page_can_not_be_made_anew(
    shown: Shown, take_down: Callable[[Shown], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_of(shown, take_down)
    take_down(shown)
    time.sleep(SECOND)
    connections.close_all()
    monkeypatch.setitem(connections.settings["default"], "NAME", "/nowhere/paper.sqlite3")
    assert shown.seen(words) == set()
    assert shown.workers[0].body("/").count(b"<body") == 1
    connections.close_all()


@pytest.mark.parametrize("take_down", [unpublish, end_the_rights_in_its_photo])
def test_a_takedown_is_not_served_while_the_store_is_locked(shown: Shown, take_down: Callable[[Shown], None]) -> None:
    words = words_of(shown, take_down)
    shown.addresses = [shown.story.address, "/", f"/lite{shown.story.address}"]
    lock = sqlite3.connect(shown.press.file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        take_down(shown)
        time.sleep(SECOND)
        assert shown.seen(words) == set()
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    time.sleep(SECOND)
    assert shown.seen(words) == set()
    shown.press.drain()
    shown.press.check(words)
    assert shown.press.mistakes == []


def test_rights_end_at_their_moment_within_a_second(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody saves anything then: the clock finds out, which runs here as it does beside a paper that is served."""
    began, start = timezone.now(), time.monotonic()
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(seconds=time.monotonic() - start))
    photo = Photo.objects.get(pk=shown.story.lead_picture_id)
    photo.expires_at = timezone.now() + timedelta(seconds=5 * SECOND)
    photo.save()
    shown.press.drain()
    shown.follow_up()
    words = {f"zp{photo.title}credit", f"zp{photo.title}alt"}
    assert shown.seen(words)
    stopping = threading.Event()
    clock = threading.Thread(target=lambda: (keep_time(settings.PAPER, stopping), connections.close_all()))
    clock.start()
    try:
        time.sleep(max(0.0, (photo.expires_at - timezone.now()).total_seconds()) + SECOND)
        assert shown.seen(words) == set()
    finally:
        stopping.set()
        clock.join()


def test_a_takedown_committed_in_one_process_is_applied_by_whichever_looks_first(shown: Shown) -> None:
    unpublish(shown)
    deadline = time.monotonic() + SECOND
    while time.monotonic() < deadline and shown.press.store.position() < outbox.position():
        time.sleep(0.01)
    assert shown.press.store.position() == outbox.position()
