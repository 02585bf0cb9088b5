"""Nothing that can act survives a conversion."""

import json

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.records import BodyFormat

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<p onclick='alert(1)'>x</p>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='x\" onmouseover=\"alert(1)'>x</a>",
    "<img src='javascript:alert(1)'>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://evil.example'><input name=a><button formaction='javascript:alert(1)'>x</button></form>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<link rel=stylesheet href=https://evil.example/x.css><meta http-equiv=refresh content='0;url=x'>",
    "<base href='https://evil.example/'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<table><tr><td onclick='alert(1)'><a href='javascript:alert(1)'>x</a><td><script>alert(1)</script></table>",
    "<dl><dt onclick='alert(1)'>x</dt><dd><iframe src='https://evil.example'></iframe></dd></dl>",
    "<template><script>alert(1)</script></template>",
    "[caption caption='<script>alert(1)</script>']<img src=/x.jpg onload=alert(1)>[/caption]",
    "[audio src='javascript:alert(1)']",
    "[embed]javascript:alert(1)[/embed]",
    "<figure class='wp-block-embed'>javascript:alert(1)</figure>",
    "<video src='javascript:alert(1)' onplay='alert(1)'></video>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<details ontoggle=alert(1) open><summary>x</summary><p onclick=alert(1)>y</p></details>",
]
FORBIDDEN = (
    "<script", "<iframe", "<object", "<embed", "<style", "<svg", "<form", "<input", "<link", "<meta", "<base", "<img",
    "onerror=", "onload=", "onclick=", "onmouseover=\"", "onplay=", "ontoggle=", "style=", "srcdoc", 'href="javascript',
    'href="data:', 'href="vbscript', '"url": "javascript', "data:image", "src javascript", "src data:",
)  # fmt: skip


@pytest.mark.parametrize("body_format", [BodyFormat.CLASSIC, BodyFormat.GUTENBERG, BodyFormat.MARKDOWN])
@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_that_can_act_survives(markup: str, body_format: BodyFormat) -> None:
    found = convert(f"<p>Before</p>\n\n{markup}\n\n<p>After</p>", body_format).blocks
    rich = [
        text
        for name, value in found
        for text in _strings(value)
        if name in ("text", "quote", "list", "info_box", "markup", "embed", "file", "picture")
    ]
    written = " ".join(rich).lower()
    assert "before" in written
    assert "after" in written
    assert [mark for mark in FORBIDDEN if mark in written] == []


def _strings(value: object) -> list[str]:
    return [json.dumps(value, default=lambda thing: f"src {thing}", ensure_ascii=False)] if value else []


def test_a_very_deep_body_keeps_its_words() -> None:
    depth = 3000
    found = convert("<div>" * depth + "deep words" + "</div>" * depth, BodyFormat.HTML)
    assert "deep words" in str(found.blocks)


def test_a_very_long_body_is_converted_in_fair_time() -> None:
    found = convert("[x " * 3000 + "<p>" * 3000 + "word " * 50_000, BodyFormat.CLASSIC)
    assert found.blocks
