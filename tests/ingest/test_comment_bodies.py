"""What readers wrote comes through with every word, and without anything that acts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.ingest.bodies.comments import comment_html
from broadsheet.lib.sanitising import clean_comment

REL = ' rel="nofollow ugc noopener"'
CASES = {
    "an empty line starts a paragraph": ("One.\r\n\r\nTwo.\nThree.", "<p>One.</p><p>Two.<br>Three.</p>"),
    "a heart and a sigh": ("I <3 it <sigh> & a < b", "<p>I &lt;3 it &lt;sigh&gt; &amp; a &lt; b</p>"),
    "an address in angles": ("<bo@example.org>", "<p>&lt;bo@example.org&gt;</p>"),
    "emphasis": ("<strong>so</strong> <em>it</em> <del>is</del>", "<p><b>so</b> <i>it</i> <s>is</s></p>"),
    "a bare address": (
        "See http://x.example/a_(b).",
        f'<p>See <a href="http://x.example/a_(b)"{REL}>http://x.example/a_(b)</a>.</p>',
    ),
    "a link": ('<a href="http://x.example/" onclick="a()">x</a>', f'<p><a href="http://x.example/"{REL}>x</a></p>'),
    "a link that acts": ('<a href="java\tscript:a()">words</a>', "<p>words</p>"),
    "a quote": (
        "<blockquote>You said\n\nthis</blockquote>No.",
        "<blockquote><p>You said</p><p>this</p></blockquote><p>No.</p>",
    ),
    "a list": ("<ul><li>one<li>two</ul>", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"),
    "code": ("<pre>a\n  &lt;b&gt;</pre><code>http://c</code>", "<pre>a\n  &lt;b&gt;</pre><p><code>http://c</code></p>"),
    "a picture": (
        '<img src="http://x.example/c.png" alt="A cat" onerror="a()">',
        f'<p><a href="http://x.example/c.png"{REL}>A cat</a></p>',
    ),
    "a picture in a link": ('<a href="//x.example"><img alt="Cat"></a>', f'<p><a href="//x.example"{REL}>Cat</a></p>'),
    "a frame": ('<iframe src="https://v.example"></iframe>', f'<p><a href="https://v.example"{REL}>https://v.example</a></p>'),
    "what may not stay leaves its text": ("<h1>Loud</h1><table><tr><td>a<td>b</table>", "<p>Loud</p><p>a</p><p>b</p>"),
    "a script": ("Hi<script>a()</script><style>b</style>.", "<p>Hi.</p>"),
    "a tag nobody closed": ("<b>One\n\nTwo", "<p><b>One</b></p><p><b>Two</b></p>"),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_comment_becomes(name: str) -> None:
    written, shown = CASES[name]
    assert comment_html(written) == shown


def test_what_is_nested_deeper_than_any_page_keeps_its_words() -> None:
    assert "deep down" in BeautifulSoup(comment_html("<div>" * 5000 + "deep down"), "lxml").get_text()


PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<svg onload=a()>", "<math>", "<style>", "<a href=", "javascript:a()", "'>", '">',
        "<!--", "-->", "<img src=x onerror=a()>", "<b", ">", "<iframe srcdoc='<script>a()</script>'>", "\0", "&#106;",
        "<noscript><p title='</noscript><img src=x onerror=a()>'>", "<form action=", "words", "\n\n", "<p>", "<pre>",
        "data:text/html,x", "<li>",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_nothing_that_acts_comes_through(text: str) -> None:
    html = comment_html(text)
    tree = BeautifulSoup(html, "html.parser")
    allowed = {"a", "b", "blockquote", "br", "code", "i", "li", "ol", "p", "pre", "s", "sub", "sup", "ul"}
    assert {tag.name for tag in tree.find_all()} <= allowed
    for tag in tree.find_all():
        assert set(tag.attrs) <= ({"href", "rel"} if tag.name == "a" else set())
        assert not re.match(r"\s*(javascript|data|vbscript):", tag.get("href", ""), re.IGNORECASE)
    assert clean_comment(html) == html


@given(st.lists(st.text("aé<&/!-\n", min_size=1, max_size=8), max_size=6).map(" ".join))
@settings(max_examples=100, deadline=None)
def test_plain_words_are_all_kept(text: str) -> None:
    shown = BeautifulSoup(comment_html(text), "html.parser").get_text(" ")
    kept = re.findall(r"[é]+", shown)
    assert sum(map(len, kept)) == text.count("é")
