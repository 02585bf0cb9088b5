"""What becomes of every block in WordPress's own block test file, and of some that hide their words in comments."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from broadsheet.ingest.bodies import Body, convert
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import BodyFormat, MediaRef, Page, Story
from tests.ingest.exports import BLOCK_TEST, needs_inputs

NOTHING: set[str] = set()
BECOMES = {
    # Words
    "paragraph": {"text"},
    "heading": {"heading"},
    "list": {"list", "text", "markup"},  # nested ones are rich text; those that count in another way are HTML
    "list-item": {"text", "list"},
    "quote": {"quote"},
    "pullquote": {"pull_quote"},
    "verse": {"text"},
    "code": {"code"},
    "preformatted": {"code"},
    "table": {"table"},
    "details": {"info_box"},
    "footnotes": {"list"},
    "html": {"text"},
    # Pictures, sound, film, files
    "image": {"picture"},
    "gallery": {"gallery"},
    "audio": {"file"},
    "video": {"file"},
    "file": {"file"},
    "cover": {"picture", "text", "heading"},
    "media-text": {"picture", "text"},
    # Frames around other blocks, whose contents are kept in their order
    "group": {"text", "heading"},
    "columns": {"text"},
    "column": {"text"},
    "buttons": {"text"},
    "button": {"text"},
    "social-links": NOTHING,  # those of the file lead to “#”
    "social-link": NOTHING,
    # Marks
    "separator": {"markup"},
    "spacer": NOTHING,
    "more": NOTHING,
    "nextpage": NOTHING,
    "shortcode": {"gallery", "file"},
}
LIVE = frozenset({
    "archives", "avatar", "calendar", "categories", "comment-author-name", "comment-content", "comment-date",
    "comment-edit-link", "comment-reply-link", "comments-pagination-next", "comments-pagination-numbers",
    "comments-pagination-previous", "comments-title", "latest-comments", "latest-posts", "loginout", "navigation",
    "page-list", "post-author", "post-author-biography", "post-author-name", "post-comments-form", "post-date",
    "post-excerpt", "post-featured-image", "post-navigation-link", "post-terms", "post-title",
    "query-pagination-next", "query-pagination-numbers", "query-pagination-previous", "read-more", "rss", "search",
    "site-logo", "site-tagline", "tag-cloud",
})  # fmt: skip
"""Filled by WordPress whenever a page is shown: nothing to bring over, and said so once in the story's report."""
FRAMES_OF_LIVE = frozenset({
    "comment-template", "comments", "comments-pagination", "navigation-link", "post-template", "query",
    "query-no-results", "query-pagination",
})  # fmt: skip
_DELIMITER = re.compile(r"<!--\s+(/)?wp:([a-z0-9/-]+)\s*(?:\{.*?\}\s*)?(/)?-->", re.DOTALL)


def converted(markup: str, **options: object) -> Body:
    return convert(markup, BodyFormat.GUTENBERG, **options)  # type: ignore[arg-type]  # options of each test


def blocks_in(text: str) -> Iterator[tuple[str, str]]:
    """Name and markup of every block, however deep it stands."""
    waiting: list[tuple[str, int]] = []
    for mark in _DELIMITER.finditer(text):
        if mark[1]:
            name, start = waiting.pop()
            yield name, text[start : mark.end()]
        elif mark[3]:
            yield mark[2], mark[0]
        else:
            waiting.append((mark[2], mark.start()))


@cache
def every_block() -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = defaultdict(list)
    for record in WordPressArchive(BLOCK_TEST).records():
        if isinstance(record, (Story, Page)):
            for name, markup in blocks_in(record.body):
                before = "<p>Before</p>" if name == "separator" else ""
                body = converted(before + markup, key=record.origin.key, footnotes=record.footnotes)
                body.blocks = [block for block in body.blocks if block != ("text", "<p>Before</p>")]
                found[name].append(body)
    return found


@needs_inputs
def test_every_block_of_the_file_has_its_line_here() -> None:
    assert set(every_block()) - set(BECOMES) - LIVE - FRAMES_OF_LIVE == set()
    assert set(BECOMES) - set(every_block()) == set()


@needs_inputs
@pytest.mark.parametrize("name", BECOMES)
def test_a_block_becomes_what_it_is_said_to_become(name: str) -> None:
    bodies = every_block()[name]
    assert {kind for body in bodies for kind, _value in body.blocks} == BECOMES[name]


@needs_inputs
def test_blocks_wordpress_fills_in_leave_nothing_but_a_remark() -> None:
    for name in LIVE:
        for body in every_block()[name]:
            assert body.blocks == [], name
            assert body.warnings == [f"blocks that WordPress fills in itself were left out: {name}"]


