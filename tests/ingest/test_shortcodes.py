"""Shortcodes: known ones become blocks, unknown ones are never shown to readers."""

from collections import Counter
from collections.abc import Sequence

import pytest

from broadsheet.ingest.bodies import Body, convert
from broadsheet.ingest.bodies.words import words_of_blocks, words_of_source
from broadsheet.ingest.records import BodyFormat, MediaRef


class Attached:
    """A story with two pictures and a sound hanging under it."""

    def children_of(self, key: str, kind: str = "picture") -> Sequence[MediaRef]:
        hanging = {"picture": [MediaRef(key="1"), MediaRef(key="2")], "audio": [MediaRef(key="3")]}
        return hanging.get(kind, []) if key == "5" else []


def classic(text: str) -> Body:
    return convert(text, BodyFormat.CLASSIC, key="5", media=Attached())


@pytest.mark.parametrize(
    "text",
    [
        '[caption id="a" align="alignright"]<a href="/f.jpg"><img src="/a.jpg" alt="Bell" /></a> The bell[/caption]',
        '[caption align="alignright" caption="The bell"]<img src="/a.jpg" alt="Bell" />[/caption]',
    ],
)
def test_both_ways_of_writing_a_caption_make_a_picture(text: str) -> None:
    value = {"photo": MediaRef("/a.jpg"), "caption": "The bell", "alt": "Bell", "size": "side"}
    assert classic(text).blocks == [("picture", value)]


def test_a_gallery_shows_the_pictures_named_or_all_of_the_story() -> None:
    named = classic('[gallery ids="7,8,9" columns="2"]').blocks[0][1]
    assert [picture["photo"].key for picture in named["pictures"]] == ["7", "8", "9"]
    every = classic("[gallery]").blocks[0][1]
    assert [picture["photo"].key for picture in every["pictures"]] == ["1", "2"]
    assert classic('[gallery exclude="1"]').blocks[0] == (
        "picture",
        {"photo": MediaRef(key="2"), "caption": "", "alt": "", "size": "text"},
    )


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ('[playlist ids="7,8"]', ["7", "8"]),
        ('[playlist type="video" ids="9"]', ["9"]),
        ("[playlist]", ["3"]),
        ("[audio]", ["3"]),
        ("[audio][/audio]", ["3"]),
        ("[video]", []),
    ],
)
def test_a_playlist_is_its_files(code: str, keys: list[str]) -> None:
    body = classic(code)
    assert body.blocks == [("file", {"document": MediaRef(key=key), "title": ""}) for key in keys]
    assert bool(body.warnings) is not bool(keys)


def test_sound_is_a_file_and_a_known_video_an_embed() -> None:
    assert classic("[audio https://x.example/a.mp3]").blocks[0][0] == "file"
    assert classic('[audio mp3="https://x.example/a.mp3"][/audio]').blocks[0][0] == "file"
    assert classic('[video src="https://vimeo.com/123456"]').blocks[0][0] == "embed"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ('[contact-form-7 id="3" title="Write"]', "contact-form-7"),
        ("[newsletter_box]", "newsletter_box"),
        ("[slider]", "slider"),
        ("[/row]", "row"),
        ("[promo colour=red]", "promo"),
        ("[gist https://gist.example/1]", "gist"),
        ("[poll 12]", "poll"),
        ('[box title="a <b> & [/c]"]', "box"),
    ],
)
def test_an_unknown_shortcode_is_kept_for_editors_and_reported(code: str, name: str) -> None:
    body = classic(f"Before\n\n{code}\n\nAfter")
    assert body.blocks == [("text", "<p>Before</p>"), ("shortcode", {"code": code}), ("text", "<p>After</p>")]
    assert body.warnings == [f"the shortcode [{name}] is unknown; editors see it, readers do not: {code}"]


def test_an_unknown_shortcode_in_a_sentence_stands_after_its_paragraph() -> None:
    assert classic("See [promo a=1] here.\n\nNext").blocks == [
        ("text", "<p>See here.</p>"),
        ("shortcode", {"code": "[promo a=1]"}),
        ("text", "<p>Next</p>"),
    ]


