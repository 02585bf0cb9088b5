"""Finds what stands between an opening and its closing, in a time that grows with the text and no faster.

As one regular expression, `<script.*?</script>` reads to the end of the text for every opening that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping


def enclosed(text: str, opening: re.Pattern[str], closings: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Where each begins and ends, in order; what is never closed is none.

    `closings` are found by the first group of `opening` or else by all it matched, in lower case.
    """
    endless: set[str] = set()
    at = 0
    for begin in opening.finditer(text):
        name = (begin.group(1) or begin.group()).lower()
        if begin.start() < at or name in endless:
            continue
        end = closings[name].search(text, begin.end())
        if end:
            at = end.end()
            yield begin.start(), at
        else:
            endless.add(name)


def replaced(
    text: str,
    opening: re.Pattern[str],
    closings: Mapping[str, re.Pattern[str]],
    replacement: Callable[[str], str],
) -> str:
    """The text with `replacement` of each in its place."""
    pieces: list[str] = []
    at = 0
    for start, end in enclosed(text, opening, closings):
        pieces += [text[at:start], replacement(text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def closings_of(*names: str) -> dict[str, re.Pattern[str]]:
    """The end tags of elements by their names."""
    return {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in names}


COMMENT = {"<!--": re.compile("-->")}
