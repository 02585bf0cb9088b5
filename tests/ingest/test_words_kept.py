"""No word is lost on the way from a source's body to our blocks."""

from collections import Counter

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.words import kept_share, words_of_blocks, words_of_html, words_of_source
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import BodyFormat, Page, Story
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, needs_inputs


@needs_inputs
@pytest.mark.parametrize("path", [THEME_TEST, BLOCK_TEST], ids=lambda path: path.name)
def test_every_word_of_wordpresss_test_files_is_kept(path: object) -> None:
    lost: dict[str, Counter[str]] = {}
    for record in WordPressArchive(str(path)).records():
        if isinstance(record, (Story, Page)):
            body = convert(record.body, record.body_format, key=record.origin.key, footnotes=record.footnotes)
            missing = words_of_source(record.body, record.body_format) - words_of_blocks(body.blocks)
            if missing:
                lost[record.title] = missing
    assert lost == {}


@pytest.mark.parametrize(
    "markup",
    [
        "<div><span>one</span><section>two<p>three</p>four</section></div>five",
        "<table><caption>one</caption><tr><td>two<br>three<td>four<ul><li>five</table>six",
        "<ul>one<li>two<p>three</p><h3>four</h3><blockquote>five</blockquote></li>six</ul>",
        "<blockquote>one<h2>two</h2><table><tr><td>three<td>four</table><cite>five</cite> six</blockquote>",
        "<figure><img src='/a.jpg'>one<figcaption>two<figcaption>three</figure>four",
        "<figure class='wp-block-gallery'>one<figure><img src='/a.jpg'><figcaption>two</figure><img src='/b.jpg'>three",
        "<details>one<summary>two</summary><h2>three</h2>four</details>",
        "<h2>one <img src='/a.jpg'> two</h2><p>three<div>four</div>five",
        "<p>one<iframe src='https://x.example'></iframe>two</p><form>three<button>four</button></form>",
        "<b>one<p>two</p>three</b><a href='/x'>four<div>five</div></a>",
        "<unknown>one<also-unknown>two</also-unknown></unknown><center>three</center>",
        "<figure class='wp-block-embed'><blockquote>one https://x.example/ two</blockquote><figcaption>three</figure>",
        "<dl><dt>one<dd>two<ol><li>three</dl>four",
        "<pre>one\n<b>two</b></pre><code>three</code><samp>four</samp>",
        "one &amp; two &lt;three&gt; four&nbsp;five",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> two",
    ],
)
@pytest.mark.parametrize("body_format", [BodyFormat.CLASSIC, BodyFormat.GUTENBERG, BodyFormat.HTML])
def test_no_word_of_untidy_markup_is_lost(markup: str, body_format: BodyFormat) -> None:
    kept = words_of_blocks(convert(markup, body_format).blocks)
    assert words_of_html(markup) - kept == Counter()


def test_a_lost_word_is_noticed() -> None:
    assert kept_share(words_of_html("<p>one two</p>"), words_of_html("<p>one</p>")) == 0.5
