"""Bodies of Ghost posts as blocks: Lexical, mobiledoc and HTML, with every card of its editors."""

import json
from collections import Counter
from typing import Any

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.words import words_of_blocks, words_of_html
from broadsheet.ingest.parsers.ghost_body import body_of
from broadsheet.ingest.parsers.ghost_cards import Notes
from broadsheet.ingest.records import Block, BodyFormat, MediaRef
from tests.ingest.ghost_exports import lexical, paragraph, words

Node = dict[str, Any]
IMAGE = "__GHOST_URL__/content/images/2024/05/boat.jpg"
PHOTO = MediaRef("https://old.example/content/images/2024/05/boat.jpg")


def read(**row: str) -> tuple[list[Block], list[str]]:
    """The blocks of a row's body, and what the report is told."""
    notes = Notes()
    body = convert(body_of(row, "https://old.example", notes), BodyFormat.HTML)
    return body.blocks, [*notes.lines, *body.warnings]


def blocks(*nodes: Node) -> list[Block]:
    found, remarks = read(lexical=lexical(*nodes))
    assert remarks == []
    return found


def item(*children: Node) -> Node:
    return {"type": "listitem", "children": list(children)}


def list_of(kind: str, *items: Node) -> Node:
    return {"type": "list", "listType": kind, "children": list(items)}


@pytest.mark.parametrize(
    ("bits", "rich"),
    [
        (1, "<b>w</b>"),
        (2, "<i>w</i>"),
        (3, "<i><b>w</b></i>"),
        (4, "<s>w</s>"),
        (8, "w"),
        (16, "<code>w</code>"),
        (32, "<sub>w</sub>"),
        (64, "<sup>w</sup>"),
        (128, "w"),
    ],
)
def test_the_bits_of_a_text_are_its_formats(bits: int, rich: str) -> None:
    assert blocks(paragraph("a ", words("w", bits), " b")) == [("text", f"<p>a {rich} b</p>")]


TEXTS: list[tuple[Node, list[Block]]] = [
    (paragraph("one", {"type": "linebreak"}, "two <b>&"), [("text", "<p>one<br/>two &lt;b&gt;&amp;</p>")]),
    (
        paragraph({"type": "link", "url": "__GHOST_URL__/a/", "children": [words("there")]}),
        [("text", '<p><a href="https://old.example/a/">there</a></p>')],
    ),
    (
        paragraph({"type": "at-link", "url": "https://x.example/", "children": [words("x")]}),
        [("text", '<p><a href="https://x.example/">x</a></p>')],
    ),
    (
        {"type": "extended-heading", "tag": "h3", "children": [words("Tide")]},
        [("heading", {"text": "Tide", "level": "3"})],
    ),
    ({"type": "heading", "tag": "script", "children": [words("Tide")]}, [("heading", {"text": "Tide", "level": "2"})]),
    ({"type": "extended-quote", "children": [words("So.")]}, [("quote", {"text": "<p>So.</p>", "source": ""})]),
    ({"type": "aside", "children": [words("So.")]}, [("quote", {"text": "<p>So.</p>", "source": ""})]),
    (
        list_of("number", item(words("One")), item(words("Two"))),
        [("list", {"style": "numbered", "items": ["One", "Two"]})],
    ),
    (
        list_of("bullet", item(words("One")), item(list_of("bullet", item(words("Deep"))))),
        [("text", "<ul><li>One<ul><li>Deep</li></ul></li></ul>")],
    ),
    (
        {"type": "code", "children": [words("a"), {"type": "linebreak"}, {"type": "code-highlight", "text": "b"}]},
        [("code", {"language": "", "code": "a\nb"})],
    ),
    ({"type": "newer-block", "children": [paragraph("kept")]}, [("text", "<p>kept</p>")]),
    (paragraph({"type": "tk", "text": "TK"}, {"type": "tab"}, {"type": "zwnj"}, "end"), [("text", "<p>TK end</p>")]),
]


@pytest.mark.parametrize(("node", "expected"), TEXTS)
def test_texts_of_lexical(node: Node, expected: list[Block]) -> None:
    assert blocks(node) == expected


def test_a_link_that_runs_a_script_keeps_its_words_only() -> None:
    link = {"type": "link", "url": "java\tscript:alert(1)", "children": [words("no")]}
    found, remarks = read(lexical=lexical(paragraph(link, "!")))
    assert found == [("text", "<p>no!</p>")]
    assert "ran a script" in remarks[0]


