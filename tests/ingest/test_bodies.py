"""Bodies as blocks: what each element becomes."""

from typing import Any

import pytest

from broadsheet.ingest.bodies import Body, convert
from broadsheet.ingest.records import Block, BodyFormat, MediaRef


def blocks(markup: str, body_format: BodyFormat = BodyFormat.GUTENBERG, **options: Any) -> list[Block]:
    return convert(markup, body_format, **options).blocks


def one(markup: str) -> Block:
    found = blocks(markup)
    assert len(found) == 1, found
    return found[0]


def test_paragraphs_that_follow_one_another_are_one_text() -> None:
    assert one("<p>One</p>\n<p>Two <em>three</em></p>") == ("text", "<p>One</p><p>Two <i>three</i></p>")


@pytest.mark.parametrize(
    "empty", ["<p></p>", "<p>&nbsp;</p>", "<p> <br> </p>", "<p><strong> </strong></p>", "<div></div>"]
)
def test_empty_paragraphs_are_dropped(empty: str) -> None:
    assert blocks(f"{empty}<p>Word</p>{empty}") == [("text", "<p>Word</p>")]


@pytest.mark.parametrize(
    ("tag", "level"), [("h1", "2"), ("h2", "2"), ("h3", "3"), ("h4", "3"), ("h5", "3"), ("h6", "3")]
)
def test_headings_have_two_levels(tag: str, level: str) -> None:
    assert one(f"<{tag}>The <em>tide</em></{tag}>") == ("heading", {"text": "The tide", "level": level})


def test_a_heading_too_long_for_the_block_is_a_bold_paragraph() -> None:
    assert one(f"<h2>{'word ' * 80}</h2>")[0] == "text"


def test_rich_text_keeps_only_what_the_desk_can_write() -> None:
    markup = "<p><strong>b</strong> <em>i</em> <u>u</u> <mark>m</mark> <del>s</del> H<sub>2</sub>O <kbd>k</kbd></p>"
    assert one(markup) == ("text", "<p><b>b</b> <i>i</i> u m <s>s</s> H<sub>2</sub>O <code>k</code></p>")


def test_short_quotes_in_a_sentence_get_quotation_marks() -> None:
    assert one("<p><q>Yes</q>, she said.</p>") == ("text", "<p>“Yes”, she said.</p>")


def test_a_flat_list_is_a_list_block() -> None:
    assert one("<ol><li>One</li><li><b>Two</b></li><li></li></ol>") == (
        "list",
        {"style": "numbered", "items": ["One", "<b>Two</b>"]},
    )


def test_nested_lists_stay_nested() -> None:
    assert one("<ul><li>One<ul><li>Two</li></ul></li></ul>") == ("text", "<ul><li>One<ul><li>Two</li></ul></li></ul>")


def test_a_list_nested_the_wrong_way_stays_nested() -> None:
    assert one("<ul><li>One</li><ul><li>Two</li></ul></ul>") == ("text", "<ul><li>One<ul><li>Two</li></ul></li></ul>")


def test_a_quotations_source_is_taken_from_its_cite() -> None:
    markup = "<blockquote><p>Gold is <b>red</b>.</p><cite>Ned Sorrell</cite></blockquote>"
    assert one(markup) == ("quote", {"text": "<p>Gold is <b>red</b>.</p>", "source": "Ned Sorrell"})


def test_a_quotations_source_may_stand_behind_a_dash() -> None:
    assert one("<blockquote><p>Hurry up.</p><p>— A woman in the chip shop</p></blockquote>") == (
        "quote",
        {"text": "<p>Hurry up.</p>", "source": "A woman in the chip shop"},
    )


def test_a_pull_quote_is_plain() -> None:
    inside = "<blockquote><p>Steel <i>and</i> weather</p><cite>J. S.</cite></blockquote>"
    markup = f'<figure class="wp-block-pullquote">{inside}</figure>'
    assert one(markup) == ("pull_quote", {"text": "Steel and weather", "source": "J. S."})


def test_a_picture_has_its_caption_alt_text_number_and_size() -> None:
    markup = (
        '<figure class="wp-block-image alignwide"><a href="/full.jpg"><img src="https://old.example/a-300x200.jpg"'
        ' alt="Boats" class="wp-image-7"/></a><figcaption>The <em>harbour</em></figcaption></figure>'
    )
    photo = MediaRef("https://old.example/a-300x200.jpg", "7")
    assert one(markup) == ("picture", {"photo": photo, "caption": "The harbour", "alt": "Boats", "size": "wide"})


