"""Parts put one after another are one gzip file that everything reads."""

from __future__ import annotations

import gzip
import subprocess
import zlib
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.press.assemble import assemble, deflated, inflated
from broadsheet.press.entries import Entry
from tests.press.making import an_entry

texts = st.one_of(st.binary(max_size=400), st.text("abc <>/", max_size=4000).map(str.encode))
sequences = st.lists(st.tuples(texts, st.booleans()), max_size=12)


def page_of(sequence: list[tuple[bytes, bool]]) -> tuple[Entry, dict[str, Entry]]:
    """A page of these texts, of which those marked are pieces."""
    parts: list[bytes | str] = []
    pieces: dict[str, Entry] = {}
    for text, is_piece in sequence:
        if is_piece:
            name = f"piece:{len(pieces)}"
            pieces[name] = replace(an_entry(name), parts=(deflated(text[:7]), deflated(text[7:])))
            parts.append(name)
        else:
            parts.append(deflated(text))
    return replace(an_entry("/"), parts=tuple(parts)), pieces


@given(texts)
@example(b"x" * 1_000_000)
def test_a_part_reads_back_and_ends_on_a_byte(text: bytes) -> None:
    part = deflated(text)
    assert inflated(part) == text
    assert part.endswith(b"\0\0\xff\xff")


@given(sequences)
@example([])
@example([(b"", True), (b"", False)])
@settings(deadline=None)
def test_any_sequence_of_parts_is_one_gzip_of_their_texts(sequence: list[tuple[bytes, bool]]) -> None:
    whole = b"".join(text for text, _ in sequence)
    ready = assemble(*page_of(sequence))
    assert ready.text == whole
    assert gzip.decompress(ready.gzip) == whole
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert reader.decompress(ready.gzip) == whole
    assert reader.eof
    assert reader.unused_data == b""


def test_the_gzip_command_accepts_it(tmp_path: object) -> None:
    sequence = [(b"<p>\xe2\x82\xac</p>" * 5000, False), (b"", True), (b"<nav>" * 300, True), (b"end", False)]
    ready = assemble(*page_of(sequence))
    done = subprocess.run(["gzip", "-t"], input=ready.gzip, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    read = subprocess.run(["gzip", "-dc"], input=ready.gzip, capture_output=True, check=True)
    assert read.stdout == ready.text


def test_a_piece_shown_twice_stands_there_twice_and_a_missing_one_not_at_all() -> None:
    page = replace(an_entry("/"), parts=(deflated(b"a"), "piece:p", "piece:gone", "piece:p", deflated(b"z")))
    piece = replace(an_entry("piece:p"), parts=(deflated(b"--"),))
    assert assemble(page, {"piece:p": piece}).text == b"a----z"


@given(sequences, sequences)
@settings(deadline=None)
def test_the_validator_tells_texts_apart(one: list[tuple[bytes, bool]], other: list[tuple[bytes, bool]]) -> None:
    first, second = assemble(*page_of(one)), assemble(*page_of(other))
    assert (first.etag == second.etag) == (first.text == second.text)


def test_the_validator_does_not_depend_on_where_a_page_is_cut() -> None:
    whole = assemble(*page_of([(b"one two", False)]))
    in_parts = assemble(*page_of([(b"one ", False), (b"two", True)]))
    assert whole.etag == in_parts.etag
    assert whole.gzip != in_parts.gzip


def test_headers_are_ready_for_each_answer() -> None:
    page = replace(an_entry("/"), headers=(("Content-Type", "text/html"), ("Cache-Control", "no-cache")))
    ready = assemble(page, {})
    assert ready.status == "200 OK"
    common = {"ETag": ready.etag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    assert dict(ready.unchanged_headers) == common
    assert dict(ready.text_headers) == {**common, "Content-Type": "text/html", "Content-Length": str(len(ready.text))}
    assert dict(ready.gzip_headers)["Content-Length"] == str(len(ready.gzip))
    assert dict(ready.gzip_headers)["Content-Encoding"] == "gzip"
