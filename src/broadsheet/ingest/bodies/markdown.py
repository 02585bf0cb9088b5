"""Markdown bodies of the folder format: CommonMark with tables, and the directives between ::: lines.

A picture, a file link or an address alone in its paragraph is a block of its own. Everything else is rendered to HTML
and goes through the same converter as any other body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from broadsheet.ingest.bodies import own_blocks
from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.walk import rich_of
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.records import Block, MediaRef, StoryRef

_OPENING = re.compile(r"^:::+\s*([a-z_-]+)\s*(.*?)\s*$")
_CLOSING = re.compile(r"^:::+\s*$")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_PICTURE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)\s]+)(?:\s+(?:\"(?P<caption>.*)\"|'(?P<single>.*)'))?\)\s*$")
_SIGNED = re.compile(r"^(?:—|–|--)\s*(.+)$")
DIRECTIVES = ("pullquote", "info", "gallery", "related", "markup", "text", "list", "block")
EXACT = frozenset({"text", "block"})
"""Directives whose lines are no Markdown: a fence in them is text."""
SIZES = ("text", "wide", "full", "side")


@dataclass(slots=True)
class _Piece:
    """A stretch of plain Markdown (no directive) or one directive with its argument."""

    line: int
    directive: str = ""
    argument: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks_of_markdown(text: str, context: Context, first_line: int = 1) -> list[Block]:
    """Raises ImportRefused, with the line, for a directive that is unknown, empty or never closed."""
    blocks: list[Block] = []
    for piece in _pieces(text, first_line):
        blocks.extend(_directive(piece, context) if piece.directive else _plain(piece.text, context))
    return blocks


def _pieces(text: str, first_line: int) -> Iterator[_Piece]:
    piece = _Piece(first_line)
    fence = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, first_line):
        if piece.directive not in EXACT and (match := _FENCE.match(line)):
            fence = "" if fence and line.strip().startswith(fence) else fence or match.group(1)
        opening = None if fence or piece.directive else _OPENING.match(line)
        if opening:
            yield piece
            piece = _Piece(number, opening.group(1), opening.group(2).removesuffix(":::").strip())
        elif piece.directive and not fence and _CLOSING.match(line):
            yield piece
            piece = _Piece(number + 1)
        else:
            piece.lines.append(line)
    if piece.directive:
        raise ImportRefused(f"“::: {piece.directive}” is never closed with a line “:::”", line=piece.line)
    yield piece


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "typographer": False}).enable(["table", "strikethrough"])


_MARKDOWN = _parser()


def render(text: str) -> str:
    """Markdown as HTML, not yet sanitised."""
    return str(_MARKDOWN.render(text)) if text.strip() else ""


def _plain(text: str, context: Context) -> list[Block]:
    from broadsheet.ingest.bodies.conversion import blocks_of_html

    blocks: list[Block] = []
    waiting: list[Token] = []

    def settle() -> None:
        if waiting:
            html = _MARKDOWN.renderer.render(waiting, _MARKDOWN.options, {})
            blocks.extend(blocks_of_html(html, context))
            waiting.clear()

    for group in _groups(_MARKDOWN.parse(text)):
        if block := _block_of_group(group):
            settle()
            blocks.append(block)
        else:
            waiting.extend(group)
    settle()
    return _joined(blocks)


def _joined(blocks: list[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        if block[0] == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + block[1])
        else:
            joined.append(block)
    return joined


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """Top-level blocks, each with everything inside it."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting != 1:
            yield group
            group = []


def _block_of_group(group: list[Token]) -> Block | None:
    if group[0].type == "fence":
        language = group[0].info.strip().split(" ")[0]
        return ("code", {"language": language, "code": group[0].content.rstrip("\n")})
    if group[0].type != "paragraph_open":
        return None
    inside = [child for child in group[1].children or () if child.type != "text" or child.content.strip()]
    if len(inside) == 1 and inside[0].type == "image":
        return _picture(inside[0])
    if len(inside) == 3 and inside[0].type == "link_open" and inside[2].type == "link_close":
        return _file(str(inside[0].attrGet("href") or ""), inside[1].content)
    return None


