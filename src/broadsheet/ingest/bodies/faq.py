"""Question-and-answer blocks of Yoast and Rank Math: a small heading for each question, and a note that it is one."""

from __future__ import annotations

from lxml import etree

from broadsheet.ingest.bodies import tables, text_blocks
from broadsheet.ingest.bodies.html_tree import has_class, text_content
from broadsheet.ingest.bodies.walk import Walker

SECTIONS = frozenset({"schema-faq-section", "rank-math-faq-item", "rank-math-list-item"})
QUESTIONS = ("schema-faq-question", "rank-math-question")


def section(walker: Walker, element: etree._Element) -> None:
    """One question with its answer. `asked` notes how many blocks the answer has, for whoever looks for fields."""
    asked = next((node for node in element.iter() if has_class(node, *QUESTIONS)), None)
    question = text_content(asked) if asked is not None else ""
    if asked is None or not question or len(question) > text_blocks.HEADING_LIMIT:
        walker.container(element)
        return
    tables.drop(asked)
    walker.flush()
    walker.add(("heading", {"text": question, "level": "3"}))
    answer = walker.blocks_of(element)
    walker.context.asked[question] = answer
    for block in answer:
        walker.add(block)
