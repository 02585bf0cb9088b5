"""Renders and changes at once, at every point of either: what was rendered from old content never outlives it."""

from __future__ import annotations

import copy
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import connections, transaction

from broadsheet.newsroom import edition_memory
from broadsheet.newsroom.models import Story
from broadsheet.press import outbox, presser
from broadsheet.press.changes import Noted
from broadsheet.press.entries import State
from broadsheet.press.render import Renderer
from broadsheet.press.snapshot import snapshot
from broadsheet.press.store import embedded, shared_ledger
from broadsheet.press.store.shared_bodies import Bodies
from tests.press.conftest import OpenStore, shared
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import Answer, PressRoom, asked

pytestmark = [pytest.mark.xdist_group("interleavings")]

PATIENCE = 20.0
RENDER_POINTS = ("before the position is read", "after the position is read", "before it is kept", "after it is kept")
PUBLISH_STEPS = ("nothing", "written", "committed", "applied", "forgotten")
LEASE_SECONDS = 1.0


class Gate:
    """Holds whoever comes to one point of a render, once, until it is opened."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.reached, self.opened = threading.Event(), threading.Event()

    def at(self, point: str) -> None:
        if point == self.point and not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(PATIENCE)


@pytest.fixture(scope="module")
def morning(law_paper: LawPaper) -> Newsroom:
    """The paper with three stories in News, to which it can be put back."""
    law_paper.first_morning()
    made = Newsroom(law_paper)
    for _ in range(3):
        made.publish(0, [0], 1, 1, 0)
    law_paper.keep_as_first_morning()
    return made


@pytest.fixture
def newsroom(law_paper: LawPaper, morning: Newsroom) -> Newsroom:
    """The paper as it is that morning."""
    law_paper.first_morning()
    return copy.deepcopy(morning, {id(law_paper): law_paper})


@pytest.fixture
def press(newsroom: Newsroom) -> Iterator[PressRoom]:
    """Its press, with an empty store."""
    made = PressRoom(newsroom.paper.folder)
    made.lease_seconds = LEASE_SECONDS
    made.renew()
    with mock.patch.object(presser, "LEASE_SECONDS", LEASE_SECONDS):
        yield made
    made.close()


def put_gates(press: PressRoom, at: Callable[[str], None]) -> None:
    """Call ``at`` at each point of a render by this press."""

    @contextmanager
    def gated_snapshot() -> Iterator[int]:
        at("before the position is read")
        with snapshot() as position:
            at("after the position is read")
            yield position

    keep = press.store.put

    def gated_put(made: Any) -> Any:
        at("before it is kept")
        states = keep(made)
        at("after it is kept")
        return states

    press.renderer.renderer = Renderer(press.application, settings.PAPER.address, gated_snapshot)
    press.store.put = gated_put  # type: ignore[method-assign]


class Change:
    """A change of the first story in steps: written, committed, applied, forgotten."""

    def __init__(self, newsroom: Newsroom, press: PressRoom, is_takedown: bool) -> None:
        self.newsroom, self.press, self.is_takedown = newsroom, press, is_takedown
        self.taken = 0
        self.steps = (self._write, self._commit, press.front.follower.follow_outbox, press.front.follower.follow_store)

    def up_to(self, step: str) -> None:
        """Take the steps up to this one."""
        while self.taken < PUBLISH_STEPS.index(step):
            self.steps[self.taken]()
            self.taken += 1

    def _write(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        if self.is_takedown:
            Story.objects.order_by("pk").first().unpublish()
        else:
            self.newsroom.edit_headline(0, is_short=False)

    def _commit(self) -> None:
        self.transaction.__exit__(None, None, None)


@pytest.mark.parametrize("is_takedown", [False, True], ids=["edited", "taken down"])
@pytest.mark.parametrize("step", PUBLISH_STEPS)
@pytest.mark.parametrize("point", RENDER_POINTS)
def test_a_render_from_old_content_does_not_outlive_the_change(
    newsroom: Newsroom, press: PressRoom, point: str, step: str, is_takedown: bool
) -> None:
    story = Story.objects.order_by("pk").first()
    old_words = set(newsroom.words[story.pk])
    gate = Gate(point)
    put_gates(press, gate.at)
    answers: list[Answer] = []

    def read() -> None:
        answers.append(asked(press.front, story.address))
        connections.close_all()

    reader = threading.Thread(target=read)
    change = Change(newsroom, press, is_takedown)
    reader.start()
    try:
        assert gate.reached.wait(PATIENCE)
        change.up_to(step)
    finally:
        gate.opened.set()
        reader.join()
    if is_takedown and step in ("applied", "forgotten") and point != RENDER_POINTS[-1]:
        press.judge(story.address, answers[0], old_words, gone=True)  # answered after it was taken down
    change.up_to("forgotten")
    kept = press.store.get(story.address)
    assert kept is None or kept.position == outbox.position() or kept.state != State.FRESH
    hidden = old_words if is_takedown else set()
    press.look(story.address, hidden, gone=is_takedown)
    press.drain()
    press.check(newsroom.hidden_words())
    press.check_gone(story.address)
    assert press.mistakes == []


@pytest.fixture
def shared_press(newsroom: Newsroom, open_store: OpenStore) -> Iterator[PressRoom]:
    """The press of a paper whose pages several machines share."""
    made = PressRoom(newsroom.paper.folder, open_store)
    made.lease_seconds = LEASE_SECONDS
    made.renew()
    with mock.patch.object(presser, "LEASE_SECONDS", LEASE_SECONDS):
        yield made
    made.close()


@pytest.mark.parametrize("open_store", [shared], indirect=True)
@pytest.mark.parametrize("step", ["committed", "applied"])
@pytest.mark.parametrize("point", RENDER_POINTS[1:3])
def test_nor_does_one_where_several_machines_share_their_pages(
    newsroom: Newsroom, shared_press: PressRoom, point: str, step: str
) -> None:
    test_a_render_from_old_content_does_not_outlive_the_change(newsroom, shared_press, point, step, is_takedown=True)


# Many readers, one render


def ask_at_once(press: PressRoom, address: str, readers: int) -> list[bytes]:
    """What so many simultaneous readers get."""
    start, bodies = threading.Barrier(readers), []

    def read() -> None:
        start.wait(PATIENCE)
        bodies.append(asked(press.front, address).body)
        connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return bodies


@contextmanager
def counted_renders(press: PressRoom) -> Iterator[Counter[str]]:
    """How often each page was rendered by this process; each render takes a little longer than it would."""
    renders: Counter[str] = Counter()
    render = press.renderer.render

    def slow(name: str, *arguments: Any) -> Any:
        renders[name] += 1
        time.sleep(0.2)
        return render(name, *arguments)

    with mock.patch.object(press.renderer, "render", slow):
        yield renders


@pytest.mark.parametrize("is_cold", [True, False], ids=["a cold page", "a page with something taken down"])
def test_a_hundred_readers_at_once_cause_one_render(newsroom: Newsroom, press: PressRoom, is_cold: bool) -> None:
    address = "/news/"
    if not is_cold:
        press.ask(address)
        press.follow()
        Story.objects.order_by("pk").first().unpublish()
        press.follow()
        assert press.store.get(address).state == State.VOID
    with counted_renders(press) as renders:
        bodies = ask_at_once(press, address, 100)
    assert renders == {address: 1}
    assert len(bodies) == 100
    assert len(set(bodies)) == 1


def in_a_process(do: Callable[[], None]) -> multiprocessing.Process:
    """Start ``do`` in a process of its own, which shares nothing but the files."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=do)
    process.start()
    return process