# Words that stand in comments


def test_social_icons_and_menus_in_a_text_are_links() -> None:
    markup = (
        '<ul class="wp-block-social-links"><!-- wp:social-link {"url":"https://x.example/a","service":"mastodon"} /-->'
        '<!-- wp:social-link {"url":"#","service":"x"} /--></ul>'
        '<!-- wp:navigation --><!-- wp:navigation-link {"label":"About \\u003cb\\u003eus","url":"/about/"} /-->'
        '<!-- wp:navigation-link {"label":"Evil","url":"javascript:alert(1)"} /--><!-- /wp:navigation -->'
    )
    body = converted(markup)
    assert body.blocks == [
        ("list", {"style": "bulleted", "items": ['<a href="https://x.example/a">mastodon</a>']}),
        ("text", '<p><a href="/about/">About us</a></p><p>Evil</p>'),
    ]
    assert body.links == {"https://x.example/a", "/about/"}


def test_a_plugins_block_that_holds_its_words_in_its_comment_is_kept_for_editors() -> None:
    code = '<!-- wp:acf/testimonial {"data":{"said":"Never again"}} /-->'
    body = converted(f"<p>Before</p>{code}<p>After</p>")
    assert body.blocks[1] == ("shortcode", {"code": code})
    assert body.warnings == [
        f"the block acf/testimonial of a plugin is unknown; editors see it, readers do not: {code}"
    ]


@pytest.mark.parametrize("attributes", ["{", '{"url":' + "[" * 50_000, '{"url":12,"label":[1]}', '["x"]', "{}"])
def test_broken_attributes_stop_nothing(attributes: str) -> None:
    for name in ("social-link", "navigation-link", "embed", "block", "acf/x"):
        assert "After" in str(converted(f"<!-- wp:{name} {attributes} /--><p>After</p>").blocks)


# Details


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ('<ol start="4"><li>a</li></ol>', '<ol start="4"><li>a</li></ol>'),
        ('<ol reversed type="A"><li>a</li></ol>', '<ol reversed="" type="A"><li>a</li></ol>'),
        ('<ol style="list-style-type:upper-roman"><li>a<ul><li>b</li></ul></li></ol>',
         '<ol type="I"><li>a<ul><li>b</li></ul></li></ol>'),
    ],
)  # fmt: skip
def test_a_list_that_counts_in_its_own_way_goes_on_doing_so(markup: str, kept: str) -> None:
    assert converted(markup).blocks == [("markup", {"html": kept})]


@pytest.mark.parametrize("start", ["1", "", "x", "9" * 50, '4" onclick="alert(1)'])
def test_a_list_that_counts_as_ours_do_is_our_list(start: str) -> None:
    assert converted(f"<ol start='{start}'><li>a</li></ol>").blocks[0][0] == "list"


def test_a_quotation_with_a_heading_in_it_is_one_quotation() -> None:
    markup = "<blockquote><h2>Rule 1</h2><p>No ferries.</p><cite>The code</cite></blockquote>"
    value = {"text": "<p><b>Rule 1</b></p><p>No ferries.</p>", "source": "The code"}
    assert converted(markup).blocks == [("quote", value)]


def test_a_heading_that_was_a_link_keeps_its_words_and_says_where_it_led() -> None:
    body = converted('<h2><a href="https://x.example/">The code</a></h2>')
    assert body.blocks == [("heading", {"text": "The code", "level": "2"})]
    assert any("https://x.example/" in warning for warning in body.warnings)


def test_film_with_a_broken_address_is_reported_with_it() -> None:
    assert "ttps://x.example/a.mov" in converted('<video src="ttps://x.example/a.mov"></video>').warnings[0]


def test_buttons_are_links() -> None:
    link = '<a class="wp-block-button__link" href="https://x.example/">Buy</a>'
    markup = f'<div class="wp-block-buttons"><div class="wp-block-button">{link}</div></div>'
    assert converted(markup).blocks == [("text", '<p><a href="https://x.example/">Buy</a></p>')]


def test_a_cover_is_its_picture_and_what_stands_on_it() -> None:
    picture = '<img class="wp-block-cover__image-background wp-image-7" src="/a.jpg" alt="Sea"/>'
    inner = '<div class="wp-block-cover__inner-container"><p>Tides</p></div>'
    blocks = converted(f'<div class="wp-block-cover alignwide">{picture}{inner}</div>').blocks
    value = {"photo": MediaRef("/a.jpg", "7"), "caption": "", "alt": "Sea", "size": "wide"}
    assert blocks == [("picture", value), ("text", "<p>Tides</p>")]