EMBED = {"url": "https://www.youtube.com/watch?v=abcdef12345", "title": "Tide", "caption": "Film: Jo"}
CARDS: list[tuple[str, Node, list[Block]]] = [
    (
        "image",
        {"src": IMAGE, "alt": "A boat", "caption": "At <b>six</b>", "cardWidth": "wide", "href": "https://x.example/"},
        [("picture", {"photo": PHOTO, "caption": "At six", "alt": "A boat", "size": "wide"})],
    ),
    (
        "image",
        {"src": IMAGE.replace("images/", "images/size/w1000h600/format/webp/"), "cardWidth": "full"},
        [("picture", {"photo": PHOTO, "caption": "", "alt": "", "size": "full"})],
    ),
    (
        "gallery",
        {"images": [{"src": IMAGE, "alt": "1", "caption": "One"}, {"src": "/2.jpg"}], "caption": "Boats"},
        [
            (
                "gallery",
                {
                    "title": "Boats",
                    "pictures": [
                        {"photo": PHOTO, "caption": "One", "alt": "1"},
                        {"photo": MediaRef("/2.jpg"), "caption": "", "alt": ""},
                    ],
                },
            )
        ],
    ),
    (
        "gallery",
        {"images": [{"src": IMAGE}]},
        [("picture", {"photo": PHOTO, "caption": "", "alt": "", "size": "text"})],
    ),
    (
        "embed",
        {
            "url": "https://www.youtube.com/watch?v=abcdef12345",
            "html": '<iframe src="https://www.youtube.com/embed/abcdef12345?feature=oembed"></iframe>',
            "caption": "Film: Jo",
            "metadata": {"title": "Tide"},
        },
        [("embed", EMBED)],
    ),
    (
        "embed",
        {
            "url": "https://twitter.com/jo/status/12",
            "html": "<blockquote class='twitter-tweet'><p>High tide</p>&mdash; Jo</blockquote><script></script>",
        },
        [("embed", {"url": "https://twitter.com/jo/status/12", "title": "High tide — Jo", "caption": ""})],
    ),
    (
        "embed",
        {"url": "https://tides.example/12", "html": "<p>High tide at six</p>", "caption": "Tides"},
        [
            (
                "text",
                '<p>High tide at six</p><p><a href="https://tides.example/12">https://tides.example/12</a></p><p>Tides</p>',
            )
        ],
    ),
    (
        "embed",
        {"url": "https://tides.example/12", "html": "", "metadata": {"title": "The tides"}},
        [("text", '<p><a href="https://tides.example/12">The tides</a></p>')],
    ),
    (
        "bookmark",
        {
            "url": "https://x.example/a",
            "metadata": {
                "title": "The <tide>",
                "description": "Today",
                "author": "Jo",
                "publisher": "X",
                "icon": "/i.png",
                "thumbnail": "/t.jpg",
            },
            "caption": "See also",
        },
        [
            (
                "text",
                '<p><b><a href="https://x.example/a">The &lt;tide&gt;</a></b><br/>Today<br/>X · Jo</p><p>See also</p>',
            )
        ],
    ),
    (
        "bookmark",
        {"url": "https://x.example/a"},
        [("text", '<p><b><a href="https://x.example/a">https://x.example/a</a></b></p>')],
    ),
    ("html", {"html": "<div><p>one<div>two"}, [("text", "<p>one</p><p>two</p>")]),
    ("html", {"html": "<!-- open <p>never closed"}, []),
    (
        "markdown",
        {"markdown": "# Tide\n\nat *six*\nsharp"},
        [("heading", {"text": "Tide", "level": "2"}), ("text", "<p>at <i>six</i><br/>sharp</p>")],
    ),
    (
        "codeblock",
        {"code": "a <b>\n  c", "language": "python", "caption": "Listing"},
        [("code", {"language": "python", "code": "a <b>\n  c"}), ("text", "<p>Listing</p>")],
    ),
    (
        "callout",
        {"calloutEmoji": "💡", "calloutText": 'Bring <b>boots</b> &amp; <a href="https://x.example/">maps</a>'},
        [
            (
                "info_box",
                {"title": "", "text": '<p>💡 Bring <b>boots</b> &amp; <a href="https://x.example/">maps</a></p>'},
            )
        ],
    ),
    (
        "toggle",
        {"heading": "When?", "content": "<p>At <b>six</b>.</p><ul><li>Sharp</li></ul>"},
        [("info_box", {"title": "When?", "text": "<p>At <b>six</b>.</p><ul><li>Sharp</li></ul>"})],
    ),
    (
        "button",
        {"buttonText": "Book", "buttonUrl": "https://x.example/", "alignment": "center"},
        [("text", '<p><a href="https://x.example/">Book</a></p>')],
    ),
    (
        "header",
        {
            "version": 2,
            "header": "Big <b>tide</b>",
            "subheader": "Tonight",
            "backgroundImageSrc": IMAGE,
            "buttonEnabled": True,
            "buttonText": "More",
            "buttonUrl": "https://x.example/",
        },
        [
            ("picture", {"photo": PHOTO, "caption": "", "alt": "", "size": "text"}),
            ("heading", {"text": "Big tide", "level": "2"}),
            ("text", '<p>Tonight</p><p><a href="https://x.example/">More</a></p>'),
        ],
    ),
    (
        "product",
        {
            "productImageSrc": IMAGE,
            "productTitle": "Boots",
            "productDescription": "<p>Dry.</p>",
            "productRatingEnabled": True,
            "productStarRating": 4,
            "productButtonEnabled": True,
            "productButton": "Buy",
            "productUrl": "https://x.example/",
        },
        [
            ("picture", {"photo": PHOTO, "caption": "", "alt": "", "size": "text"}),
            (
                "info_box",
                {"title": "Boots", "text": '<p>★★★★☆</p><p>Dry.</p><p><a href="https://x.example/">Buy</a></p>'},
            ),
        ],
    ),
    (
        "call-to-action",
        {
            "textValue": "<p>Help us</p>",
            "showButton": True,
            "buttonText": "Give",
            "buttonUrl": "https://x.example/",
            "hasSponsorLabel": True,
            "sponsorLabel": "<p>SPONSORED</p>",
            "hasImage": True,
            "imageUrl": IMAGE,
        },
        [
            ("picture", {"photo": PHOTO, "caption": "", "alt": "", "size": "text"}),
            ("info_box", {"title": "SPONSORED", "text": '<p>Help us</p><p><a href="https://x.example/">Give</a></p>'}),
        ],
    ),
    (
        "audio",
        {"src": "/content/media/2024/05/talk.mp3", "title": "The talk", "duration": 190.4},
        [("file", {"document": MediaRef("/content/media/2024/05/talk.mp3"), "title": "The talk"})],
    ),
    (
        "video",
        {"src": "/content/media/2024/05/tide.mp4", "caption": "The <b>tide</b>", "thumbnailSrc": "/t.jpg"},
        [("file", {"document": MediaRef("/content/media/2024/05/tide.mp4"), "title": "The tide"})],
    ),
    (
        "file",
        {"src": "/content/files/2024/05/a.pdf", "fileTitle": "Report", "fileCaption": "All of it", "fileName": "a.pdf"},
        [
            ("file", {"document": MediaRef("/content/files/2024/05/a.pdf"), "title": "Report"}),
            ("text", "<p>All of it</p>"),
        ],
    ),
    ("plugin-card", {"html": "<p>Plugged</p>", "pluginName": "x"}, [("text", "<p>Plugged</p>")]),
]


