"""What readers wrote, in whatever they wrote it: plain lines, HTML or both. Every word is kept, and nothing that acts.

An empty line starts a paragraph, bare addresses become links, pictures and frames become links to what they showed,
and elements that may not stay leave their text.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree
from lxml.html import defs

from broadsheet.ingest.bodies.html_tree import BLOCK_TAGS, TooDeepError, is_element, lines_content, parse
from broadsheet.ingest.bodies.inline import INLINE, InlineRun
from broadsheet.ingest.bodies.links import safe_link
from broadsheet.ingest.bodies.own_text import OwnComment
from broadsheet.lib.sanitising import clean_comment

_TAG = re.compile(r"""</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])(?:(?:[^<>"']++|"[^"]*"|'[^']*')*+>|[^<>]*>)""")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_TRAILING = ".,;:!?'’…"
SILENT = frozenset({"script", "style", "template", "head", "title", "meta", "link", "base", "input", "select"})
"""Nobody's words."""
SHOWING = {"img": "src", "iframe": "src", "embed": "src", "video": "src", "audio": "src", "object": "data"}
KEPT_BLOCKS = frozenset({"blockquote", "li", "ol", "ul"})


def comment_html(text: str) -> str:
    """The comment as clean_comment would leave it: paragraphs, quotes, lists and code, with links and emphasis."""
    if isinstance(text, OwnComment):
        return clean_comment(text)
    try:
        tree = parse(_angles_that_are_no_tags(text))
    except TooDeepError:
        tree = parse(escape(text, quote=False))
    writer = _Writer()
    writer.walk(tree)
    writer.flush()
    return clean_comment("".join(writer.parts))


def _angles_that_are_no_tags(text: str) -> str:
    """A heart <3, an address in <angles> and a <sigh> are words: only HTML's own elements are read as such."""
    last_end = text.rfind("-->")

    def as_it_is(match: re.Match[str]) -> str:
        tag = _TAG.match(text, match.start())
        is_tag = tag is not None and tag.group(1).lower() in defs.tags
        is_comment = text.startswith("<!--", match.start()) and match.start() < last_end
        return "<" if is_tag or is_comment else "&lt;"

    return re.sub("<", as_it_is, text)


class _Writer:
    """One walk through one comment; ``parts`` are its paragraphs and other blocks as HTML."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.run = InlineRun(classic=True)

    def walk(self, element: etree._Element) -> None:
        self._text(element.text)
        for child in element:
            if is_element(child):
                self._visit(child, str(child.tag).lower())
            self._text(child.tail)

    def flush(self) -> None:
        """Ends the paragraph under way."""
        self.parts.extend(f"<p>{paragraph}</p>" for kind, paragraph in self.run.take() if kind == "p")

    def _visit(self, node: etree._Element, tag: str) -> None:
        if tag in SILENT:
            return
        if tag == "br":
            self.run.line_break()
        elif tag in SHOWING:
            self._link_to_what_it_showed(node, tag)
        elif tag == "pre":
            self.flush()
            lines = lines_content(node).strip("\r\n")
            self.parts.append(f"<pre>{escape(lines, quote=False)}</pre>" if lines else "")
        elif tag in KEPT_BLOCKS:
            self._wrapped(node, tag)
        elif tag in BLOCK_TAGS:
            self.flush()
            self.walk(node)
            self.flush()
        else:
            self._inline(node, tag)

    def _wrapped(self, node: etree._Element, tag: str) -> None:
        self.flush()
        inner = _Writer()
        inner.walk(node)
        inner.flush()
        if inner.parts:
            self.parts.append(f"<{tag}>{''.join(inner.parts)}</{tag}>")

    def _inline(self, node: etree._Element, tag: str) -> None:
        allowed = INLINE.get(tag)
        address = safe_link(node.get("href")) if allowed == "a" else ""
        if not allowed or self.run.is_inside(allowed) or (allowed == "a" and not address):
            self.walk(node)
            return
        self.run.open(allowed, f' href="{escape(address)}"' if address else "")
        self.walk(node)
        self.run.close()

    def _link_to_what_it_showed(self, node: etree._Element, tag: str) -> None:
        address = safe_link(node.get(SHOWING[tag]))
        if address:
            self._link(address, (node.get("alt") or node.get("title") or "").strip() or address)
        else:
            self.run.text((node.get("alt") or "").strip())
        self.walk(node)

    def _text(self, text: str | None) -> None:
        if not text or self.run.is_inside("a") or self.run.is_inside("code"):
            self.run.text(text)
            return
        at = 0
        for match in _ADDRESS.finditer(text):
            address = _without_trailing_marks(match.group())
            self.run.text(text[at : match.start()])
            at = match.start()
            if safe_link(address):
                self._link(address, address)
                at += len(address)
        self.run.text(text[at:])

    def _link(self, address: str, words: str) -> None:
        if self.run.is_inside("a"):
            self.run.text(words)
            return
        self.run.open("a", f' href="{escape(address)}"')
        self.run.text(words)
        self.run.close()


def _without_trailing_marks(address: str) -> str:
    """Full stops and brackets after an address belong to the sentence, unless the address opened the bracket."""
    before = ""
    while before != address:
        before = address
        address = address.rstrip(_TRAILING)
        if address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1]
    return address
