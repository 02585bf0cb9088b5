"""What readers find stories by, after an import: the lists, and the vocabulary of search."""

from __future__ import annotations

from broadsheet.ingest.writer.job import Job
from broadsheet.newsroom import lists, vocabulary
from broadsheet.newsroom.models import Edition
from broadsheet.press import outbox
from broadsheet.press.changes import EVERYTHING

FEW = 60


def bring_lists_up_to_date(job: Job) -> None:
    """A few stories are listed one by one; many old ones would swell older pages, so the lists are cut anew."""
    job.progress(0, None, "lists")
    if len(job.listed) > FEW:
        lists.rebuild()
        vocabulary.rebuild()
    elif job.listed:
        lists.relist(job.listed)
        for story in lists.cards(job.listed):
            vocabulary.learn_story(story)
    job.listed.clear()
    outbox.changed([EVERYTHING])
    Edition.turn()