def test_a_picture_at_the_start_of_a_paragraph_comes_before_it_and_one_inside_after_it() -> None:
    first = blocks('<p><img src="/a.jpg"/>Some words.</p>')
    assert [name for name, _value in first] == ["picture", "text"]
    inside = blocks('<p>Some <img src="/a.jpg"/>words.</p>')
    assert inside[0] == ("text", "<p>Some words.</p>")
    assert inside[1][0] == "picture"


def test_a_gallery_keeps_its_pictures_and_captions_in_order() -> None:
    markup = (
        '<figure class="wp-block-gallery"><figure><img src="/1.jpg"/><figcaption>One</figcaption></figure>'
        '<figure><img src="/2.jpg" alt="Two"/></figure><figcaption>All</figcaption></figure>'
    )
    name, value = one(markup)
    assert name == "gallery"
    assert value["title"] == "All"
    shown = [(picture["photo"].url, picture["caption"]) for picture in value["pictures"]]
    assert shown == [("/1.jpg", "One"), ("/2.jpg", "")]


def test_a_plain_table_is_a_table_block_with_its_header_and_caption() -> None:
    markup = (
        "<figure><table><thead><tr><th>Year</th><th>£m</th></tr></thead><tbody><tr><td>2026</td></tr></tbody></table>"
        "<figcaption>Cost</figcaption></figure>"
    )
    name, value = one(markup)
    assert name == "table"
    assert value["data"] == [["Year", "£m"], ["2026", ""]]
    assert value["first_row_is_table_header"]
    assert value["table_caption"] == "Cost"


def test_a_table_with_links_or_joined_cells_stays_html() -> None:
    for cell in ('<td><a href="https://x.example/">x</a></td>', '<td colspan="2">x</td>'):
        name, value = one(f"<table><tr>{cell}<td>y</td></tr></table>")
        assert name == "markup"
        assert "<table>" in value["html"]


def test_definition_lists_are_kept_as_html() -> None:
    assert one("<dl><dt>Tide</dt><dd>Water</dd></dl>") == ("markup", {"html": "<dl><dt>Tide</dt><dd>Water</dd></dl>"})


def test_code_keeps_its_lines_and_its_language() -> None:
    markup = '<pre class="wp-block-code"><code class="language-python">if x:\n    y &lt; 1</code></pre>'
    assert one(markup) == ("code", {"language": "python", "code": "if x:\n    y < 1"})


def test_verse_keeps_its_line_ends() -> None:
    assert one('<pre class="wp-block-verse">One\nTwo</pre>') == ("text", "<p>One<br/>Two</p>")


def test_details_become_an_info_box() -> None:
    markup = "<details><summary>Who is who</summary><p>Ned grows oysters.</p></details>"
    assert one(markup) == ("info_box", {"title": "Who is who", "text": "<p>Ned grows oysters.</p>"})


@pytest.mark.parametrize(
    "markup",
    [
        "<p>https://www.youtube.com/watch?v=abcdefgh123</p>",
        '<figure class="wp-block-embed"><div>\nhttps://www.youtube.com/watch?v=abcdefgh123\n</div></figure>',
        '<iframe src="https://www.youtube.com/embed/abcdefgh123?rel=0"></iframe>',
        '<iframe src="//www.youtube-nocookie.com/embed/abcdefgh123"></iframe>',
        "[embed]https://www.youtube.com/watch?v=abcdefgh123[/embed]",
        "[youtube https://www.youtube.com/watch?v=abcdefgh123]",
    ],
)
def test_a_video_is_an_embed_however_it_was_written(markup: str) -> None:
    name, value = one(markup)
    assert (name, value["url"]) == ("embed", "https://www.youtube.com/watch?v=abcdefgh123")


def test_an_unknown_frame_is_left_out_and_reported() -> None:
    body = convert('<p>Map</p><iframe src="https://maps.example/"></iframe>', BodyFormat.HTML)
    assert body.blocks == [("text", "<p>Map</p>")]
    assert any("frame" in warning for warning in body.warnings)


