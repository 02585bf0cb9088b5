"""Feeds and the press: kept once somebody asks, answered briefly to who has them, made anew where a story stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from broadsheet.newsroom.feed_addresses import FORMATS
from broadsheet.newsroom.models import Section, Story, Topic
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import PressRoom

pytestmark = [pytest.mark.xdist_group("law")]

LISTS = ("/", "/news/", "/sport/", "/topic/ferry/", "/topic/harbour/", "/author/ann-archer/", "/author/bo-baker/")
NINE = 9


class Room:
    """A paper of nine stories in News on the ferry, and a press that keeps nothing yet."""

    def __init__(self, paper: LawPaper) -> None:
        paper.first_morning()
        self.newsroom = Newsroom(paper)
        self.press = PressRoom(paper.folder)
        for _ in range(NINE):
            self.newsroom.clock.move(minutes=20)
            self.newsroom.publish(0, [0], 1, 0, 0)
        self.press.drain()

    def ask(self, name: str, **environ: str):
        return self.press.ask(name, **environ)

    def waiting(self) -> set[str]:
        """What is to be made anew."""
        self.press.follow()
        return {entry.name for entry in self.press.store.to_make(1000) if not entry.is_piece}


@pytest.fixture
def room(law_paper: LawPaper) -> Iterator[Room]:
    made = Room(law_paper)
    yield made
    made.press.close()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_who_has_a_feed_is_told_so_and_who_lies_gets_it_whole(room: Room, form) -> None:
    name = form.address("/news/")
    room.ask(name)
    whole = room.ask(name)
    assert whole.status == 200
    etag = whole.headers["ETag"]
    assert "Last-Modified" not in whole.headers
    for said in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        answer = room.ask(name, HTTP_IF_NONE_MATCH=said)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
    for lie in ('W/"0123"', "garbage", '"', "W/", etag[:-3], '"' * 5000, "\xff", "", ", ,"):
        answer = room.ask(name, HTTP_IF_NONE_MATCH=lie)
        assert (answer.status, answer.body) == (200, whole.body)


def test_only_feeds_somebody_asked_for_are_kept_and_made_anew(room: Room) -> None:
    room.ask("/news/feed/")
    room.newsroom.publish(0, [0], 1, 0, 0)
    room.press.drain()
    assert [name for name in room.press.store.names(limit=1000) if "feed" in name] == ["/news/feed/"]


def test_publishing_dirties_the_feeds_a_story_stands_in_and_no_other(room: Room) -> None:
    every = [form.address(address) for address in LISTS for form in FORMATS]
    older = [form.address("/news/", 1) for form in FORMATS]
    for name in [*every, *older, "/corrections/feed/", "/feeds/", "/feeds.opml"]:
        assert room.ask(name).status == 200, name
    room.press.drain()
    room.newsroom.publish(0, [0], 1, 0, 0)
    story = Story.objects.order_by("pk").last()
    stands_in = ["/", "/news/", "/topic/ferry/", story.authors[0].address]
    assert room.waiting() == {form.address(address) for address in stands_in for form in FORMATS}


def test_a_changed_story_dirties_the_feeds_that_carry_its_text(room: Room) -> None:
    section, topic = Section.objects.get(slug="news"), Topic.objects.get(name="Ferry")
    oldest = [form.address(one.address, 1) for one in (section, topic) for form in FORMATS]
    for name in [*oldest, *(form.address("/news/") for form in FORMATS)]:
        assert room.ask(name).status == 200
    room.newsroom.edit_body(0, 0)
    assert room.waiting() == set(oldest)
    room.press.drain()
    room.press.check(room.newsroom.hidden_words())
    assert room.press.mistakes == []
