"""A Ghost export of any size: `python -m bench.ghost_export COUNT FILE`. The same count gives the same file.

The words are those of bench.wordpress_export; every body is Lexical with headings, lists, quotes and links to other
stories, beside the HTML that Ghost keeps of it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from bench.wordpress_export import AUTHORS, SITE, TAGS, WORDS, date_of

Row = dict[str, Any]


class GhostExport:
    """The tables of one export, each written row by row."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dice = random.Random(count)

    def write(self, file: TextIO) -> None:
        """The whole export."""
        file.write('{"db": [{"meta": {"exported_on": 1767168000000, "version": "6.10.0"}, "data": {')
        tables = {
            "settings": iter([{"key": "title", "value": "Old Gazette"}]),
            "users": ({"id": f"u{n}", "name": f"Author {n}", "slug": f"author-{n}"} for n in range(AUTHORS)),
            "tags": (
                {"id": f"t{n}", "name": f"Tag {n}", "slug": f"tag-{n}", "visibility": "public"} for n in range(TAGS)
            ),
            "posts": map(self._post, range(1, self.count + 1)),
            "posts_authors": self._authors(),
            "posts_tags": self._tags(),
        }
        for number, (name, rows) in enumerate(tables.items()):
            file.write(f'{", " if number else ""}"{name}": [')
            for place, row in enumerate(rows):
                file.write((",\n" if place else "\n") + json.dumps(row))
            file.write("]")
        file.write("}}]}\n")

    def _post(self, number: int) -> Row:
        when = f"{date_of(number, self.count):%Y-%m-%dT%H:%M:%S}.000Z"
        nodes, html = self._body()
        lexical = {"root": {"type": "root", "version": 1, "children": nodes}}
        row = {"id": f"p{number}", "uuid": f"uuid-{number}", "title": self._words(8), "slug": f"story-{number}"}
        row |= {"lexical": json.dumps(lexical), "html": html, "type": "post", "status": "published"}
        row |= {"visibility": "public", "featured": 0, "custom_excerpt": self._words(20)}
        return row | {"created_at": when, "updated_at": when, "published_at": when}

    def _authors(self) -> Iterator[Row]:
        for number in range(1, self.count + 1):
            yield {"post_id": f"p{number}", "author_id": f"u{self.dice.randrange(AUTHORS)}", "sort_order": 0}

    def _tags(self) -> Iterator[Row]:
        for number in range(1, self.count + 1):
            for place, tag in enumerate(self.dice.sample(range(TAGS), k=3)):
                yield {"post_id": f"p{number}", "tag_id": f"t{tag}", "sort_order": place}

    def _words(self, count: int) -> str:
        return " ".join(self.dice.choices(WORDS, k=count)).capitalize()

    def _body(self) -> tuple[list[Row], str]:
        pieces = [self._piece() for _ in range(self.dice.randint(9, 14))]
        return [node for node, _html in pieces], "".join(html for _node, html in pieces)

    def _piece(self) -> tuple[Row, str]:
        chance = self.dice.random()
        if chance < 0.1:
            words = self._words(5)
            return {"type": "heading", "tag": "h2", "children": [_text(words)]}, f"<h2>{words}</h2>"
        if chance < 0.2:
            lines = [self._words(9) for _ in range(4)]
            items = [{"type": "listitem", "children": [_text(line)]} for line in lines]
            html = "".join(f"<li>{line}</li>" for line in lines)
            return {"type": "list", "listType": "bullet", "tag": "ul", "children": items}, f"<ul>{html}</ul>"
        if chance < 0.3:
            words = self._words(20)
            return {"type": "quote", "children": [_text(words)]}, f"<blockquote>{words}</blockquote>"
        return self._paragraph()

    def _paragraph(self) -> tuple[Row, str]:
        words, rest = self._words(30), self._words(self.dice.randint(10, 40))
        children, html = [_text(words + " ")], f"<p>{words} "
        if self.dice.random() < 0.2:
            url = f"{SITE}/story-{self.dice.randint(1, self.count)}/"
            linked = self._words(3)
            children.append({"type": "link", "url": url, "children": [_text(linked)]})
            html += f'<a href="{url}">{linked}</a>'
        return {"type": "paragraph", "children": [*children, _text(f" {rest}.")]}, f"{html} {rest}.</p>"


def _text(words: str) -> Row:
    return {"type": "extended-text", "text": words, "format": 0}


def make_export(count: int, path: Path) -> Path:
    """Makes the file once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            GhostExport(count).write(file)
        unfinished.rename(path)
    return path


if __name__ == "__main__":
    make_export(int(sys.argv[1]), Path(sys.argv[2]))
