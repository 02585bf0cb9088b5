"""What a conversion works with and what it yields: the blocks, the links, and remarks for the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from broadsheet.ingest.records import Block, MediaRef


class MediaLookup(Protocol):
    """What a body may ask about the source's media."""

    def children_of(self, key: str, kind: str = "picture") -> Sequence[MediaRef]:
        """What hangs under a story, in order: its pictures ([gallery] without ids shows them), or its "audio" or
        "video"."""
        ...


class NoMedia:
    """A source without an attachment list."""

    def children_of(self, key: str, kind: str = "picture") -> Sequence[MediaRef]:
        return ()


@dataclass(slots=True)
class Body:
    """A converted body. Media and stories in `blocks` are still MediaRef and StoryRef; `links` are the addresses
    that its rich text leads to, as the source wrote them."""

    blocks: list[Block] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    asked: dict[str, list[Block]] = field(default_factory=dict)  # questions a plugin marked, with their answers


@dataclass(slots=True)
class Context:
    """What stays the same while one body is converted."""

    key: str = ""
    media: MediaLookup = field(default_factory=NoMedia)
    footnotes: Sequence[str] = ()
    title_is_caption: bool = False  # Markdown: ![alt](file "caption")
    links: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    live_blocks: dict[str, None] = field(default_factory=dict)  # names of blocks WordPress fills in itself
    asked: dict[str, list[Block]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)  # unknown shortcodes by name, as they were written

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)
