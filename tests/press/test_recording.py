"""What a render notes, and where it leaves holes."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.press.recording import Recording, current, cut, hole, never_store, note, recording

NAMES = ["piece:a", "piece:b c", "piece:ü"]


def test_outside_a_recording_nothing_happens() -> None:
    note("story:1")
    never_store("why")
    assert current() is None
    assert hole("piece:a", lambda: "whole") == "whole"


def test_what_is_shown_is_noted() -> None:
    with recording() as seen:
        note("story:1", "menu")
        note("story:1")
    note("story:2")
    assert seen.keys == {"story:1", "menu"}


def test_an_inner_recording_keeps_its_notes_from_the_outer() -> None:
    with recording() as outer:
        note("outer")
        with recording() as inner:
            note("inner")
        note("outer too")
    assert (outer.keys, inner.keys) == ({"outer", "outer too"}, {"inner"})


def test_a_recording_ends_when_the_render_fails() -> None:
    try:
        with recording():
            raise ValueError
    except ValueError:
        assert current() is None


def test_another_thread_is_not_recorded() -> None:
    with recording() as seen:
        other = threading.Thread(target=note, args=("story:1",))
        other.start()
        other.join()
    assert seen.keys == set()


def test_a_page_keeps_the_first_reason_not_to_be_stored() -> None:
    with recording() as seen:
        never_store("a form")
        never_store("a cookie")
    assert seen.unstorable == "a form"


def make_menu() -> str:
    note("menu")
    return "<nav></nav>"


def test_a_piece_has_its_own_keys_and_the_page_a_hole() -> None:
    with recording(Recording(holes=True)) as page:
        note("story:1")
        shown = hole("piece:menu", make_menu) + hole("piece:menu", make_menu)
    assert page.keys == {"story:1"}
    assert page.pieces["piece:menu"].html == "<nav></nav>"
    assert page.pieces["piece:menu"].keys == {"menu"}
    assert cut(shown, page.token) == [("piece:menu", True), ("piece:menu", True)]


def test_without_holes_the_piece_stands_in_the_page_with_its_keys() -> None:
    with recording() as page:
        assert hole("piece:menu", make_menu) == "<nav></nav>"
    assert page.keys == {"menu"}
    assert page.pieces == {}


def test_within_a_piece_there_are_no_holes() -> None:
    def make_head() -> str:
        note("head")
        return f"<header>{hole('piece:menu', make_menu)}</header>"

    with recording(Recording(holes=True)) as page:
        hole("piece:head", make_head)
    assert list(page.pieces) == ["piece:head"]
    assert page.pieces["piece:head"].html == "<header><nav></nav></header>"
    assert page.pieces["piece:head"].keys == {"head", "menu"}


def test_a_piece_that_is_fresh_is_not_made() -> None:
    with recording(Recording(holes=True, is_fresh=lambda name: name == "piece:menu")) as page:
        shown = hole("piece:menu", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert page.pieces == {}
    assert cut(shown, page.token) == [("piece:menu", True)]


def test_a_page_with_a_piece_that_must_not_be_stored_is_not_stored() -> None:
    def make_form() -> str:
        never_store("a form")
        return "<form>"

    with recording(Recording(holes=True)) as page:
        hole("piece:form", make_form)
    assert page.unstorable == "a form"


texts = st.text(st.sampled_from("ab<!--> piece:\n"), max_size=30)


@given(st.lists(st.one_of(st.tuples(texts, st.just(False)), st.tuples(st.sampled_from(NAMES), st.just(True)))))
def test_cutting_undoes_rendering_with_holes(parts: list[tuple[str, bool]]) -> None:
    with recording(Recording(holes=True)) as page:
        html = "".join(hole(text, lambda: "") if is_hole else text for text, is_hole in parts)
    merged: list[tuple[str, bool]] = []
    for text, is_hole in parts:
        if not is_hole and merged and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, False)
        elif text:
            merged.append((text, is_hole))
    assert cut(html, page.token) == merged


def test_nobody_can_write_a_hole_into_a_story() -> None:
    with recording(Recording(holes=True)) as page, recording(Recording(holes=True)) as other:
        forged = f"<!-- piece:a--><!--{other.token} piece:a-->"
    assert cut(forged, page.token) == [(forged, False)]
    assert page.token != other.token
