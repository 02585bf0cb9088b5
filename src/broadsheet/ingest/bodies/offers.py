"""Finds in a converted body what a story has fields of its own for: key points, and questions with their answers.

Only what is plainly that: a list or table under one of the names that papers give them, and runs of two or more
questions (or a plugin's question block) each followed by text. Nothing is changed: `rest` is the body without them.
Every word is either in a field or in the rest, but for the name over the key points, which the paper's own replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from broadsheet.ingest.bodies.offered_points import is_key_name, take_points
from broadsheet.ingest.bodies.offered_questions import QUESTION_MARKS, take_questions
from broadsheet.ingest.bodies.pieces import all_pieces, joined
from broadsheet.ingest.records import Block, KeyPoint, Question


@dataclass(slots=True)
class Offers:
    """`name` is what stood over the key points."""

    key_points: tuple[KeyPoint, ...] = ()
    name: str = ""
    questions: tuple[Question, ...] = ()
    rest: list[Block] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.key_points or self.questions)


def find_offers(blocks: Sequence[Block], asked: Mapping[str, Sequence[Block]] | None = None) -> Offers:
    """What the story's fields could take. `asked` are questions a plugin marked, with the blocks of their answers."""
    if not asked and not _is_worth_a_look(blocks):
        return Offers(rest=list(blocks))
    points, name, left = take_points(all_pieces(blocks))
    marked = {question: len(all_pieces(answer)) for question, answer in (asked or {}).items()}
    questions, left = take_questions(left, marked)
    found = Offers(points, name, questions)
    found.rest = joined(left) if found else list(blocks)
    return found


def _is_worth_a_look(blocks: Sequence[Block]) -> bool:
    """Most stories have none of these; they are many, so they are told apart cheaply."""
    for name, value in blocks:
        if name == "text":
            if "</b></p>" in value or "</b>:</p>" in value:
                return True
        elif name == "heading":
            if is_key_name(value["text"]) or value["text"].rstrip().endswith(QUESTION_MARKS):
                return True
        elif name in ("info_box", "table"):
            return True
    return False
