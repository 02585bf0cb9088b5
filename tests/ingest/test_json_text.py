"""Large JSON, read piece by piece: nothing is lost at the edges of a piece, and damage is refused with its place."""

import io
import json

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers import json_text
from broadsheet.ingest.parsers.json_text import JsonText

DOCUMENT = {
    "rows": [1, 2.5, 'a "quoted"\nline', {"inner": [True, None, False]}, -12000],
    "words": "日本語 🗞️ العربية " * 9,
    "number": 120004,
    "nothing": {},
    "none": [],
}
TEXT = json.dumps(DOCUMENT, ensure_ascii=False, indent=1).encode()


def walked(text: bytes) -> dict[str, object]:
    reader = JsonText(io.BytesIO(text), "export.json")
    found = {key: reader.value() for key in reader.members()}
    reader.end()
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 100_000])
def test_values_are_whole_whatever_the_size_of_a_piece(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "CHUNK", size)
    assert walked(TEXT) == DOCUMENT
    assert walked(b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode()) == DOCUMENT


def test_rows_come_one_at_a_time_and_know_their_line() -> None:
    reader = JsonText(io.BytesIO(b'[{"a": 1},\n{"a": 2},\n\n{"a": 3}]'), "export.json")
    lines = []
    for _turn in reader.elements():
        reader.peek()
        lines.append((reader.line, reader.value()["a"]))
    assert lines == [(1, 1), (2, 2), (4, 3)]


@pytest.mark.parametrize("size", [5, 100_000])
def test_a_text_cut_anywhere_is_refused_as_cut(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "CHUNK", size)
    for end in range(len(TEXT)):
        with pytest.raises(ImportRefused, match=r"cut|damaged|UTF-8"):
            walked(TEXT[:end])
    with pytest.raises(ImportRefused, match="cut"):
        walked(TEXT[: len(TEXT) // 2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "cut"),
        (b'{"a" 1}', "damaged"),
        (b'{"a": 1,}', "damaged"),
        (b'{"a": [1 2]}', "damaged"),
        (b"{a: 1}", "damaged"),
        (b"<html></html>", "damaged"),
        (b'{"a": "\\q"}', "damaged"),
        (b'{"a": 1} x', "something follows"),
        (b'{"a": ' + b"[" * 100_000, "nested deeper"),
        (b'{"a": ' + b'{"a":' * 50_000, "nested deeper"),
        (b'{"a": ' + b"9" * 6000 + b"}", "digits"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a":\n\n"\xc3', "line 3: the file holds bytes that are not UTF-8"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
    ],
)
def test_what_is_no_json_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        walked(text)


def test_numbers_beyond_reason_do_not_stop_the_reading() -> None:
    assert walked(b'{"a": 1e999, "b": NaN, "c": -Infinity}') == {"a": float("inf"), "b": None, "c": None}


def test_one_entry_may_only_be_so_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "LARGEST_VALUE", 1000)
    assert walked(b'{"a": "' + b"x" * 900 + b'"}')
    with pytest.raises(ImportRefused, match="larger than any story"):
        walked(b'{"a": "' + b"x" * 1100 + b'"}')


def test_arrays_nobody_asked_for_are_passed_over_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "LARGEST_VALUE", 100)
    reader = JsonText(io.BytesIO(json.dumps({"big": ["x" * 50] * 50, "small": 1}).encode()), "export.json")
    found = {}
    for key in reader.members():
        if key == "small":
            found[key] = reader.value()
        else:
            reader.skip()
    assert found == {"small": 1}
