"""What changed from one version of a story to the next, in words added and removed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from broadsheet.newsroom.machine_use import told_of_machines
from broadsheet.newsroom.models import CorrectionKind, SourceKind

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_COMPARED = 4_000_000
"""Words before times words after: beyond that a passage is shown as replaced whole, which takes no time."""
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts that write words without blanks between them: each character stands for itself."""
_WORDS = re.compile(rf"\n|[{_WIDE}]|[^\s{_WIDE}]+[^\S\n]*|[^\S\n]+")


@dataclass(frozen=True)
class Run:
    """Words in a row that were kept, added or removed."""

    how: str
    text: str


@dataclass
class Part:
    """One part of a story, such as its headline; a list of runs for each paragraph."""

    name: str
    label: str | Promise
    paragraphs: list[list[Run]] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything in it was."""
        return any(run.how != SAME for paragraph in self.paragraphs for run in paragraph)


@dataclass
class Comparison:
    """All parts that either version has, in reading order."""

    parts: list[Part]

    def _count(self, how: str) -> int:
        runs = (run for part in self.parts for paragraph in part.paragraphs for run in paragraph)
        return sum(len([word for word in _WORDS.findall(run.text) if word.strip()]) for run in runs if run.how == how)

    @property
    def added(self) -> int:
        """How many words were added."""
        return self._count(ADDED)

    @property
    def removed(self) -> int:
        """How many words were removed."""
        return self._count(REMOVED)


PARTS: dict[str, Any] = {
    "kicker": _("Kicker"),
    "headline": _("Headline"),
    "standfirst": _("Standfirst"),
    "byline": _("Byline"),
    "picture": _("Lead picture"),
    "points": _("Key points"),
    "text": _("Text"),
    "summary": _("Summary"),
    "questions": _("Questions"),
    "pictures": _("Pictures in the text"),
    "links": _("Links"),
    "sources": _("How we know this"),
    "machines": _("Help of machines"),
    "notes": _("Corrections and updates"),
}


def compared(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Two versions' words (newsroom/visible_content.py); an empty ``before`` shows ``after`` as it is."""
    if not before:
        before = after
    made = (
        Part(name, label, list(_paragraphs(_lines(name, before.get(name)), _lines(name, after.get(name)))))
        for name, label in PARTS.items()
    )
    return Comparison(
        [part for part in made if part.paragraphs and (part.name not in _ONLY_CHANGED or part.is_changed)]
    )


_ONLY_CHANGED = frozenset({"picture", "pictures", "links"})
"""What a reader of the text can not read is told of only where it changed."""


def _lines(name: str, value: Any) -> list[str]:
    """Paragraphs of a part. A folder's history may have been written by hand: what makes no sense is left out."""
    reader = _READERS.get(name)
    try:
        lines = reader(value) if reader is not None and value else value
    except (TypeError, ValueError, LookupError):
        return []
    lines = lines if isinstance(lines, list) else [lines]
    return [line for text in lines if isinstance(text, str) for line in text.splitlines() if line.strip()]


_READERS: dict[str, Any] = {
    "machines": lambda value: told_of_machines(*value),
    "sources": lambda rows: [_source(*row) for row in rows],
    "notes": lambda rows: [_note(*row) for row in rows],
    "picture": lambda value: [_picture(value[0]), value[1]] if value[0] else [],
    "pictures": lambda files: [_picture(name) for name in files],
}


def _picture(name: str) -> str:
    """A photo is told from another by the beginning of its file's hash."""
    return f"[{_('Picture')} {name[:12]}]"


def _source(kind: str, *words: str) -> str:
    told = [SourceKind(kind).label if kind in SourceKind.values else kind, *words]
    return ", ".join(str(part) for part in told if part)


def _note(kind: str, date: str, words: str, was_wrong: str, who: str) -> str:
    label = CorrectionKind(kind).label if kind in CorrectionKind.values else kind
    return " ".join(part for part in (f"{label}, {date[:10]}:", words, was_wrong, who) if part)


def _paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Run]]:
    """Paragraphs that stayed are passed over as a whole; what lies between is compared word by word."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from ([Run(SAME, line)] for line in after[new_start:new_end])
        else:
            yield from _by_words("\n".join(before[start:end]), "\n".join(after[new_start:new_end]))


def _by_words(before: str, after: str) -> Iterator[list[Run]]:
    row: list[Run] = []
    for run in _runs(_WORDS.findall(before), _WORDS.findall(after)):
        head, *rest = run.text.split("\n")
        row.append(Run(run.how, head))
        for line in rest:
            yield from _filled(row)
            row = [Run(run.how, line)]
    yield from _filled(row)


def _filled(row: list[Run]) -> Iterator[list[Run]]:
    filled = [run for run in row if run.text]
    if filled:
        yield filled


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    """Runs of words alike in what became of them."""
    for how, tokens in groupby(_tokens(old, new), key=lambda pair: pair[0]):
        yield Run(how, "".join(text for _how, text in tokens))


def _tokens(old: list[str], new: list[str]) -> Iterable[tuple[str, str]]:
    if len(old) * len(new) > MOST_COMPARED:
        yield from ((REMOVED, text) for text in [*old, "\n"])
        yield from ((ADDED, text) for text in new)
        return
    matcher = SequenceMatcher(None, [_key(text) for text in old], [_key(text) for text in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from ((SAME, text) for text in new[new_start:new_end])
        else:
            yield from ((REMOVED, text) for text in old[start:end])
            yield from ((ADDED, text) for text in new[new_start:new_end])


def _key(text: str) -> str:
    return text.strip() or text