@pytest.mark.parametrize(("name", "values", "expected"), CARDS)
def test_cards_of_lexical(name: str, values: Node, expected: list[Block]) -> None:
    assert blocks({"type": name, **values}) == expected


@pytest.mark.parametrize(("name", "values", "expected"), CARDS)
def test_the_same_cards_of_mobiledoc(name: str, values: Node, expected: list[Block]) -> None:
    name = {"codeblock": "code"}.get(name, name)
    document = {"version": "0.3.1", "cards": [[name, values]], "sections": [[10, 0]]}
    assert read(mobiledoc=json.dumps(document))[0] == expected


def test_a_rule_stands_between_paragraphs() -> None:
    found = blocks(paragraph("one"), {"type": "horizontalrule"}, paragraph("two"))
    assert found == [("text", "<p>one</p>"), ("markup", {"html": "<hr>"}), ("text", "<p>two</p>")]


MEMBERS_ONLY = {"web": {"nonMember": False, "memberSegment": "status:-free"}, "email": {"memberSegment": ""}}


@pytest.mark.parametrize(
    ("node", "remark"),
    [
        ({"type": "email", "html": "<p>Dear reader of ours</p>"}, "only went out by e-mail was left out: Dear"),
        ({"type": "email-cta", "html": "<p>Join us now</p>", "buttonText": "Join"}, "by e-mail was left out: Join"),
        ({"type": "signup", "header": "Sign up now", "disclaimer": "No spam ever"}, "sign up was left out: Sign"),
        ({"type": "paywall"}, "a mark after which the text was for members"),
        ({"type": "transistor"}, "podcast player"),
        ({"type": "collection", "header": "Latest of all"}, "fills in itself was left out: Latest of all"),
        (
            {"type": "html", "html": "<p>For the few</p>", "visibility": MEMBERS_ONLY},
            "only members saw was left out: For",
        ),
        ({"type": "html", "html": "<p>By mail only</p>", "visibility": {"emailOnly": True}}, "only members saw"),
        (
            {"type": "call-to-action", "textValue": "Now or never", "visibility": {"showOnWeb": False}},
            "only members saw",
        ),
    ],
)
def test_what_readers_of_the_site_did_not_see_is_listed_and_not_shown(node: Node, remark: str) -> None:
    found, remarks = read(lexical=lexical(paragraph("Before."), node, paragraph("After.")))
    assert found == [("text", "<p>Before.</p><p>After.</p>")]
    assert len(remarks) == 1
    assert remark in remarks[0]


