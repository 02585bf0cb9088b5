"""What a reader finds in a story, as plain values: for telling whether a change is one readers can see.

The same story gives the same values on any machine: there are no keys of the database in it. Links to other pages of
the paper are left out, since their addresses change by themselves, and so is what belongs to a photo rather than to
the story.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from broadsheet.lib.canonical_json import canonical, hash_of
from broadsheet.newsroom.plain_text import lines_of, parsed

ANNOUNCED = "notes"
"""The part that announces changes and is none itself."""


def content_of(story: Any) -> dict[str, Any]:
    """``{headline, kicker, standfirst, byline, picture, text, points, summary, questions, links, pictures, machines,
    sources, notes}``: texts, or lists of texts with a paragraph, a name or an address each."""
    links: list[str] = []
    pictures: list[str] = []
    walk = _Walk(links, pictures)
    return {
        "headline": story.title,
        "kicker": story.kicker,
        "standfirst": story.standfirst,
        "byline": [row.author.name for row in story.bylines.all() if row.author_id],
        "picture": [_file_of(story.lead_picture), story.lead_caption],
        "text": list(walk.blocks(story.body)),
        "points": list(walk.blocks(story.key_points)),
        "summary": walk.rich(story.summary),
        "questions": list(walk.blocks(story.questions)),
        "links": links,
        "pictures": pictures,
        "machines": [story.machine_use, story.machine_words],
        "sources": [_source(row) for row in story.sources.all()],
        ANNOUNCED: [_note(row) for row in story.corrections.all()],
    }


def digest_of(content: dict[str, Any]) -> str:
    """One hash for all of it but the notes that announce changes."""
    return hash_of(canonical({name: value for name, value in content.items() if name != ANNOUNCED}))


class _Walk:
    """Goes through blocks and collects, beside their words, where links lead and which pictures are shown."""

    def __init__(self, links: list[str], pictures: list[str]) -> None:
        self.links = links
        self.pictures = pictures

    def blocks(self, stream: Any) -> Iterator[str]:
        for child in stream or []:
            reader = _READERS.get(child.block_type)
            if reader:
                yield from (line for line in reader(self, child.value) if line)

    def rich(self, value: Any) -> list[str]:
        """Paragraphs of rich text or HTML."""
        source = getattr(value, "source", value) or ""
        if not source.strip():
            return []
        root = parsed(source)
        self.links += [href for href in root.xpath(".//a/@href") if href.startswith(("http:", "https:", "mailto:"))]
        return lines_of(root)

    def picture(self, value: Any) -> list[str]:
        self.pictures.append(_file_of(value.get("photo")))
        return [value.get("caption") or ""]

    def gallery(self, value: Any) -> list[str]:
        return [value["title"] or "", *(line for one in value["pictures"] for line in self.picture(one))]

    def embed(self, value: Any) -> list[str]:
        self.links.append(value["url"])
        return [value["title"] or "", value["caption"] or ""]

    def table(self, value: dict[str, Any] | None) -> list[str]:
        value = value or {}
        rows = [" | ".join(str(cell or "") for cell in row) for row in value.get("data") or []]
        return [value.get("table_caption") or "", *rows]

    def file(self, value: Any) -> list[str]:
        document = value.get("document")
        return [value["title"] or (document.title if document else "")]


_READERS: dict[str, Any] = {
    "text": _Walk.rich,
    "markup": lambda walk, v: walk.rich(v["html"]),
    "heading": lambda _, v: [v["text"]],
    "picture": _Walk.picture,
    "gallery": _Walk.gallery,
    "quote": lambda walk, v: [*walk.rich(v["text"]), v["source"] or ""],
    "pull_quote": lambda _, v: [v["text"], v["source"] or ""],
    "list": lambda walk, v: [line for item in v["items"] for line in walk.rich(item)],
    "table": _Walk.table,
    "embed": _Walk.embed,
    "file": _Walk.file,
    "info_box": lambda walk, v: [v["title"] or "", *walk.rich(v["text"])],
    "code": lambda _, v: v["code"].splitlines(),
    "point": lambda _, v: [f"{v['label']}: {v['text']}" if v["label"] else v["text"]],
    "question": lambda walk, v: [v["question"], *walk.rich(v["answer"])],
}


def _file_of(photo: Any) -> str:
    """What tells one photo from another wherever the paper is kept."""
    return (photo.file_hash or photo.title) if photo is not None else ""


def _source(row: Any) -> list[str]:
    file = row.file.title if row.file_id else ""
    return [row.kind, row.shown_name, row.role, row.why_unnamed if row.is_unnamed else "", file, row.url]


def _note(row: Any) -> list[str]:
    return [row.kind, minute_of(row.date), words_of_note(row), row.was_wrong, row.who]


def words_of_note(row: Any) -> str:
    """A correction's note without its markup, which an editor's program may write otherwise each time."""
    return " ".join(_Walk([], []).rich(row.note))


def minute_of(moment: datetime) -> str:
    """To the minute, as the desk's forms keep it: ``2026-11-30T09:05Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