def _picture(token: Token) -> Block:
    """A caption may end in {wide}, {full} or {side} to set the size."""
    caption, size = _sized(str(token.attrGet("title") or ""))
    address = str(token.attrGet("src") or "")
    return ("picture", {"photo": MediaRef(address), "caption": caption, "alt": token.content, "size": size})


def _sized(caption: str) -> tuple[str, str]:
    match = re.search(r"\s*\{(\w+)\}\s*$", caption)
    if match and match.group(1) in SIZES:
        return caption[: match.start()], match.group(1)
    return caption, "text"


def _file(address: str, title: str) -> Block | None:
    if not address.startswith("files/"):
        return None
    return ("file", {"document": MediaRef(address), "title": title})


def _directive(piece: _Piece, context: Context) -> list[Block]:
    make = {
        "pullquote": _pull_quote,
        "info": _info,
        "gallery": _gallery,
        "related": _related,
        "markup": _markup,
        "text": _rich_text,
        "list": _paragraph_list,
        "block": _block,
    }.get(piece.directive)
    if make is None:
        raise ImportRefused(f"“::: {piece.directive}” is unknown; known are {', '.join(DIRECTIVES)}", line=piece.line)
    return make(piece, context)


def _pull_quote(piece: _Piece, context: Context) -> list[Block]:
    """The source stands behind the name, or after a dash in the last line."""
    lines = [line.strip() for line in piece.lines if line.strip()]
    source = piece.argument
    if lines and not source and (match := _SIGNED.match(lines[-1])):
        source = match.group(1)
        lines.pop()
    if not lines:
        raise ImportRefused("a pull quote has no text", line=piece.line)
    return [("pull_quote", {"text": " ".join(lines), "source": source})]


def _info(piece: _Piece, context: Context) -> list[Block]:
    rich, others = rich_of(_with_headings(_plain(piece.text, context)))
    if not rich:
        raise ImportRefused("an info box has no text", line=piece.line)
    return [("info_box", {"title": piece.argument, "text": rich}), *others]


def _with_headings(blocks: list[Block]) -> list[Block]:
    return [
        ("text", f"<p><b>{escape(value['text'], quote=False)}</b></p>") if name == "heading" else (name, value)
        for name, value in blocks
    ]


def _gallery(piece: _Piece, context: Context) -> list[Block]:
    pictures = []
    for number, line in enumerate(piece.lines, piece.line + 1):
        if not line.strip():
            continue
        match = _PICTURE.match(line.strip())
        if not match:
            raise ImportRefused('a gallery holds one picture per line: ![alt](file.jpg "caption")', line=number)
        caption = match["caption"] or match["single"] or ""
        pictures.append({"photo": MediaRef(match["file"]), "caption": caption, "alt": match["alt"]})
    if not pictures:
        raise ImportRefused("a gallery has no pictures", line=piece.line)
    return [("gallery", {"title": piece.argument, "pictures": pictures})]


def _related(piece: _Piece, context: Context) -> list[Block]:
    addresses = [piece.argument, *(line.strip() for line in piece.lines)]
    found = [address.strip("/") for address in addresses if address.strip("/")]
    if not found:
        raise ImportRefused("“::: related” names no story", line=piece.line)
    return [("related_story", {"story": StoryRef(address)}) for address in found]


def _markup(piece: _Piece, context: Context) -> list[Block]:
    from broadsheet.lib.sanitising import clean_markup

    html = clean_markup(piece.text).strip()
    return [("markup", {"html": html})] if html else []


def _rich_text(piece: _Piece, context: Context) -> list[Block]:
    return own_blocks.text_block(piece.text, context)


def _paragraph_list(piece: _Piece, context: Context) -> list[Block]:
    found = own_blocks.paragraph_list(_plain(piece.text, context))
    if found is None:
        raise ImportRefused("“::: list” holds one list and nothing else", line=piece.line)
    return [found]


def _block(piece: _Piece, context: Context) -> list[Block]:
    return [own_blocks.any_block(piece.argument, piece.text, piece.line, context)]
