"""Key points that stand in a body: a list or table under one of the names that papers give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.ingest.bodies.pieces import line_over, plain
from broadsheet.ingest.records import Block, KeyPoint

KEY_NAMES = frozenset({
    "key points", "key point", "key facts", "key takeaways", "takeaways", "the key points", "at a glance", "in brief",
    "in short", "what you need to know", "the essentials", "tl;dr",
    "das wichtigste", "das wichtigste in kürze", "auf einen blick", "in kürze", "kurz gefasst",
    "die wichtigsten punkte",
    "l’essentiel", "l'essentiel", "en bref", "points clés", "à retenir", "ce qu’il faut retenir",
    "ce qu'il faut retenir",
    "claves", "las claves", "puntos clave", "en resumen", "en breve", "in sintesi", "in breve", "punti chiave",
    "in het kort", "belangrijkste punten", "em resumo", "pontos-chave", "أبرز النقاط", "باختصار", "النقاط الرئيسية",
})  # fmt: skip
MOST_POINTS = 15
LONGEST_POINT = 600
LONGEST_LABEL = 120
_LABELLED = re.compile(r"^<b>((?:(?!</?b>).)*?)(?::</b>|</b>\s*[:–—])\s*(.+)$", re.DOTALL)


def is_key_name(words: str) -> bool:
    return words.strip(" :.–—-\xa0").casefold() in KEY_NAMES


def take_points(pieces: list[Block]) -> tuple[tuple[KeyPoint, ...], str, list[Block]]:
    """The first that are found, for a story has one set of them; the name over them; and the pieces without both."""
    for at, piece in enumerate(pieces):
        name, value = piece
        taken = 1
        if name == "info_box" and is_key_name(value["title"]):
            title, points = value["title"], _points_of_rich(value["text"])
        elif name == "table":
            title, points = _points_of_named_table(value)
        elif is_key_name(line_over(piece)) and at + 1 < len(pieces):
            title, points, taken = line_over(piece), _points_of(pieces[at + 1]), 2
        else:
            continue
        if points and len(points) <= MOST_POINTS:
            return tuple(points), title, pieces[:at] + pieces[at + taken :]
    return (), "", pieces


def _points_of(piece: Block) -> list[KeyPoint]:
    name, value = piece
    if name == "list":
        return _points_of_items(value["items"])
    if name == "table" and not value["table_caption"] and not value["first_row_is_table_header"]:
        return _points_of_rows(value["data"])
    return _points_of_rich(value) if name == "text" and value.startswith(("<ul>", "<ol>")) else []


def _points_of_rich(rich: str) -> list[KeyPoint]:
    """Of one flat list, or of paragraphs."""
    if rich.count("<ul>") + rich.count("<ol>") == 1 and rich.endswith(("</ul>", "</ol>")) and rich[1] in "uo":
        return _points_of_items(re.findall(r"<li>(.*?)</li>", rich, re.DOTALL))
    if "<ul>" in rich or "<ol>" in rich:
        return []
    return _points_of_items(re.findall(r"<p>(.*?)</p>", rich, re.DOTALL))


def _points_of_items(items: Sequence[str]) -> list[KeyPoint]:
    """A point is plain text, so items with links are none; a bold beginning before a colon is its label."""
    points = []
    for item in items:
        match = _LABELLED.match(item)
        label, text = (plain(match[1]), plain(match[2])) if match else ("", plain(item))
        if "<a " in item or not text or len(text) > LONGEST_POINT or len(label) > LONGEST_LABEL:
            return []
        points.append(KeyPoint(text, label))
    return points


def _points_of_named_table(value: dict) -> tuple[str, list[KeyPoint]]:
    """A table whose caption, or whose first row, is one of the names and nothing else."""
    rows, caption = value["data"], value["table_caption"] or ""
    first = [cell for cell in rows[0] if cell] if rows else []
    if len(first) == 1 and is_key_name(first[0]) and not caption:
        return first[0], _points_of_rows(rows[1:])
    if is_key_name(caption) and not value["first_row_is_table_header"]:
        return caption, _points_of_rows(rows)
    return "", []


def _points_of_rows(rows: Sequence[Sequence[str]]) -> list[KeyPoint]:
    """One column of points, or two of label and text."""
    points = []
    for row in rows:
        cells = [" ".join((cell or "").split()) for cell in row]
        if len(cells) > 2 or not any(cells):
            return []
        label, text = ("", cells[0]) if len(cells) == 1 or not cells[1] else (cells[0], cells[1])
        if len(text) > LONGEST_POINT or len(label) > LONGEST_LABEL:
            return []
        points.append(KeyPoint(text, label))
    return points
