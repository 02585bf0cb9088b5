"""The passage of a story that shows why it was found."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.utils.safestring import SafeString

from broadsheet.newsroom.models import Story
from broadsheet.reader.searching.marking import Marker

LENGTH = 220
"""Characters of a passage, about."""
LEAD_IN = 60
"""Characters before the first match, about."""
_PROSE = {"text", "heading", "quote", "list", "info_box", "markup", "table", "question", "point"}
_NOT_WORDS = {"id", "level", "style", "type", "url", "language", "size"}
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|blockquote|div)>|<br\s*/?>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…؟])\s+|(?<=[。！？])")


def snippet_of(story: Story, marker: Marker) -> SafeString:
    """Safe HTML: the passage in which most of what was wanted stands, each match in ``<mark>``."""
    best, worth = story.standfirst, marker.worth(story.standfirst)
    for text in _texts(story):
        if worth >= marker.most:
            break
        if marker.worth(text) > worth:
            valued = [(marker.worth(passage), passage) for passage in _passages(text)]
            passage_worth, passage = max(valued, key=lambda pair: pair[0])
            if passage_worth > worth:
                best, worth = passage, passage_worth
    return marker.marked(_cut(best, marker))


def _texts(story: Story) -> Iterator[str]:
    """Paragraphs of the body, then key points, questions and answers, without markup.

    Read from the stored form: to build the blocks of twenty stories would take a tenth of a second.
    """
    for stream in (story.body, story.key_points, story.questions):
        for block in stream.raw_data if stream else ():
            if block["type"] in _PROSE:
                for text in _strings(block["value"]):
                    yield from _plain(text)
    yield from _plain(story.summary)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _NOT_WORDS:
                yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _plain(html: str) -> Iterator[str]:
    for part in _BLOCK_END.split(html):
        text = " ".join(unescape(_TAG.sub("", part)).split())
        if text:
            yield text


def _passages(text: str) -> Iterable[str]:
    """Runs of whole sentences up to LENGTH; a longer sentence stands alone."""
    passage = ""
    for sentence in _SENTENCE_END.split(text):
        if passage and len(passage) + len(sentence) > LENGTH:
            yield passage
            passage = ""
        passage = f"{passage} {sentence}".strip()
    if passage:
        yield passage


def _cut(passage: str, marker: Marker) -> str:
    """A passage that is too long, from shortly before its first match, at the borders of words."""
    if len(passage) <= LENGTH + LEAD_IN:
        return passage
    first = next(marker.matches(passage), (0, 0, 0))[0]
    start = 0 if first <= LEAD_IN else _border(passage, first - LEAD_IN, first)
    end = start + LENGTH
    end = len(passage) if end >= len(passage) else _border(passage, end, end + 30)
    return ("… " if start else "") + passage[start:end].strip() + (" …" if end < len(passage) else "")


def _border(text: str, start: int, stop: int) -> int:
    space = text.find(" ", start, stop)
    return start if space < 0 else space
