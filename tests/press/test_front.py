"""What one worker answers while the newsroom changes, of a paper so small that every moment of it can be chosen."""

from __future__ import annotations

import threading

import pytest

from broadsheet.press.entries import State
from broadsheet.press.recording import never_store
from broadsheet.press.store.base import Store, StoreUnavailableError
from tests.press.stub_paper import StubPaper, ask, follow


@pytest.fixture
def paper() -> StubPaper:
    return StubPaper()


def text(answer: tuple[int, dict[str, str], str]) -> str:
    return answer[2]


def refuse(*_: object) -> None:
    raise StoreUnavailableError("the disk is full")


# Taken down while a page is being made


def test_a_page_being_made_as_something_is_taken_down_is_made_again(paper: StubPaper, store: Store) -> None:
    front = paper.front(store)
    follow(front)
    paper.meanwhile = lambda: (paper.change("gone", is_takedown=True), follow(front))
    assert "SLANDER" not in text(ask(front, "/story/"))
    assert store.get("/story/").state == State.FRESH


def test_nobody_who_comes_after_a_takedown_is_given_the_page_others_wait_for(paper: StubPaper, store: Store) -> None:
    front, answers, made, go_on = paper.front(store), [], threading.Event(), threading.Event()
    follow(front)
    paper.meanwhile = lambda: (made.set(), go_on.wait(10))
    readers = [threading.Thread(target=lambda: answers.append(text(ask(front, "/story/")))) for _ in range(3)]
    readers[0].start()
    assert made.wait(10)
    readers[1].start()
    paper.change("gone", is_takedown=True)
    follow(front)
    readers[2].start()
    go_on.set()
    for reader in readers:
        reader.join()
    assert answers == ["<p>gone</p>gone"] * 3


def test_a_piece_taken_down_after_it_was_found_fresh_is_made_again(paper: StubPaper, store: Store) -> None:
    front = paper.front(store)
    follow(front)
    ask(front, "/")
    paper.meanwhile = lambda: (paper.change("gone", is_takedown=True), follow(front))
    assert "SLANDER" not in text(ask(front, "/other/"))


@pytest.mark.parametrize("is_heard_by_another", [False, True])
def test_a_takedown_counts_though_nothing_can_be_kept(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch, is_heard_by_another: bool
) -> None:
    front, other = paper.front(store), paper.front(store)
    follow(front)

    def take_down() -> None:
        paper.change("gone", is_takedown=True)
        follow(other if is_heard_by_another else front)
        follow(front)
        monkeypatch.setattr(store, "put", refuse)

    ask(front, "/")
    paper.meanwhile = take_down
    assert "SLANDER" not in text(ask(front, "/story/"))


def test_a_page_that_something_is_taken_down_from_all_the_time_is_answered_all_the_same(
    paper: StubPaper, store: Store
) -> None:
    front = paper.front(store)
    follow(front)

    def again() -> None:
        paper.change("gone", is_takedown=True)
        follow(front)
        paper.meanwhile = again

    paper.meanwhile = again
    assert ask(front, "/story/")[0] == 200


# Addresses without a page


def test_an_address_without_a_page_does_not_keep_a_piece_the_store_had_not_heard_of(
    paper: StubPaper, store: Store
) -> None:
    front = paper.front(store)
    follow(front)
    ask(front, "/")
    paper.change("gone")  # committed, and not applied yet when somebody asks
    paper.meanwhile = lambda: follow(front)
    ask(front, "/nowhere/")
    for _ in range(2):
        follow(front)
        assert "SLANDER" not in text(ask(front, "/nowhere/"))


def test_an_address_without_a_page_is_rendered_once(paper: StubPaper, store: Store) -> None:
    front = paper.front(store)
    follow(front)
    paper.change("more")
    follow(front)
    for _ in range(3):
        assert ask(front, "/nowhere/")[0] == 404
    assert paper.asked == 1


# What a worker remembers from before it looked


def test_a_worker_that_answers_before_its_first_look_hears_of_what_came_before_that(
    paper: StubPaper, store: Store
) -> None:
    one, two = paper.front(store), paper.front(store)
    follow(one)
    ask(one, "/story/")
    ask(two, "/story/")
    assert two.memory.page("/story/") is not None
    paper.change("gone", is_takedown=True)
    follow(one)  # on another machine, say
    follow(two)
    assert "SLANDER" not in text(ask(two, "/story/"))


def test_after_the_store_was_away_addresses_without_a_page_are_remembered_again(
    paper: StubPaper, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = paper.front(store)
    follow(front)
    with monkeypatch.context() as broken:
        broken.setattr(store, "touched_since", refuse)
        follow(front)
    follow(front)
    for _ in range(3):
        ask(front, "/nowhere/")
    assert paper.asked == 1


# What is for one reader


@pytest.mark.parametrize("is_marked", [True, False], ids=["never_store", "Set-Cookie"])
def test_an_address_without_a_page_whose_answer_is_for_one_reader_is_not_remembered(
    paper: StubPaper, store: Store, is_marked: bool
) -> None:
    front = paper.front(store)
    follow(front)
    paper.headers = [] if is_marked else [("Set-Cookie", "csrftoken=secret")]
    paper.note_more = (lambda: never_store("it carries a token")) if is_marked else (lambda: None)
    for asked in (2, 4):  # each time once to find that out, and once for that reader
        status, headers, _ = ask(front, "/nowhere/")
        assert (status, paper.asked) == (404, asked)
        assert "ETag" not in headers
        follow(front)
    assert len(front.missing) == 0
    assert store.names() == []


@pytest.mark.parametrize("match", ["*", "its own"])
def test_what_is_not_there_can_not_be_unchanged(paper: StubPaper, store: Store, match: str) -> None:
    """RFC 9110 section 13.2.1: preconditions count only where the answer would be a success."""
    front = paper.front(store)
    follow(front)
    etag = ask(front, "/nowhere/")[1]["ETag"]
    assert ask(front, "/nowhere/", HTTP_IF_NONE_MATCH="*" if match == "*" else etag)[0] == 404


# What caches in front are told


def test_no_cache_keeps_an_address_without_a_page(paper: StubPaper, store: Store) -> None:
    """Its answer carries no tags, so that no purge would reach it; and 404 and 301 may be kept where nothing is said
    (RFC 9111 section 4.2.2)."""
    front = paper.front(store)
    follow(front)
    for query in ("", "p=17"):
        assert ask(front, "/nowhere/", QUERY_STRING=query)[1]["Cache-Control"] == "no-store"
    assert ask(front, "/")[1]["Cache-Control"] == "no-cache"
