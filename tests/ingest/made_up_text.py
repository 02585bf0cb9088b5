"""Hypothesis strategies for what a paper may hold: text that means something to Markdown, YAML or HTML, and blocks."""

from __future__ import annotations

from html import escape
from typing import Any

from hypothesis import strategies as st

from broadsheet.ingest.records import Block, MediaRef, StoryRef
from broadsheet.lib.sanitising import clean_markup

TRICKY = [
    "Plain words here",
    "Ends with *star",
    "::: info",
    ":::",
    "---",
    "...",
    "    indented",
    "1. one",
    "# no heading",
    "- no list",
    "key: value # comment",
    "it’s 5 < 6 & 7 > 2",
    "<script>alert(1)</script>",
    "&amp; &copy; &#8217;",
    "```",
    "~~~ruby",
    "https://youtu.be/abcdefgh",
    "العربية عن اليمين",
    "👩‍👩‍👧 e\u0301",
    "two\nlines",
    "windows\r\nlines",
    "null",
    "2026-11-24",
    "long " * 600,
]
_SIGNS = st.text(alphabet="ab é\u05d0😀 *_[]()<>&\\`~|#:-+=.!\"'1{}\n\r\t\u2028\x0b\x85", max_size=25)
_ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=25)
TEXT = st.one_of(st.sampled_from(TRICKY), _SIGNS, _ANY)
ADDRESSES = [
    "/news/ferry/",
    "files/a.pdf",
    "https://e.example/a(b)?x=1&y=2",
    "mailto:a@b.example",
    "#top",
    "/خبر/ب/",
]


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda tag, x: f"<{tag}>{x}</{tag}>", st.sampled_from(["b", "i", "s", "sub", "sup", "code"]), inner),
        st.builds(lambda to, x: f'<a href="{escape(to)}">{x}</a>', st.sampled_from(ADDRESSES), inner),
        st.builds(lambda one, two: f"{one}<br/>{two}", inner, inner),
        st.builds(lambda one, two: one + two, inner, inner),
    )


LINE = st.recursive(TEXT.map(lambda text: escape(text, quote=False)), _wrapped, max_leaves=5)
PARAGRAPH = LINE.map(lambda line: f"<p>{line}</p>")
POINTS = st.lists(LINE, min_size=1, max_size=3).map(lambda lines: f"<ul>{''.join(f'<li>{x}</li>' for x in lines)}</ul>")
RICH = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, POINTS), min_size=1, max_size=3).map("".join)


def _struct(kind: str, **fields: Any) -> st.SearchStrategy[Block]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(fields))


_PHOTO = st.sampled_from(["harbour.jpg", "x~1a2b3c4d.png", ""]).map(MediaRef)
BLOCKS = st.one_of(
    st.tuples(st.just("text"), RICH),
    _struct("heading", text=TEXT, level=st.sampled_from("23")),
    _struct("picture", photo=_PHOTO, caption=TEXT, alt=TEXT, size=st.sampled_from(["text", "wide", "full", "side"])),
    _struct(
        "gallery",
        title=TEXT,
        pictures=st.lists(st.fixed_dictionaries({"photo": _PHOTO, "caption": TEXT, "alt": TEXT}), max_size=3),
    ),
    _struct("quote", text=RICH, source=TEXT),
    _struct("pull_quote", text=TEXT, source=TEXT),
    _struct(
        "list",
        style=st.sampled_from(["bulleted", "numbered"]),
        items=st.one_of(st.lists(LINE, max_size=3), st.lists(PARAGRAPH, max_size=3)),
    ),
    _struct(
        "table",
        data=st.lists(st.lists(st.one_of(st.none(), TEXT), min_size=2, max_size=2), min_size=1, max_size=3),
        table_header_choice=st.sampled_from(["row", "column", "both", "neither"]),
        first_row_is_table_header=st.booleans(),
        first_col_is_header=st.booleans(),
        table_caption=TEXT,
        cell=st.just([]),
        mergeCells=st.just([]),
        hidden=st.just([]),
    ),
    _struct(
        "embed", url=st.sampled_from(["https://vimeo.com/1", "https://x.example/?a=1&b=2"]), title=TEXT, caption=TEXT
    ),
    _struct("file", document=st.sampled_from(["files/a.pdf", ""]).map(MediaRef), title=TEXT),
    _struct("related_story", story=st.sampled_from(["news/ferry", ""]).map(StoryRef)),
    _struct("info_box", title=TEXT, text=RICH),
    _struct("code", language=st.sampled_from(["", "python", "c++ x"]), code=TEXT),
    _struct("markup", html=TEXT.map(clean_markup)),
)