def test_what_stands_between_unknown_shortcodes_is_kept_between_them() -> None:
    assert classic('[box style="a"]Inside[/box]').blocks == [
        ("shortcode", {"code": '[box style="a"]'}),
        ("text", "<p>Inside</p>"),
        ("shortcode", {"code": "[/box]"}),
    ]


def test_many_of_one_name_are_reported_once() -> None:
    body = classic("[ad n=1]\n\n[ad n=2]\n\n[ad n=3]")
    assert body.warnings == ["the shortcode [ad] is unknown; editors see it, readers do not: [ad n=1] (and 2 more)"]


@pytest.mark.parametrize(
    "around",
    [
        "<table><tr><td>a</td><td>{}</td></tr></table>",
        "<ul><li>a {}</li></ul>",
        "<dl><dt>a</dt><dd>{}</dd></dl>",
        "<h2>a {}</h2>",
        "<blockquote>a {}</blockquote>",
        "<details><summary>a</summary>{}</details>",
        "<div><p>a</p>{}</div>",
    ],
)
def test_an_unknown_shortcode_is_kept_wherever_it_stands(around: str) -> None:
    assert ("shortcode", {"code": "[ad n=1]"}) in classic(around.format("[ad n=1]")).blocks


def test_a_shortcode_in_an_attribute_is_left_out_and_reported() -> None:
    body = classic('<a href="[ad n=1]/x" title="[gallery]">words</a>')
    assert "[" not in str(body.blocks[0][1])
    assert "words" in body.blocks[0][1]
    assert len(body.warnings) == 2


def test_a_shortcode_inside_a_caption_is_read() -> None:
    body = classic('[caption]<img src="/a.jpg"> Who [b c="1"]says[/b] so[/caption]')
    assert body.blocks[0][1]["caption"] == "Who says so"


@pytest.mark.parametrize(
    "words", ["[sic]", "[1]", "[…]", "[simple boat]", "[Editor's note: she left]", "a[0] = b[1]", "[Fig. 3]"]
)
def test_brackets_that_are_words_stay(words: str) -> None:
    body = classic(f"He said {words} and left.")
    assert words in body.blocks[0][1]
    assert body.warnings == []


def test_a_shortcode_written_to_be_read_is_read() -> None:
    assert classic("Type [[gallery]] here.").blocks == [("text", "<p>Type [gallery] here.</p>")]


def test_code_listings_are_left_alone() -> None:
    assert classic('<pre>[gallery ids="1"]</pre>').blocks == [("code", {"language": "", "code": '[gallery ids="1"]'})]


@pytest.mark.parametrize(
    "broken", ["[caption]no end", "[gallery", '[audio src="x', "[[[[gallery]]]]", "[/caption]", "[]", "[ ]"]
)
def test_broken_shortcodes_stop_nothing(broken: str) -> None:
    assert "After" in str(classic(f"{broken}\n\nAfter").blocks)


@pytest.mark.parametrize(
    "code",
    [
        '[video src="https://old.example/a.mp4"]The ferry <b>sails</b>[/video]',
        '[audio mp3="https://old.example/a.mp3"]The ferry sails[/audio]',
        '[video src="https://youtu.be/abcdefghijk"]The ferry sails[/video]',
        '[embed src="https://youtu.be/abcdefghijk"]The ferry sails[/embed]',
        "[embed]The ferry sails[/embed]",
        "[video]The ferry sails[/video]",
    ],
)
def test_words_between_the_halves_of_a_player_stay(code: str) -> None:
    kept = words_of_blocks(classic(f"<p>One.</p>\n\n{code}\n\n<p>Two.</p>").blocks)
    assert kept & Counter(["one", "the", "ferry", "sails", "two"]) == Counter(["one", "the", "ferry", "sails", "two"])
    assert words_of_source(code, BodyFormat.CLASSIC) >= Counter(["the", "ferry", "sails"])


def test_an_address_between_the_halves_is_no_caption() -> None:
    for code in ("[video]https://youtu.be/abcdefghijk[/video]", "[embed]https://youtu.be/abcdefghijk[/embed]"):
        (block,) = classic(code).blocks
        assert block == ("embed", {"url": "https://youtu.be/abcdefghijk", "title": "", "caption": ""})
