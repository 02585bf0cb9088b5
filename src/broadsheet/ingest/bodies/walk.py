"""Walks a body's tree and turns it into blocks, piece by piece; one handler for every element that is a block.

Text and inline elements gather in a run until a block ends it. Elements nobody knows are looked into rather than
dropped, so their words survive; what can act (script, frame, form control) is left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from itertools import groupby

from lxml import etree

from broadsheet.ingest.bodies import gutenberg
from broadsheet.ingest.bodies.body import Context
from broadsheet.ingest.bodies.embeds import embed_of
from broadsheet.ingest.bodies.html_tree import is_element
from broadsheet.ingest.bodies.inline import INLINE, InlineRun, tidy
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.records import Block

_PAGE_MARK = re.compile(r"\s*(?:more\b|nextpage\s*$)")
Handler = Callable[["Walker", etree._Element], None]
HANDLERS: dict[str, Handler] = {}
SILENT = frozenset({
    "head", "meta", "link", "base", "title", "input", "select", "datalist", "template", "source", "track",
})  # fmt: skip
REMOVED = {
    "script": "a script", "style": "a style sheet", "object": "a plug-in", "embed": "a plug-in", "applet": "a plug-in",
    "svg": "an SVG drawing", "math": "a formula in MathML", "canvas": "a canvas", "noscript": "", "frame": "a frame",
    "frameset": "a frame", "textarea": "a form field", "map": "",
}  # fmt: skip
WITH_SUBSTITUTE = frozenset({"object", "embed", "applet", "canvas", "map"})
CONTAINERS = frozenset({
    "p", "div", "section", "article", "aside", "main", "header", "footer", "nav", "center", "address", "form",
    "fieldset", "legend", "hgroup", "figcaption", "summary", "dialog", "body", "html", "marquee", "menu", "search",
})  # fmt: skip


def handles(*tags: str) -> Callable[[Handler], Handler]:
    """Registers the function that turns these elements into blocks."""

    def register(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(tags, handler))
        return handler

    return register


class Walker:
    """One walk through one element; `blocks` is what came of it so far, one for each paragraph."""

    def __init__(self, context: Context, classic: bool = False) -> None:
        self.context = context
        self.classic = classic
        self.blocks: list[Block] = []
        self.run = InlineRun(classic)

    def blocks_of(self, element: etree._Element, classic: bool | None = None) -> list[Block]:
        """The children of an element as blocks of their own."""
        inner = Walker(self.context, self.classic if classic is None else classic)
        return inner.all_of(element)

    def all_of(self, element: etree._Element) -> list[Block]:
        """What comes of an element, its end reached: paragraphs that follow one another are one block of text."""
        self.walk(element)
        self.flush()
        return together(self.blocks)

    def walk(self, element: etree._Element) -> None:
        self.run.text(element.text)
        for child in element:
            self._visit(child)
            self.run.text(child.tail)

    def _visit(self, node: etree._Element) -> None:
        if not is_element(node):
            self._visit_comment(node)
            return
        tag = str(node.tag).lower()
        if tag in SILENT:
            return
        if tag in REMOVED:
            self._remove(node, tag)
        elif tag in HANDLERS:
            HANDLERS[tag](self, node)
        elif tag in CONTAINERS:
            self.container(node)
        else:
            self._inline(node, tag)

    def _visit_comment(self, node: etree._Element) -> None:
        if isinstance(node, etree._Comment):
            if self.classic and _PAGE_MARK.match(node.text or ""):
                self.run.end_paragraph()
            for block in gutenberg.blocks_of_comment(node.text or "", self.context):
                self.add(block)

    def _remove(self, node: etree._Element, tag: str) -> None:
        """What acts goes; what an <object> or the like holds for readers without it stays."""
        if REMOVED[tag]:
            self.context.warn(f"{REMOVED[tag]} was left out")
        if tag in WITH_SUBSTITUTE:
            self.container(node)

    def container(self, node: etree._Element) -> None:
        self.flush()
        self.walk(node)
        self.flush()

    def _inline(self, node: etree._Element, tag: str) -> None:
        if tag == "br":
            self.run.written_break()
            return
        allowed = INLINE.get(tag)
        attributes = ""
        if allowed == "a":
            attributes = self._link(node)
            allowed = "a" if attributes and not self.run.is_inside("a") else None
        if not allowed or self.run.is_inside(allowed):
            self._unwrapped(node, tag)
            return
        self.run.open(allowed, attributes)
        self.walk(node)
        self.run.close()

    def _unwrapped(self, node: etree._Element, tag: str) -> None:
        if tag == "q":
            self.run.text("“")
        self.walk(node)
        if tag == "q":
            self.run.text("”")

    def _link(self, node: etree._Element) -> str:
        address = safe_link(node.get("href"))
        if not address:
            if "script" in (node.get("href") or "").lower():
                self.context.warn("a link that ran a script was left out; its text is kept")
            return ""
        self.context.links.add(address)
        return f' href="{escape(address)}"'

    def aside(self, block: Block) -> None:
        """A block met in the middle of a paragraph: the paragraph is not torn apart for it."""
        self.run.aside(block)

    def flush(self) -> None:
        """Ends the run: its paragraphs become text, a lone address of a known host an embed."""
        for kind, thing in self.run.take():
            if kind == "block":
                self.add(thing)  # type: ignore[arg-type]  # asides are blocks
            else:
                self._add_paragraph(str(thing))

    def _add_paragraph(self, paragraph: str) -> None:
        bare = _bare_address(paragraph)
        if address := bare and embed_of(bare):
            self.add(("embed", {"url": address, "title": "", "caption": ""}))
        else:
            self.add(("text", f"<p>{paragraph}</p>"))

    def add(self, block: Block) -> None:
        self.blocks.append(block)


def together(blocks: list[Block]) -> list[Block]:
    """The blocks with neighbouring texts made one."""
    joined: list[Block] = []
    for is_text, some in groupby(blocks, key=lambda block: block[0] == "text"):
        run = list(some)
        joined += [("text", "".join(text for _, text in run))] if is_text else run
    return joined


def _bare_address(paragraph: str) -> str:
    """The address, when a paragraph is nothing else (as text, or as a link that shows its own address)."""
    text = paragraph
    if paragraph.startswith('<a href="') and paragraph.endswith("</a>"):
        address, _, text = paragraph[9:-4].partition('">')
        if address != text:
            return ""
    return text if text.startswith(("http://", "https://")) and "<" not in text and " " not in text else ""


def rich_of(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Splits blocks into one piece of rich text (text and lists) and those that cannot be in one."""
    rich, others = [], []
    for block in blocks:
        name, value = block
        if name == "text":
            rich.append(value)
        elif name == "list":
            tag = "ol" if value["style"] == "numbered" else "ul"
            rich.append(f"<{tag}>" + "".join(f"<li>{item}</li>" for item in value["items"]) + f"</{tag}>")
        else:
            others.append(block)
    return "".join(rich), others


def inline_of(rich: str) -> str:
    """Paragraphs put into one line of rich text, a line end between them."""
    return tidy(rich.replace("</p><p>", "<br/>").replace("<p>", "").replace("</p>", "<br/>"))