def test_a_hundred_readers_of_two_processes_cause_one_render(newsroom: Newsroom, press: PressRoom) -> None:
    told = multiprocessing.get_context("fork").Queue()
    press.lease_seconds = PATIENCE  # longer than a hundred threads take on a busy machine

    def serve() -> None:
        press.renew()
        edition_memory.forget()
        with counted_renders(press) as renders:
            bodies = ask_at_once(press, "/news/", 50)
        told.put((renders["/news/"], len(bodies), set(bodies)))

    processes = [in_a_process(serve) for _ in range(2)]
    answers = [told.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sorted(renders for renders, _, _ in answers) == [0, 1]
    assert [count for _, count, _ in answers] == [50, 50]
    assert len(set.union(*(bodies for _, _, bodies in answers))) == 1


# Killed


class Death:
    """Tells the parent that a point has been reached, and waits there to be killed."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.reading, self.writing = os.pipe()

    def at(self, point: str) -> None:
        if point == self.point:
            os.write(self.writing, b"x")
            time.sleep(PATIENCE)

    def come(self, do: Callable[[], None]) -> None:
        """Run ``do`` in a process of its own, and kill that when it has reached the point."""
        process = in_a_process(do)
        os.close(self.writing)
        reached = os.read(self.reading, 1)
        os.close(self.reading)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert reached == b"x", f"never reached: {self.point}"


def hold_inside_the_store(death: Death) -> None:
    """Come to the point within the transactions of the store, too: everything done, nothing committed."""
    touch, finish, send = embedded.journal.touch, shared_ledger.Writing.finish, Bodies.send

    def gated_touch(*arguments: Any, **options: Any) -> None:
        touch(*arguments, **options)
        death.at("within the store")

    def gated_finish(writing: shared_ledger.Writing) -> None:
        finish(writing)
        death.at("within the store")

    def gated_send(*arguments: Any) -> bool:
        death.at("between its halves")
        return send(*arguments)

    embedded.journal.touch = gated_touch
    shared_ledger.Writing.finish = gated_finish  # type: ignore[method-assign]
    Bodies.send = gated_send  # type: ignore[method-assign]


KILLED_WHERE = (*RENDER_POINTS, "within the store", "before it is applied", "after it is applied")
KILLED_BETWEEN_MACHINES = (*KILLED_WHERE[3:], "between its halves")
"""PostgreSQL has taken what Redis has not heard of yet."""


def work_until(press: PressRoom, death: Death, do: Callable[[], object]) -> Callable[[], None]:
    """``do`` with every point of the press leading to the end."""

    def live() -> None:
        press.renew()
        put_gates(press, death.at)
        hold_inside_the_store(death)
        apply = press.store.apply

        def gated_apply(changes: list[Noted]) -> set[str]:
            death.at("before it is applied")
            marked = apply(changes)
            death.at("after it is applied")
            return marked

        press.store.apply = gated_apply  # type: ignore[method-assign]
        do()

    return live


def drain_and_judge(newsroom: Newsroom, press: PressRoom) -> None:
    """After a restart, and once the leases of the dead have run out, the law holds."""
    if press.open_store:
        press.store = press.open_store()
    press.restart()
    deadline = time.monotonic() + 10 * LEASE_SECONDS
    press.drain()
    while press.store.to_make(1) and time.monotonic() < deadline:
        time.sleep(0.05)
        press.drain()
    press.check(newsroom.hidden_words())
    assert press.mistakes == []


@pytest.mark.parametrize("point", KILLED_WHERE)
@pytest.mark.parametrize("who", ["the presser", "a worker"])
def test_a_process_killed_anywhere_loses_nothing(newsroom: Newsroom, press: PressRoom, who: str, point: str) -> None:
    address = Story.objects.order_by("pk").first().address
    for name in (address, "/", "/news/", "/feed/", f"/lite{address}"):
        press.ask(name)
    press.drain()
    newsroom.edit_headline(0, is_short=False)
    newsroom.unpublish(1)

    def serve() -> None:
        press.follow()
        press.ask("/")
        press.ask("/topics/")

    death = Death(point)
    death.come(work_until(press, death, press.presser_drains if who == "the presser" else serve))
    drain_and_judge(newsroom, press)
    assert press.ask(address).status == 200


@pytest.mark.parametrize("open_store", [shared], indirect=True)
@pytest.mark.parametrize("point", KILLED_BETWEEN_MACHINES)
@pytest.mark.parametrize("who", ["the presser", "a worker"])
def test_nor_does_one_of_several_machines(newsroom: Newsroom, shared_press: PressRoom, who: str, point: str) -> None:
    test_a_process_killed_anywhere_loses_nothing(newsroom, shared_press, who, point)


def test_an_editor_killed_before_the_commit_has_changed_nothing(newsroom: Newsroom, press: PressRoom) -> None:
    address = Story.objects.order_by("pk").first().address
    before = press.ask(address).body
    death = Death("before the commit")

    def edit() -> None:
        with transaction.atomic():
            newsroom.edit_headline(0, is_short=False)
            death.at("before the commit")

    death.come(edit)
    drain_and_judge(newsroom, press)
    assert press.ask(address).body == before


def test_an_editor_killed_after_the_commit_has_changed_everything(newsroom: Newsroom, press: PressRoom) -> None:
    address = Story.objects.order_by("pk").first().address
    for name in (address, "/", "/news/", "/feed/"):
        before = press.ask(name).body
    death = Death("after the commit")

    def edit() -> None:
        newsroom.edit_headline(0, is_short=False)
        death.at("after the commit")

    death.come(edit)
    drain_and_judge(newsroom, press)
    assert press.ask("/feed/").body != before
