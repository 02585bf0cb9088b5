"""Bodies made to be slow: the work grows with the text, never with its square."""

import time
from collections.abc import Callable

import pytest

from broadsheet.ingest.bodies.conversion import convert
from broadsheet.ingest.bodies.words import words_of_source
from broadsheet.ingest.records import BodyFormat

SOME, FOUR_TIMES_AS_MANY = 8_000, 32_000
HOSTILE: dict[str, Callable[[int], str]] = {
    "spaces": lambda n: "a" + " " * 8 * n + "b",
    "tabs and returns": lambda n: "a" + "\t\r" * n + "b",
    "breaks": lambda n: "a" + "<br>" * n + "b",
    "paragraphs": lambda n: "<p>one two</p>" * n,
    "classic paragraphs": lambda n: "one two\n\n" * n,
    "nested elements": lambda n: "<div>" * n + "x" + "</div>" * n,
    "open elements": lambda n: "<b>" * n + "x",
    "open listings": lambda n: "<pre>[a b=1]" * n,
    "open comments": lambda n: "<!-- [a]" * n,
    "open scripts": lambda n: "<script>" * n,
    "open tags": lambda n: "<a " * n,
    "open quotes": lambda n: '[a "' * n,
    "open shortcodes": lambda n: "[embed]x" * n,
    "shortcodes closed late": lambda n: "[caption]" * n + "[/caption]" * n,
    "unknown shortcodes in one line": lambda n: "[boat] " * n,
    "buttons": lambda n: '<a class="wp-block-file__button">' * n,
}


def seconds(markup: str) -> float:
    """Of the processor, to read a body and count its words; what others on the machine do is left out."""
    started = time.process_time()
    convert(markup, BodyFormat.CLASSIC)
    words_of_source(markup, BodyFormat.CLASSIC)
    return time.process_time() - started


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_text_takes_nowhere_near_sixteen_times_as_long(name: str) -> None:
    make = HOSTILE[name]
    seconds(make(100))
    fewer, more = seconds(make(SOME)), seconds(make(FOUR_TIMES_AS_MANY))
    assert more < 10 * fewer + 0.2


def test_what_is_read_this_way_reads_as_before() -> None:
    markup = "<p>One</p><pre>[a b=1] <b>x</b></pre><!-- [a b=1] --><p>Two [caption]three[/caption]</p>"
    body = convert(markup, BodyFormat.CLASSIC)
    assert [name for name, _value in body.blocks] == ["text", "code", "text"]
    assert body.blocks[1][1]["code"] == "[a b=1] x"
    assert words_of_source("a <script>b</script> c <!-- d --> e <script>f", BodyFormat.HTML) == {
        "a": 1, "c": 1, "e": 1, "f": 1,
    }  # fmt: skip
