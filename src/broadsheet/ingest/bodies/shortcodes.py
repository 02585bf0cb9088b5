"""WordPress shortcodes, before the HTML is read: the known ones become HTML, the unknown ones are left for editors.

[sic], [1] and [simple boat] are words, not shortcodes: an unknown name counts as one only when it has attributes
(name=value) or an address, a closing half, a hyphen or underscore in its name, or a line to itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from html import escape

from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.embeds import embed_of
from broadsheet.ingest.bodies.enclosed import COMMENT, closings_of, replaced
from broadsheet.ingest.bodies.left_codes import as_element

_NAME = r"[A-Za-z][A-Za-z0-9_-]*"
_ATTRIBUTE_TEXT = r"(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*"
_CLOSING = re.compile(rf"\[/({_NAME})\]")
_OPENING_NAME = re.compile(rf"\[({_NAME})(?![\w-])")
_PARAGRAPH = re.compile(r"</?p[^<>]*>")
_OPENING = re.compile(rf"\[(\[?)({_NAME})(?![\w-])({_ATTRIBUTE_TEXT}?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|(?:\"([^\"]*)\"|([^\s\"']+))")
_GUARD = re.compile(r"<(pre|code|script|style)\b[^<>]*>|<!--", re.IGNORECASE)
_GUARD_ENDS = {**closings_of("pre", "code", "script", "style"), **COMMENT}
_HAS_ATTRIBUTE = re.compile(r"[\w-]\s*=\s*[\"'\w&]")
_CURLY = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'"})
_PICTURE = re.compile(r"^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)\s*(.*)$", re.DOTALL | re.IGNORECASE)
ENCLOSING = frozenset({"caption", "wp_caption", "embed", "audio", "video", "code", "sourcecode", "pullquote"})
WITH_CODES_INSIDE = frozenset({"caption", "wp_caption", "pullquote"})
DEEPEST = 3
LONGEST_TAG = 2000

Attributes = dict[str, str]


def expand(text: str, context: Context) -> str:
    """The text with its shortcodes turned into HTML or taken out. Code listings and comments are left alone."""
    if "[" not in text:
        return text
    kept: list[str] = []

    def guard(listing: str) -> str:
        kept.append(listing)
        return f"\x02{len(kept) - 1}\x03"

    def put_back(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return kept[number] if number < len(kept) else ""

    expanded = _Expander(replaced(text, _GUARD, _GUARD_ENDS, guard), context).run()
    return re.sub(r"\x02(\d{1,9})\x03", put_back, expanded)


def without_codes(text: str) -> str:
    """The text as `expand` leaves it, unreported: for counting words."""
    return expand(text, Context())


class _Expander:
    def __init__(self, text: str, context: Context, depth: int = 0) -> None:
        self.text = text
        self.context = context
        self.depth = depth
        self.closings = _positions(_CLOSING, text)
        self.openings = _positions(_OPENING_NAME, text)

    def run(self) -> str:
        pieces: list[str] = []
        at = 0
        while match := _OPENING.search(self.text, at):
            pieces.append(self.text[at : match.start()])
            replacement, at = self._replace(match)
            pieces.append(replacement)
        pieces.append(self.text[at:])
        joined = "".join(pieces)
        return _CLOSING.sub(self._closing, joined) if self.closings else joined

    def _replace(self, match: re.Match[str]) -> tuple[str, int]:
        escaped, name, raw, _slash, escaped_end = match.groups()
        name = name.lower()
        if escaped and escaped_end:
            return match.group(0)[1:-1].replace("[", "&#91;").replace("]", "&#93;"), match.end()
        start = match.end() - len(escaped_end)
        before = "[" if escaped else ""
        if name not in KNOWN and not self._is_code(name, raw, match):
            return match.group(0), match.end()
        if _is_in_tag(match):
            self.context.warn(f"a shortcode in an address or an attribute was left out: {match.group(0)[:200]}")
            return before, start
        if name in KNOWN:
            content, end = self._content(name, start, match.group(4) == "/")
            return before + KNOWN[name](attributes(raw), content, self.context), end
        return before + as_element(name, self.text[match.start() + len(escaped) : start], self.context), start

    def _closing(self, match: re.Match[str]) -> str:
        """The closing half of a code that was left for editors; what stands between the halves stays in the text."""
        name = match.group(1).lower()
        return "" if name in KNOWN or _is_in_tag(match) else as_element(name, match.group(0), self.context)

    def _content(self, name: str, start: int, closed: bool) -> tuple[str, int]:
        if closed or name not in ENCLOSING:
            return "", start
        ending = _first_from(self.closings.get(name, ()), start)
        following = _first_from(self.openings.get(name, ()), start)
        if ending is None or (following is not None and following < ending):
            return "", start
        content = self.text[start:ending]
        if name in WITH_CODES_INSIDE and "[" in content and self.depth < DEEPEST:
            content = _Expander(content, self.context, self.depth + 1).run()
        return content, ending + len(f"[/{name}]")

    def _is_code(self, name: str, raw: str, match: re.Match[str]) -> bool:
        if _HAS_ATTRIBUTE.search(raw) or name in self.closings or (("-" in name or "_" in name) and not raw.strip()):
            return True
        if "://" in raw:
            return True
        return (not raw.strip() or raw.strip().isdecimal()) and self._stands_alone(match)

    def _stands_alone(self, match: re.Match[str]) -> bool:
        """Whether its line, or the nearest part of an endless one, holds nothing else but tags of paragraphs."""
        before = self.text[max(0, match.start() - LONGEST_TAG) : match.start()].rpartition("\n")[2]
        after = self.text[match.end() : match.end() + LONGEST_TAG].partition("\n")[0]
        return not _PARAGRAPH.sub("", before).strip() and not _PARAGRAPH.sub("", after).strip()


def _positions(pattern: re.Pattern[str], text: str) -> dict[str, list[int]]:
    """Where each name stands in the text, in order."""
    found: dict[str, list[int]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match.group(1).lower(), []).append(match.start())
    return found


def _first_from(positions: Sequence[int], start: int) -> int | None:
    at = bisect_left(positions, start)
    return positions[at] if at < len(positions) else None


def _is_in_tag(match: re.Match[str]) -> bool:
    """Whether a code stands within <…>, where no element can take its place."""
    before = match.string[max(0, match.start() - LONGEST_TAG) : match.start()]
    at = before.rfind("<")
    return at > before.rfind(">") and before[at + 1 : at + 2].isalpha()


def attributes(raw: str) -> Attributes:
    """Names to values; a value without a name is '0', '1', … as in WordPress."""
    found: Attributes = {}
    for match in _ATTRIBUTE.finditer(raw.translate(_CURLY)):
        name, *values = match.groups()
        value = next((one for one in values if one is not None), "")
        found[name.lower() if name else str(len([key for key in found if key.isdigit()]))] = value
    return found


def _caption(values: Attributes, content: str, context: Context) -> str:
    match = _PICTURE.match(content)
    shown, caption = (match.group(1), match.group(2)) if match else ("", content)
    caption = " ".join(part for part in (values.get("caption", ""), caption.strip()) if part)
    align = escape(values.get("align", ""))
    return f'<figure class="{align}">{shown}<figcaption>{caption}</figcaption></figure>'


def _gallery(values: Attributes, content: str, context: Context) -> str:
    numbers = escape(values.get("ids") or values.get("include") or "")
    excluded = escape(values.get("exclude", ""))
    attributes = f'data-ids="{numbers}" data-parent="{escape(values.get("id", ""))}" data-except="{excluded}"'
    return f'<figure class="bs-gallery" {attributes}></figure>'


def _playlist(values: Attributes, content: str, context: Context) -> str:
    kind = "video" if values.get("type") == "video" else "audio"
    numbers = escape(values.get("ids") or values.get("include") or "")
    return f'<figure class="bs-playlist" data-ids="{numbers}" data-kind="{kind}"></figure>'


def _address(values: Attributes, content: str) -> str:
    named = (values.get(name) for name in ("src", "url", "mp3", "mp4", "m4a", "ogg", "webm", "m4v", "0"))
    return next(filter(None, (*named, _address_in(content))), "")


def _address_in(content: str) -> str:
    """What stands between the halves, where it is an address and no words."""
    text = _bare(content)
    return text if text and not text.split()[1:] and ("/" in text or "." in text[1:-1]) else ""


def _bare(content: str) -> str:
    return re.sub(r"<[^<>]*>", "", content).strip()


def _words(content: str) -> str:
    """What stands between the halves, where it is words: players show it as their caption."""
    return "" if _address_in(content) else _bare(content)


def _captioned(inner: str, content: str, kind: str = "") -> str:
    caption = f"<figcaption>{_words(content)}</figcaption>" if _words(content) else ""
    return f"<figure{kind}>{inner}{caption}</figure>"


def _embed(values: Attributes, content: str, context: Context) -> str:
    address = _address(values, content).replace("&amp;", "&")
    if not address:
        return f"<p>{_words(content)}</p>" if _words(content) else ""
    return _captioned(f"<div>{escape(address)}</div>", content, ' class="wp-block-embed"')


def _film(values: Attributes, content: str, context: Context) -> str:
    address = _address(values, content).replace("&amp;", "&")
    if embed_of(address):
        return _captioned(f"<div>{escape(address)}</div>", content, ' class="wp-block-embed"')
    return _captioned(f'<audio src="{escape(address)}"></audio>', content) if address else ""


def _first_of(kind: str, content: str) -> str:
    """[audio] alone plays the first sound that hangs under the story; so does [video] for films."""
    words = f"<p>{_words(content)}</p>" if _words(content) else ""
    return f'<figure class="bs-playlist" data-kind="{kind}" data-most="1"></figure>{words}'


def _sound(values: Attributes, content: str, context: Context) -> str:
    return _film(values, content, context) or _first_of("audio", content)


def _moving(values: Attributes, content: str, context: Context) -> str:
    return _film(values, content, context) or _first_of("video", content)


def _video_number(prefix: str) -> Callable[[Attributes, str, Context], str]:
    def video(values: Attributes, content: str, context: Context) -> str:
        number = _address(values, content) or values.get("id", "")
        address = number if "//" in number else prefix + number
        return _embed({"url": address}, "", context) if number else ""

    return video


def _code(values: Attributes, content: str, context: Context) -> str:
    language = escape(values.get("language") or values.get("lang") or "")
    return f'<pre class="language-{language}">{content if "&lt;" in content else escape(content, quote=False)}</pre>'


def _pullquote(values: Attributes, content: str, context: Context) -> str:
    return f'<figure class="wp-block-pullquote"><blockquote>{content}</blockquote></figure>'


KNOWN: dict[str, Callable[[Attributes, str, Context], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "playlist": _playlist,
    "embed": _embed,
    "audio": _sound,
    "video": _moving,
    "youtube": _video_number("https://www.youtube.com/watch?v="),
    "vimeo": _video_number("https://vimeo.com/"),
    "code": _code,
    "sourcecode": _code,
    "pullquote": _pullquote,
}
