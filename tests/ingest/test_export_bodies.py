"""Bodies on their way out: Markdown that people read and that comes back as the same blocks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.markdown import blocks_of_markdown
from broadsheet.ingest.bodies.own_text import own_text
from broadsheet.ingest.bodies.words import texts_of, words_of_source
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.exporters.file_names import media_name, stem_of
from broadsheet.ingest.exporters.markdown_bodies import comes_back, field_of, markdown_body, markdown_field
from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.ingest.records import Block, BodyFormat, MediaRef, StoryRef
from tests.ingest.made_up_text import BLOCKS, RICH, TEXT

NAMES = TEXT.filter(lambda text: len(text) < 1000)  # YAML's limit for a name
TABLE = {
    "data": [["Boat", "Seats"], ["Ashmere Queen", "120"]],
    "table_header_choice": "row",
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_caption": "",
    "cell": [],
    "mergeCells": [],
    "hidden": [],
}
READABLE: list[tuple[Block, str]] = [
    (
        ("text", "<p>One <b>bold</b> &amp; <i>sloping</i>.</p><p>H<sub>2</sub>O</p>"),
        "One **bold** & *sloping*.\n\nH<sub>2</sub>O\n",
    ),
    (
        ("text", '<p>See <a href="/news/ferry/">it</a> and <a href="files/a.pdf">this</a>.</p>'),
        "See [it](/news/ferry/) and [this](files/a.pdf).\n",
    ),
    (("text", "<p>over<br/>two lines</p>"), "over\\\ntwo lines\n"),
    (("text", "<p>One</p><ul><li>two</li></ul>"), "::: text\n<p>One</p>\n<ul><li>two</li></ul>\n:::\n"),
    (("heading", {"text": "What now?", "level": "2"}), "## What now?\n"),
    (("quote", {"text": "<p>Never.</p>", "source": "Mara"}), "> Never.\n>\n> — Mara\n"),
    (("pull_quote", {"text": "Never.", "source": "Mara"}), "::: pullquote Mara\nNever.\n:::\n"),
    (("list", {"style": "bulleted", "items": ["one", "<b>two</b>"]}), "- one\n- **two**\n"),
    (("list", {"style": "numbered", "items": ["<p>one</p>", "<p>two</p>"]}), "::: list\n1. one\n2. two\n:::\n"),
    (("table", TABLE), "| Boat | Seats |\n| --- | --- |\n| Ashmere Queen | 120 |\n"),
    (
        ("picture", {"photo": MediaRef("a.jpg"), "caption": "Here", "alt": "A boat", "size": "wide"}),
        '![A boat](a.jpg "Here {wide}")\n',
    ),
    (
        ("gallery", {"title": "Boats", "pictures": [{"photo": MediaRef("a.jpg"), "caption": "Here", "alt": "A"}]}),
        '::: gallery Boats\n![A](a.jpg "Here")\n:::\n',
    ),
    (("embed", {"url": "https://vimeo.com/1", "title": "", "caption": ""}), "https://vimeo.com/1\n"),
    (
        ("embed", {"url": "https://vimeo.com/1", "title": "A film", "caption": ""}),
        '::: block embed\nurl: https://vimeo.com/1\ntitle: A film\ncaption: ""\n:::\n',
    ),
    (("file", {"document": MediaRef("files/a.pdf"), "title": "The report"}), "[The report](files/a.pdf)\n"),
    (("related_story", {"story": StoryRef("news/ferry")}), "::: related news/ferry\n:::\n"),
    (("info_box", {"title": "Next", "text": "<p>On <b>Monday</b>.</p>"}), "::: info Next\nOn **Monday**.\n:::\n"),
    (("code", {"language": "python", "code": "x = 1\n\n```"}), "````python\nx = 1\n\n```\n````\n"),
    (("markup", {"html": "<dl><dt>Dues</dt></dl>"}), "::: markup\n<dl><dt>Dues</dt></dl>\n:::\n"),
]


@pytest.mark.parametrize(
    ("block", "text"), READABLE, ids=[f"{block[0]}-{at}" for at, (block, _) in enumerate(READABLE)]
)
def test_what_markdown_can_say_is_written_as_a_person_would(block: Block, text: str) -> None:
    assert markdown_body([block]) == text
    assert comes_back(text, [block])


@settings(max_examples=120, deadline=None)
@given(st.lists(BLOCKS, max_size=4))
def test_any_body_comes_back_as_the_same_blocks(blocks: list[Block]) -> None:
    assert comes_back(markdown_body(blocks), blocks)


def test_neighbours_of_one_kind_stay_two() -> None:
    blocks: list[Block] = [
        ("text", "<p>a</p>"),
        ("text", "<p>b</p>"),
        *[("list", {"style": "bulleted", "items": ["x"]})] * 2,
    ]
    text = markdown_body(blocks)
    assert comes_back(text, blocks)
    assert text.startswith("a\n\n::: text\n<p>b</p>\n:::\n\n- x\n\n::: block list\n")


@settings(max_examples=60, deadline=None)
@given(RICH)
def test_a_field_is_markdown_or_its_own_html(rich: str) -> None:
    text = markdown_field(rich)
    assert text == rich if text.startswith("<") else field_of(text)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        NAMES,
        st.recursive(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(),
                TEXT,
                st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)),
            ),
            lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_yaml_says_what_it_was_given(values: dict[str, Any]) -> None:
    text = yaml_text(values)
    assert (yaml.safe_load(text) or {}) == values
    assert not [line for line in text.split("\n") if line.rstrip() in ("---", "...") or line.startswith(":::")]


HOSTILE = [
    ("::: text\n<p onclick=\"x()\">Hi <script>alert(1)</script></p>\n:::", "Hi"),
    ("::: text\n<p>Hi <a href=\"javascript:x()\">you</a></p>\n:::", "Hi you"),
    ("::: block text\nvalue: \"<p>Hi</p><iframe src='//e.example'></iframe>\"\n:::", "Hi"),
    ("::: block markup\nhtml: \"<b onload='x()'>Hi</b><script>1</script>\"\n:::", "Hi"),
    ("::: block info_box\ntitle: Hi\ntext: \"<img src=x onerror=x()>\"\n:::", "Hi"),
    ("::: block list\nstyle: bulleted\nitems: [\"<b style='x'>Hi</b>\"]\n:::", "Hi"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), HOSTILE)
def test_no_script_comes_in_by_a_directive(text: str, words: str) -> None:
    blocks = blocks_of_markdown(text, Context())
    assert not any(
        sign in repr(blocks) for sign in ("<script", "javascript:", "onclick", "onload", "onerror", "iframe", "style='")
    )
    assert " ".join(" ".join(texts_of(blocks)).split()) == words


def test_an_embed_of_no_web_address_leads_nowhere() -> None:
    (_kind, value) = blocks_of_markdown("::: block embed\nurl: javascript:alert(1)\n:::", Context())[0]
    assert value["url"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "::: block dance\na: b\n:::",
        "::: block heading\ntext: [1, 2]\n:::",
        "::: block table\ndata: [1, 2]\n:::",
        "::: block gallery\npictures: {a: b}\n:::",
        "::: block list\nitems: [1]\n:::",
        "::: block text\n- no fields\n:::",
        "::: block text\nother: x\n:::",
        "::: block text\nvalue: *alias\n:::",
        "::: list\nno list\n:::",
    ],
)
def test_a_directive_that_makes_no_block_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        blocks_of_markdown(f"Words.\n\n{text}", Context())
    assert refused.value.line in (3, 4)


@pytest.mark.parametrize(
    ("markup", "is_own"),
    [
        ("<p>One<br/><b>two</b></p><ul><li><a href=\"#x\">x</a></li></ul>", True),
        ('<p><a linktype="url" href="/x/">x</a> <a>y</a></p>', True),
        ("<p>1 < 2</p>", False),
        ("<p><b>unclosed</p></b>", False),
        ("<p class=\"x\">x</p>", False),
        ("<p><a href=\"data:text/html,x\">x</a></p>", False),
        ("<p><a href=\"java\tscript:x()\">x</a></p>", False),
        ("<b href=\"https://e.example/\">x</b>", False),
        ("<script>x</script>", False),
        ("</p>", False),
    ],
)  # fmt: skip
def test_only_well_formed_text_of_known_elements_is_taken_as_our_own(markup: str, is_own: bool) -> None:
    assert (own_text(markup) == markup) is is_own


def test_words_of_an_exact_block_are_not_missed() -> None:
    text = 'Two words.\n\n::: block heading\ntext: "*A* heading"\nlevel: "2"\n:::\n'
    assert words_of_source(text, BodyFormat.MARKDOWN).total() == 2


def test_file_names_are_readable_safe_and_apart() -> None:
    kept = ["ferry-cancelled", "2013-11", "über", "خبر", "a_b"]
    assert [stem_of(slug) for slug in kept] == kept
    changed = ["Ferry", "con", "COM1", "readme", "_draft", "u\u0308ber", "ａ", "x" * 200, "ﬁnal", "ب" * 100, "photos"]
    names = [stem_of(slug) for slug in changed]
    assert len({name.casefold() for name in [*names, *kept]}) == len(changed) + len(kept)
    assert all("~" in name and len(name.encode()) <= 130 and name[0] not in "._" for name in names)
    assert media_name("original_images/harbour.jpg") == "harbour.jpg"
    assert media_name("original_images/Harbour.JPG").startswith("harbour~")
    assert media_name("original_images/Harbour.JPG").endswith(".jpg")
    assert all("~" in media_name(f"documents/{name}") for name in ("a.yaml", "notes.md", "plain", ".hidden", "a b.pdf"))
