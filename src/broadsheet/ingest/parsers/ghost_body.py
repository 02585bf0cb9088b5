"""The body of a Ghost post: Lexical if there is any, else mobiledoc, else the HTML Ghost had made, else plain text."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

from broadsheet.ingest.parsers.ghost_cards import Notes
from broadsheet.ingest.parsers.ghost_html import tidied
from broadsheet.ingest.parsers.ghost_values import SITE_MARK, unsized
from broadsheet.ingest.parsers.json_values import text_of
from broadsheet.ingest.parsers.lexical import NotLexicalError, html_of_lexical
from broadsheet.ingest.parsers.mobiledoc import NotMobiledocError, html_of_mobiledoc

READERS: tuple[tuple[str, Callable[[Any, Notes], str]], ...] = (
    ("lexical", html_of_lexical),
    ("mobiledoc", html_of_mobiledoc),
)


def body_of(row: dict[str, Any], site: str, notes: Notes) -> str:
    """HTML. A body that cannot be read gives way to the next kind, and the report says so."""
    for name, reader in READERS:
        text = row.get(name)
        if not isinstance(text, str) or not text.strip():
            continue
        found = Notes()
        try:
            html = reader(json.loads(unsized(text.replace(SITE_MARK, site))), found)
        except (ValueError, RecursionError, NotLexicalError, NotMobiledocError):
            notes.add(f"its {name} cannot be read, so its HTML was taken")
            continue
        notes.lines.update(found.lines)
        return html
    if html := text_of(row.get("html")):
        return tidied(unsized(html.replace(SITE_MARK, site)), notes)
    plain = text_of(row.get("plaintext"))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in plain.split("\n\n") if part.strip())
