"""Bodies of Ghost 1 to 4: mobiledoc 0.3 (sections of markers, with tables of markups, atoms and cards) as HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from broadsheet.ingest.parsers.ghost_cards import Notes, card
from broadsheet.ingest.parsers.json_values import text_of

MARKUPS = frozenset({"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "code", "sub", "sup", "mark"})
SECTIONS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"})
MARKUP_SECTION, IMAGE_SECTION, LIST_SECTION, CARD_SECTION = 1, 2, 3, 10
TEXT_MARKER, ATOM_MARKER = 0, 1


class NotMobiledocError(ValueError):
    """The value is no mobiledoc of version 0.3."""


def html_of_mobiledoc(document: Any, notes: Notes) -> str:
    """The document, as decoded from its JSON. Raises NotMobiledocError."""
    if not isinstance(document, dict) or not str(document.get("version", "")).startswith("0.3"):
        raise NotMobiledocError
    return _Renderer(document, notes).html()


class _Renderer:
    def __init__(self, document: dict[str, Any], notes: Notes) -> None:
        self.sections = _list(document.get("sections"))
        self.markups = _list(document.get("markups"))
        self.atoms = _list(document.get("atoms"))
        self.cards = _list(document.get("cards"))
        self.notes = notes

    def html(self) -> str:
        return "".join(self._section(_list(section)) for section in self.sections)

    def _section(self, section: list[Any]) -> str:
        kind, value, *rest = [*section, None, None]
        if kind == MARKUP_SECTION:
            tag = value if value in SECTIONS else "p"
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag
            return f"<{tag}>{self._markers(_list(rest[0]))}</{tag}>"
        if kind == LIST_SECTION:
            tag = "ol" if value == "ol" else "ul"
            items = "".join(f"<li>{self._markers(_list(item))}</li>" for item in _list(rest[0]))
            return f"<{tag}>{items}</{tag}>"
        if kind == IMAGE_SECTION:
            return card("image", {"src": value}, self.notes)
        if kind == CARD_SECTION:
            return self._card(value)
        return ""

    def _card(self, index: Any) -> str:
        name, values, *_rest = [*_list(_at(self.cards, index)), None, None]
        if name == "paywall":
            self.notes.add("has a mark after which the text was for members only")
            return ""
        return card(text_of(name), values if isinstance(values, dict) else {}, self.notes) if name else ""

    def _markers(self, markers: list[Any]) -> str:
        """Markers open markups by number and close so many of those that are open."""
        pieces: list[str] = []
        open_tags: list[str] = []
        for marker in markers:
            kind, opened, closed, value = [*_list(marker), None, None, None, None][:4]
            for index in _list(opened):
                tag, attributes = self._markup(index)
                open_tags.append(tag)
                pieces.append(f"<{tag}{attributes}>" if tag else "")
            pieces.append(self._atom(value) if kind == ATOM_MARKER else escape(text_of(value), quote=False))
            for _turn in range(min(closed, len(open_tags)) if isinstance(closed, int) else 0):
                tag = open_tags.pop()
                pieces.append(f"</{tag}>" if tag else "")
        pieces.extend(f"</{tag}>" for tag in reversed(open_tags) if tag)
        return "".join(pieces)

    def _markup(self, index: Any) -> tuple[str, str]:
        name, attributes, *_rest = [*_list(_at(self.markups, index)), None, None]
        name = text_of(name).lower()
        if name not in MARKUPS:
            return "", ""
        pairs = _list(attributes)
        found = dict(zip(map(text_of, pairs[::2]), map(text_of, pairs[1::2]), strict=False))
        return name, f' href="{escape(found.get("href", ""))}"' if name == "a" else ""

    def _atom(self, index: Any) -> str:
        name, text, *_rest = [*_list(_at(self.atoms, index)), None, None]
        return "<br>" if name == "soft-return" else escape(text_of(text), quote=False)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(values: list[Any], index: Any) -> Any:
    return values[index] if isinstance(index, int) and 0 <= index < len(values) else None
