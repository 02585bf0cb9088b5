"""Cards of Ghost's editors as HTML, in the classes Ghost itself writes; `bodies/ghost_cards.py` makes blocks of them.

Lexical calls a card by its node type, mobiledoc by its card name; the values in them bear the same names. What was
for e-mail, for members or for signing up is not shown to readers; the report lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from broadsheet.ingest.bodies.words import visible_text
from broadsheet.ingest.parsers.json_values import flag_of, line_of_text, text_of
from broadsheet.ingest.parsers.markup import balanced

Values = Mapping[str, Any]
_MARKDOWN = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
QUOTED = 120
"""Characters of a card left out that the report shows."""
EVERYBODY = ("", "status:free,status:-free", "status:-free,status:free")


@dataclass(slots=True)
class Notes:
    """What the report shall say of one body, each remark once."""

    lines: dict[str, None] = field(default_factory=dict)

    def add(self, line: str) -> None:
        self.lines[line] = None


def card(name: str, values: Values, notes: Notes) -> str:
    """The card as HTML, '' when readers are not to see it. An unknown card keeps the words it holds."""
    name = ALIASES.get(name, name)
    if not _is_public(values.get("visibility")):
        notes.add(f"a part that only members saw was left out: {_words_of(values)}")
        return ""
    if name in LEFT_OUT:
        notes.add(f"{LEFT_OUT[name]} was left out: {_words_of(values)}")
        return ""
    if name in CARDS:
        return CARDS[name](values)
    notes.add(f"the card “{name[:40]}” is unknown; its words are kept")
    return "".join(_paragraph(balanced(text)) for text in _texts(values))


def _is_public(visibility: Any) -> bool:
    """Ghost's rule in its present form (web.nonMember) and in its two older ones (emailOnly, showOnWeb)."""
    if not isinstance(visibility, dict):
        return True
    web = visibility.get("web")
    if isinstance(web, dict) and "nonMember" in web:
        return bool(web["nonMember"])
    return not flag_of(visibility.get("emailOnly")) and visibility.get("showOnWeb", True) is not False


def _texts(values: Values) -> list[str]:
    """Whatever reads like words in a card nobody knows: not addresses, colours or sizes."""
    found = (text_of(value) for value in values.values() if isinstance(value, str))
    return [text for text in found if " " in text.strip()]


def _words_of(values: Values) -> str:
    words = " ".join(" ".join(visible_text(text) for text in _texts(values)).split())
    return (words[:QUOTED] + " …" if len(words) > QUOTED else words) or "no words in it"


# Pieces


def _get(values: Values, *names: str) -> str:
    return next((found for name in names if (found := text_of(values.get(name)).strip())), "")


def _paragraph(inner: str) -> str:
    return f"<p>{inner}</p>" if inner.strip() and not inner.lstrip().startswith("<p") else inner


def _figure(kind: str, inner: str, caption: str = "", width: str = "") -> str:
    width = f" kg-width-{width}" if width in ("wide", "full") else ""
    below = f"<figcaption>{balanced(caption)}</figcaption>" if caption else ""
    return f'<figure class="kg-card kg-{kind}-card{width}">{inner}{below}</figure>'


def _image(values: Values, *names: str) -> str:
    address = _get(values, *(names or ("src",)))
    alt, title = _get(values, "alt"), _get(values, "title")
    return f'<img class="kg-image" src="{escape(address)}" alt="{escape(alt)}" title="{escape(title)}">'


def _link(address: str, label: str) -> str:
    """A link, or its words alone where it leads nowhere."""
    return f'<a href="{escape(address)}">{label}</a>' if address else label


def _button(values: Values, text: str, address: str, shown: str = "") -> str:
    """The button of another card, if it has one that is switched on."""
    label = escape(_get(values, text), quote=False)
    is_shown = not shown or flag_of(values.get(shown))
    return f"<p>{_link(_get(values, address), label)}</p>" if label and is_shown else ""


# Cards


def _picture(values: Values) -> str:
    shown = _image(values)
    if address := _get(values, "href"):
        shown = _link(address, shown)
    return _figure("image", shown, _get(values, "caption"), _get(values, "cardWidth")) if _get(values, "src") else ""


def _gallery(values: Values) -> str:
    images = values.get("images")
    rows = [row for row in images if isinstance(row, dict)] if isinstance(images, list) else []
    shown = "".join(
        f"<figure>{_image(row)}{_caption(_get(row, 'caption'))}</figure>" for row in rows if _get(row, "src")
    )
    return _figure("gallery", shown, _get(values, "caption"))


def _caption(caption: str) -> str:
    return f"<figcaption>{balanced(caption)}</figcaption>" if caption else ""


def _embed(values: Values) -> str:
    """The address goes along in data-url: the markup of the site it came from may not name it."""
    metadata = values.get("metadata")
    title = line_of_text(metadata.get("title")) if isinstance(metadata, dict) else ""
    inner = balanced(_get(values, "html"))
    address = _get(values, "url")
    caption = _caption(_get(values, "caption"))
    data = f'data-url="{escape(address)}" data-title="{escape(title)}"'
    return f'<figure class="kg-card kg-embed-card" {data}>{inner}{caption}</figure>' if address or inner else ""