def test_a_card_nobody_knows_keeps_its_words_and_is_reported() -> None:
    found, remarks = read(lexical=lexical({"type": "poll", "question": "Is it wet?", "color": "#fff", "answers": 3}))
    assert found == [("text", "<p>Is it wet?</p>")]
    assert "“poll” is unknown" in remarks[0]


MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "__GHOST_URL__/a/", "rel", "x"]], ["script"]],
    "atoms": [["soft-return", "", {}], ["mention", "@jo", {}]],
    "cards": [["hr", {}], ["card-markdown", {"markdown": "*md*"}]],
    "sections": [
        [1, "h2", [[0, [], 0, "Tide"]]],
        [1, "p", [[0, [0], 0, "one "], [0, [1], 2, "two"], [1, [], 0, 0], [0, [2], 1, "three "], [1, [], 0, 1]]],
        [3, "ol", [[[0, [], 0, "first"]], [[0, [0], 1, "second"]]]],
        [1, "aside", [[0, [], 0, "said"]]],
        [2, "/content/images/2024/05/boat.jpg"],
        [10, 0],
        [10, 1],
        [10, 99],
        [99, "?"],
    ],
}


def test_mobiledoc_is_read_with_its_markups_atoms_and_cards() -> None:
    assert read(mobiledoc=json.dumps(MOBILEDOC))[0] == [
        ("heading", {"text": "Tide", "level": "2"}),
        ("text", '<p><b>one <a href="https://old.example/a/">two</a></b><br/>three @jo</p>'),
        ("list", {"style": "numbered", "items": ["first", "<b>second</b>"]}),
        ("quote", {"text": "<p>said</p>", "source": ""}),
        ("picture", {"photo": MediaRef("/content/images/2024/05/boat.jpg"), "caption": "", "alt": "", "size": "text"}),
        ("markup", {"html": "<hr>"}),
        ("text", "<p><i>md</i></p>"),
    ]


LEXICAL = lexical(paragraph("from lexical"))
FROM_MOBILEDOC = json.dumps({"version": "0.3.1", "sections": [[1, "p", [[0, [], 0, "from mobiledoc"]]]]})


@pytest.mark.parametrize(
    ("row", "expected", "remarks"),
    [
        ({"lexical": LEXICAL, "mobiledoc": FROM_MOBILEDOC, "html": "<p>from html</p>"}, "from lexical", 0),
        ({"lexical": None, "mobiledoc": FROM_MOBILEDOC, "html": "<p>from html</p>"}, "from mobiledoc", 0),
        ({"mobiledoc": "", "html": "<p>from html</p>", "plaintext": "from plaintext"}, "from html", 0),
        ({"html": None, "plaintext": "from plaintext"}, "from plaintext", 0),
        ({"lexical": "{", "mobiledoc": FROM_MOBILEDOC}, "from mobiledoc", 1),
        ({"lexical": '{"root": 1}', "mobiledoc": '{"version": "9"}', "html": "<p>from html</p>"}, "from html", 2),
        ({"lexical": "[" * 9000, "html": "<p>from html</p>"}, "from html", 1),
    ],
)
def test_lexical_comes_first_then_mobiledoc_then_html(row: dict[str, Any], expected: str, remarks: int) -> None:
    found, noted = read(**row)
    assert found == [("text", f"<p>{expected}</p>")]
    assert len(noted) == remarks


