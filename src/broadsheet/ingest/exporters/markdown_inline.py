"""Rich text as Markdown, where Markdown can say it.

Nothing here has to be perfect: `markdown_bodies` reads back whatever is written, and takes a form that cannot be
misread where it comes back otherwise.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?: href=\"([^\"]*)\")?/?>")
_ALWAYS = re.compile(r"([\\`*\[\]<])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\s*)([#>+=|-]|:::|~~~)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)
_MARKS = {"b": ("**", "**"), "i": ("*", "*"), "s": ("~~", "~~"), "sub": ("<sub>", "</sub>"), "sup": ("<sup>", "</sup>")}
_PLAIN_TARGET = re.compile(r"[^\s<>()\\*_`\[\]]+")


def paragraphs(rich: str) -> list[str] | None:
    """The Markdown of each paragraph; None where the text holds more than paragraphs."""
    if not rich.startswith("<p>") or not rich.endswith("</p>"):
        return None
    found = [inline(part) for part in rich[3:-4].split("</p><p>")]
    return None if None in found or "" in found else [part for part in found if part]


def inline(rich: str) -> str | None:
    """One line of rich text (no paragraphs, no lists) as Markdown, or None."""
    parts: list[str] = []
    targets: list[str] = []
    end = 0
    for match in _TAG.finditer(rich):
        parts.append(escaped(unescape(rich[end : match.start()])))
        mark = _mark(match, targets)
        if mark is None:
            return None
        parts.append(mark)
        end = match.end()
    text = "".join([*parts, escaped(unescape(rich[end:]))])
    if "<code>" in text:
        text = _with_code(text)
    return safe_starts(text)


def _mark(match: re.Match[str], targets: list[str]) -> str | None:
    closing, tag, address = match.groups()
    if tag == "br":
        return "\\\n"
    if tag == "code":
        return match.group()
    if tag == "a":
        return _link(closing, address, targets)
    opening, ending = _MARKS.get(tag, ("", ""))
    return (ending if closing else opening) or None


def _link(closing: str, address: str | None, targets: list[str]) -> str | None:
    if closing:
        return f"]({targets.pop()})" if targets else None
    target = unescape(address or "")
    if not target or "\n" in target or "<" in target or ">" in target:
        return None
    targets.append(target if _PLAIN_TARGET.fullmatch(target) and "&" not in target else f"<{target}>")
    return "["


def _with_code(text: str) -> str:
    """Escapes stand for nothing between backticks."""
    return re.sub(r"<code>(.*?)</code>", lambda match: f"`{unescaped(match.group(1))}`", text, flags=re.DOTALL)


def escaped(text: str) -> str:
    """Text in which nothing means anything to Markdown, but at the start of a line."""
    text = _ALWAYS.sub(r"\\\1", text).replace("~~", "\\~\\~")
    return _ENTITY.sub(r"\\&", _UNDERSCORE.sub(r"\\_", text))


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*\[\]<~&_])", r"\1", text)


def safe_starts(text: str) -> str:
    """The same at the start of each line."""
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))