def _bookmark(values: Values) -> str:
    metadata = values.get("metadata")
    about: Values = metadata if isinstance(metadata, dict) else values
    address = _get(values, "url") or _get(about, "url")
    parts = {
        "title": _get(about, "title") or address,
        "description": _get(about, "description"),
        "author": _get(about, "publisher"),
        "publisher": _get(about, "author"),
    }
    shown = "".join(
        f'<div class="kg-bookmark-{name}">{escape(text, quote=False)}</div>' for name, text in parts.items() if text
    )
    link = f'<a class="kg-bookmark-container" href="{escape(address)}">{shown}</a>'
    return _figure("bookmark", link, _get(values, "caption")) if shown else ""


def _code(values: Values) -> str:
    language = escape(_get(values, "language"))
    code = f'<pre><code class="language-{language}">{escape(text_of(values.get("code")), quote=False)}</code></pre>'
    return code + _paragraph(balanced(_get(values, "caption")))


def _callout(values: Values) -> str:
    emoji, text = escape(_get(values, "calloutEmoji"), quote=False), balanced(_get(values, "calloutText"))
    return (
        f'<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">{emoji}</div>'
        f'<div class="kg-callout-text">{text}</div></div>'
    )


def _toggle(values: Values) -> str:
    heading, content = balanced(_get(values, "heading")), balanced(_get(values, "content"))
    return f"<details><summary>{heading}</summary>{_paragraph(content)}</details>"


def _header(values: Values) -> str:
    background = _get(values, "backgroundImageSrc")
    picture = _figure("image", f'<img src="{escape(background)}" alt="">') if background else ""
    heading = balanced(_get(values, "header"))
    return (
        picture
        + (f"<h2>{heading}</h2>" if heading else "")
        + _paragraph(balanced(_get(values, "subheader")))
        + _button(values, "buttonText", "buttonUrl", "buttonEnabled")
    )


def _product(values: Values) -> str:
    address = _get(values, "productImageSrc")
    picture = f'<img class="kg-product-card-image" src="{escape(address)}" alt="">' if address else ""
    rating = values.get("productStarRating")
    stars = ""
    if flag_of(values.get("productRatingEnabled")) and isinstance(rating, int | float) and 0 <= rating <= 5:
        stars = f"<p>{'★' * int(rating)}{'☆' * (5 - int(rating))}</p>"
    return (
        f'<div class="kg-card kg-product-card">{picture}'
        f'<h4 class="kg-product-card-title">{balanced(_get(values, "productTitle"))}</h4>{stars}'
        f"{_paragraph(balanced(_get(values, 'productDescription')))}"
        f"{_button(values, 'productButton', 'productUrl', 'productButtonEnabled')}</div>"
    )


def _call_to_action(values: Values) -> str:
    address = _get(values, "imageUrl") if values.get("hasImage", True) else ""
    picture = f'<img src="{escape(address)}" alt="">' if address else ""
    label = balanced(_get(values, "sponsorLabel")) if flag_of(values.get("hasSponsorLabel")) else ""
    return (
        f'<div class="kg-card kg-cta-card">{picture}<div class="kg-cta-sponsor-label">{label}</div>'
        f"{_paragraph(balanced(_get(values, 'textValue')))}"
        f"{_button(values, 'buttonText', 'buttonUrl', 'showButton')}</div>"
    )


def _audio(values: Values) -> str:
    title = escape(_get(values, "title"), quote=False)
    return _figure("audio", f'<audio src="{escape(_get(values, "src"))}"></audio>', title)


def _video(values: Values) -> str:
    address = escape(_get(values, "src"))
    return _figure("video", f'<video src="{address}"></video>', _get(values, "caption"))


def _file(values: Values) -> str:
    title = escape(_get(values, "fileTitle", "fileName"), quote=False)
    caption = escape(_get(values, "fileCaption"), quote=False)
    return (
        f'<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="{escape(_get(values, "src"))}">'
        f'<div class="kg-file-card-title">{title}</div></a><div class="kg-file-card-caption">{caption}</div></div>'
    )


CARDS: dict[str, Callable[[Values], str]] = {
    "image": _picture,
    "gallery": _gallery,
    "embed": _embed,
    "bookmark": _bookmark,
    "html": lambda values: balanced(text_of(values.get("html"))),
    "plugin-card": lambda values: balanced(text_of(values.get("html"))),
    "markdown": lambda values: balanced(str(_MARKDOWN.render(_get(values, "markdown")))),
    "codeblock": _code,
    "callout": _callout,
    "toggle": _toggle,
    "button": lambda values: _button(values, "buttonText", "buttonUrl"),
    "horizontalrule": lambda values: "<hr>",
    "header": _header,
    "product": _product,
    "call-to-action": _call_to_action,
    "audio": _audio,
    "video": _video,
    "file": _file,
}
LEFT_OUT = {
    "email": "a part that only went out by e-mail",
    "email-cta": "a part that only went out by e-mail",
    "signup": "a form to sign up",
    "collection": "a list of posts that Ghost fills in itself",
    "transistor": "a podcast player for members",
}
ALIASES = {"hr": "horizontalrule", "code": "codeblock", "card-markdown": "markdown"}
