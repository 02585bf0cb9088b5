"""Key points and questions that stand in a body: offered to the desk, or moved to the story's fields if so wanted."""

from __future__ import annotations

from broadsheet.ingest.bodies import Body
from broadsheet.ingest.bodies.offers import Offers, find_offers
from broadsheet.ingest.catalogue import Entry
from broadsheet.ingest.records import BodyFormat, Story
from broadsheet.ingest.writer.job import Job


def offer_fields(job: Job, record: Story, entry: Entry, body: Body) -> None:
    """Says what was found; with `job.takes_fields`, moves it out of the body into the record. Fields the source has
    filled itself stay as they are, and so does Markdown, whose writers can say which field they mean."""
    if record.body_format is BodyFormat.MARKDOWN or record.key_points or record.questions:
        return
    offers = find_offers(body.blocks, body.asked)
    if not offers:
        return
    if job.takes_fields:
        record.key_points, record.questions = offers.key_points, offers.questions
        body.blocks = offers.rest
    job.report.warn(record.origin, entry.title, _said(offers, job.takes_fields))


def _said(offers: Offers, is_taken: bool) -> str:
    found = []
    if offers.key_points:
        found.append(f"{len(offers.key_points)} key points (“{offers.name.strip(' :')}”)")
    if offers.questions:
        found.append(f"{len(offers.questions)} questions with answers")
    if is_taken:
        return f"were moved from the text to the fields for them: {' and '.join(found)}"
    return f"could be fields of the story; to move them there, say --take-fields: {' and '.join(found)}"