def test_a_file_a_sound_and_a_film_are_file_blocks() -> None:
    links = '<a href="/a.pdf">The report</a><a class="wp-block-file__button" href="/a.pdf">Download</a>'
    file = f'<div class="wp-block-file">{links}</div>'
    assert one(file) == ("file", {"document": MediaRef("/a.pdf"), "title": "The report"})
    assert one('<figure><audio src="/a.mp3"></audio><figcaption>Blues</figcaption></figure>') == (
        "file",
        {"document": MediaRef("/a.mp3"), "title": "Blues"},
    )


def test_columns_groups_and_covers_are_flattened() -> None:
    markup = '<div class="wp-block-columns"><div class="wp-block-column"><p>One</p></div><div><p>Two</p></div></div>'
    assert one(markup) == ("text", "<p>One</p><p>Two</p>")


def test_footnotes_of_the_block_editor_become_a_numbered_list() -> None:
    found = blocks('<p>Word<sup><a href="#x">1</a></sup></p><!-- wp:footnotes /-->', footnotes=["A <b>note</b>"])
    assert found == [("text", "<p>Word<sup>1</sup></p>"), ("list", {"style": "numbered", "items": ["A <b>note</b>"]})]


def test_blocks_that_wordpress_fills_in_are_reported_once() -> None:
    body = convert("<!-- wp:latest-posts /--><!-- wp:latest-posts /--><!-- wp:calendar /-->", BodyFormat.GUTENBERG)
    assert body.warnings == ["blocks that WordPress fills in itself were left out: latest-posts, calendar"]


def test_links_are_recorded_for_the_writer() -> None:
    body = convert('<p><a href="https://old.example/2020/05/x/">x</a> <a href="#top">y</a></p>', BodyFormat.HTML)
    assert body.links == {"https://old.example/2020/05/x/"}
    assert body.blocks == [("text", '<p><a href="https://old.example/2020/05/x/">x</a> y</p>')]


# Classic texts


def classic(text: str) -> Body:
    return convert(text, BodyFormat.CLASSIC)


def test_an_empty_line_starts_a_paragraph_and_a_line_end_is_a_break() -> None:
    assert classic("One\ntwo\n\n\nThree").blocks == [("text", "<p>One<br/>two</p><p>Three</p>")]


def test_a_paragraph_may_end_inside_an_element() -> None:
    assert classic("<strong>One\n\ntwo</strong> three").blocks == [("text", "<p><b>One</b></p><p><b>two</b> three</p>")]


def test_line_ends_around_blocks_make_no_breaks() -> None:
    found = classic("Before\n<h2>Title</h2>\nAfter\n<ul>\n<li>One</li>\n</ul>\nEnd").blocks
    assert found == [
        ("text", "<p>Before</p>"),
        ("heading", {"text": "Title", "level": "2"}),
        ("text", "<p>After</p>"),
        ("list", {"style": "bulleted", "items": ["One"]}),
        ("text", "<p>End</p>"),
    ]


def test_more_and_nextpage_marks_leave_no_trace() -> None:
    assert classic("One\n\n<!--more-->\n\nTwo\n\n<!--nextpage-->\n\nThree").blocks == [
        ("text", "<p>One</p><p>Two</p><p>Three</p>")
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One<br />\ntwo", "<p>One<br/>two</p>"),
        ("One<br>two<br/>three", "<p>One<br/>two<br/>three</p>"),
        ("One<br /><br />\ntwo", "<p>One</p><p>two</p>"),
        ("One<br>\n<br>\ntwo", "<p>One</p><p>two</p>"),
        ("One<br />\n\ntwo", "<p>One</p><p>two</p>"),
        ("<p>One\ntwo</p>\n<p>three</p>", "<p>One<br/>two</p><p>three</p>"),
        ("<div>One\n\ntwo</div>", "<p>One</p><p>two</p>"),
        ("One\r\ntwo\r\n\r\nthree", "<p>One<br/>two</p><p>three</p>"),
        ("<em>One</em>\n<em>two</em>", "<p><i>One</i><br/><i>two</i></p>"),
    ],
)
def test_breaks_are_those_wordpress_makes(text: str, shown: str) -> None:
    assert classic(text).blocks == [("text", shown)]


def test_an_address_alone_on_its_line_is_an_embed_and_another_sites_stays_text() -> None:
    assert [name for name, _value in classic("Look:\n\nhttps://vimeo.com/123456\n\nWell.").blocks] == [
        "text",
        "embed",
        "text",
    ]
    assert classic("https://somewhere.example/").blocks == [("text", "<p>https://somewhere.example/</p>")]
