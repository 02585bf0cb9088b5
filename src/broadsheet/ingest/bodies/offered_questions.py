"""Questions with their answers that stand in a body, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadsheet.ingest.bodies.pieces import line_over
from broadsheet.ingest.records import Block, Question

LONGEST_QUESTION = 300
SMALLEST_RUN = 2
QUESTION_MARKS = ("?", "？", "؟")


@dataclass(slots=True)
class _Asked:
    """A question that takes the pieces from `start` to before `end`."""

    question: Question
    start: int
    end: int
    is_marked: bool


def take_questions(pieces: list[Block], marked: Mapping[str, int]) -> tuple[tuple[Question, ...], list[Block]]:
    """Every run of them, and the pieces without them: none where nothing to read would be left. `marked` are the
    questions a plugin's block holds, with the number of pieces in their answers."""
    runs: list[list[_Asked]] = []
    at = 0
    while at < len(pieces):
        found = _asked_at(pieces, at, marked)
        if found is None:
            at += 1
            continue
        if runs and runs[-1][-1].end == found.start:
            runs[-1].append(found)
        else:
            runs.append([found])
        at = found.end
    taken = [one for run in runs if _is_plain(run) for one in run]
    gone = {number for one in taken for number in range(one.start, one.end)}
    left = [piece for number, piece in enumerate(pieces) if number not in gone]
    if not taken or not any(name in ("text", "list", "quote") for name, _value in left):
        return (), pieces
    return tuple(one.question for one in taken), left


def _is_plain(run: Sequence[_Asked]) -> bool:
    return len(run) >= SMALLEST_RUN or run[0].is_marked


def _asked_at(pieces: Sequence[Block], at: int, marked: Mapping[str, int]) -> _Asked | None:
    name, value = pieces[at]
    if name == "info_box":
        title = value["title"].strip()
        if not title.endswith(QUESTION_MARKS) or len(title) > LONGEST_QUESTION:
            return None
        return _Asked(Question(title, value["text"]), at, at + 1, False)
    line = line_over(pieces[at])
    is_marked = name == "heading" and line in marked
    if not line or len(line) > LONGEST_QUESTION or not (is_marked or line.endswith(QUESTION_MARKS)):
        return None
    end = at + 1 + marked[line] if is_marked else _end_of_answer(pieces, at)
    answer = pieces[at + 1 : end]
    if not answer or any(not _is_answer(piece) for piece in answer):
        return None
    return _Asked(Question(line, "".join(map(_rich, answer))), at, end, is_marked)


def _end_of_answer(pieces: Sequence[Block], at: int) -> int:
    """Under a heading all text up to what is no text; under a bold line one paragraph or list, lest it take the rest
    of the story."""
    end = at + 1
    while end < len(pieces) and _is_answer(pieces[end]) and not line_over(pieces[end]):
        end += 1
        if pieces[at][0] == "text":
            break
    return end


def _is_answer(piece: Block) -> bool:
    return piece[0] in ("text", "list")


def _rich(piece: Block) -> str:
    name, value = piece
    if name == "text":
        return str(value)
    tag = "ol" if value["style"] == "numbered" else "ul"
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in value["items"]) + f"</{tag}>"