def test_lexical_nested_without_end_gives_way_to_the_html() -> None:
    node: Node = words("deep")
    for _level in range(200):
        node = {"type": "quote", "children": [node]}
    assert read(lexical=lexical(node), html="<p>flat</p>")[0] == [("text", "<p>flat</p>")]


@pytest.mark.parametrize(
    "strange", [None, 7, [], ["x"], {"type": 7}, {"type": "paragraph", "children": 7}, {"type": []}]
)
def test_strange_nodes_do_no_harm(strange: Any) -> None:
    document = json.dumps({"root": {"children": [strange, paragraph("kept")]}})
    assert read(lexical=document)[0] == [("text", "<p>kept</p>")]


@pytest.mark.parametrize("strange", [None, 7, [], [1], [1, "p"], [1, "p", 7], [3, "ul", [7]], [10], [10, "x"], [[]]])
def test_strange_sections_do_no_harm(strange: Any) -> None:
    document = {"version": "0.3.1", "sections": [strange, [1, "p", [7, [0, ["x", 99], 9, "kept"]]]]}
    assert read(mobiledoc=json.dumps(document))[0] == [("text", "<p>kept</p>")]


@pytest.mark.parametrize(
    "card",
    [
        "<div><script>alert(1)",
        "<!-- no end",
        "<textarea>",
        "<title>",
        "<style>p{}",
        "<table><tr><td>",
        "</div></div></body>",
        "<svg><p>",
        "<select><option>",
    ],
)
def test_an_html_card_swallows_nothing_of_what_follows_it(card: str) -> None:
    found, _remarks = read(lexical=lexical(paragraph("before"), {"type": "html", "html": card}, paragraph("after")))
    assert words_of_blocks(found) >= Counter(before=1, after=1)
    assert "alert" not in repr(found)


RENDERED = """<p>One</p>
<div class="kg-card kg-audio-card"><div class="kg-audio-player-container"><audio src="/content/media/2024/05/a.mp3">
</audio><div class="kg-audio-title">The talk</div><div class="kg-audio-player"><button>1&times;</button>
<span class="kg-audio-duration">3:10</span></div></div></div>
<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="/content/media/2024/05/t.mp4"></video>
<div class="kg-video-player-container"><div class="kg-video-player"><span>0:00</span></div></div></div>
<figcaption>The tide</figcaption></figure>
<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/content/files/2024/05/a.pdf">
<div class="kg-file-card-contents"><div class="kg-file-card-title">Report</div>
<div class="kg-file-card-caption">All of it</div><div class="kg-file-card-metadata">
<div class="kg-file-card-filename">a.pdf</div><div class="kg-file-card-filesize">2 MB</div></div></div></a></div>
<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">When?</h4></div>
<div class="kg-toggle-content"><p>At six.</p></div></div>
<div class="kg-card kg-signup-card"><h2>Join</h2><form><input><button>Subscribe</button></form></div>
<!--kg-gated-block:begin nonMember:false memberSegment:"status:free" --><p>Secret</p><!--kg-gated-block:end-->
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/a">
<div class="kg-bookmark-content"><div class="kg-bookmark-title">The tide</div>
<div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" src="/i.png"></div></div></a></figure>"""


def test_html_that_ghost_rendered_becomes_the_same_blocks() -> None:
    found, remarks = read(html=RENDERED)
    assert found == [
        ("text", "<p>One</p>"),
        ("file", {"document": MediaRef("/content/media/2024/05/a.mp3"), "title": "The talk"}),
        ("file", {"document": MediaRef("/content/media/2024/05/t.mp4"), "title": "The tide"}),
        ("file", {"document": MediaRef("/content/files/2024/05/a.pdf"), "title": "Report"}),
        ("text", "<p>All of it</p>"),
        ("info_box", {"title": "When?", "text": "<p>At six.</p>"}),
        ("text", '<p><b><a href="https://x.example/a">The tide</a></b></p>'),
    ]
    assert remarks == ["a part that only members saw was left out", "a form to sign up was left out: Join Subscribe"]


def test_no_word_of_the_rendered_html_is_lost_from_the_cards() -> None:
    """What the cards' HTML says is what the blocks say: names, descriptions, captions, buttons."""
    nodes = [{"type": name, **values} for name, values, _expected in CARDS]
    html = body_of({"lexical": lexical(*nodes)}, "https://old.example", Notes())
    assert words_of_html(html) - words_of_blocks(convert(html, BodyFormat.HTML).blocks) == Counter()
