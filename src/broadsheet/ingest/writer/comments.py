"""Readers' comments, stored in batches whatever their order: who answers whom is known once all have been seen."""

from __future__ import annotations

from typing import Any

from broadsheet.ingest.bodies.comments import comment_html
from broadsheet.ingest.models import ImportedItem, stored_key
from broadsheet.ingest.records import Comment
from broadsheet.ingest.writer.comment_keys import CommentKeys, Late
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.seen_before import checksum_of, follow, said_of
from broadsheet.newsroom.models import ReaderComment
from broadsheet.newsroom.press_keys import comments_changed
from broadsheet.newsroom.telling import tell

BATCH = 500
KIND = "comment"
KNOWN = ("source_key", "object_id", "checksum")
HERE = frozenset({"create", "update", "unchanged", "edited", "adopt"})
"""What the plan may have decided of a story or page so that it is the one its comments were written under."""
LONGEST_NAME, LONGEST_ADDRESS = 200, 500


class CommentWriter:
    """Takes comments one by one; call ``finish`` at the end.

    A comment may be stored before its story is: both are there when the transaction ends.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.waiting: dict[str, tuple[Comment, int]] = {}
        self.keys = CommentKeys()
        self.late: list[Late] = []
        self.pages: set[int] = set()

    def take(self, record: Comment) -> None:
        owner = self.job.catalogue.entry(record.owner_kind, record.owner)
        if owner is None or owner.page_id is None or owner.action not in HERE:
            self.job.report.skip(KIND, "what it was written under is not in the paper")
            return
        if record.origin.key in self.waiting or self.keys.find(record.origin.key):
            self.job.report.skip(KIND, "is in the source twice; the first is kept")
            return
        self.waiting[record.origin.key] = (record, owner.page_id)
        if len(self.waiting) >= BATCH:
            self.flush()

    def finish(self) -> None:
        self.flush()
        self._settle_late()
        tell(comments_changed(self.pages))
        self.keys.close()

    def flush(self) -> None:
        """Stores what waits, in a fixed number of queries."""
        if not self.waiting:
            return
        known = self._known()
        new = [pair for key, pair in self.waiting.items() if key not in known]
        numbers = self.job.ids.take(ReaderComment, len(new))
        for number, (record, page_id) in zip(numbers, new, strict=True):
            self.keys.add(record.origin.key, number, record.parent, page_id)
        self._keep_in_mind(known)
        made = [self._comment(number, record, page_id) for number, (record, page_id) in zip(numbers, new, strict=True)]
        ReaderComment.objects.bulk_create(made, batch_size=BATCH)
        for comment, (record, _page_id) in zip(made, new, strict=True):
            self.job.remember(KIND, record.origin.key, comment, said_of(record), left_as=_seal(comment))
        self.pages.update(comment.page_id for comment in made)
        self.job.report.count(KIND, "created", len(made))
        self.waiting.clear()

    def _known(self) -> dict[str, tuple[ReaderComment | None, str]]:
        """Those of earlier runs: key to what is here (None where the desk has thrown the comment away since) and the
        checksum of what the source said then."""
        keys = {stored_key(key): key for key in self.waiting}
        items = ImportedItem.objects.filter(site=self.job.archive.site, kind=KIND, source_key__in=list(keys))
        found = {keys[key]: (number, said) for key, number, said in items.values_list(*KNOWN)}
        here = ReaderComment.objects.in_bulk([number for number, _said in found.values()])
        return {key: (here.get(number), said) for key, (number, said) in found.items()}

    def _keep_in_mind(self, known: dict[str, tuple[ReaderComment | None, str]]) -> None:
        for key, (here, said) in known.items():
            record, page_id = self.waiting[key]
            self.keys.add(key, here.pk if here is not None else None, record.parent, page_id)
            if here is None:
                self.job.report.skip(KIND, "was deleted here since it was imported")
            elif said in ("", said_of(record)):
                self.job.report.count(KIND, "unchanged")
            else:
                follow(self.job, KIND, record.origin, here, said_of(record), _words_of(record), _seal)

    def _comment(self, number: int, record: Comment, page_id: int) -> ReaderComment:
        comment = ReaderComment(
            pk=number,
            page_id=page_id,
            written_at=record.written,
            is_mention=record.is_mention,
            **_words_of(record),
        )
        if record.parent:
            self._answer(comment, record)
        return comment

    def _answer(self, comment: ReaderComment, record: Comment) -> None:
        """What it answers, where that came before; else it is settled when all have come."""
        parent = self.keys.find(record.parent)
        if parent is not None and parent.page_id == comment.page_id and parent.number and parent.number < comment.pk:
            comment.parent_id = parent.number
        elif parent is None or parent.number:
            self.late.append(Late(comment.pk, record.origin, record.author, comment.page_id))

    def _settle_late(self) -> None:
        settled = [self._settled(late) for late in self.late]
        ReaderComment.objects.bulk_update([one for one in settled if one.parent_id], ["parent"], batch_size=BATCH)
        self.late.clear()

    def _settled(self, late: Late) -> ReaderComment:
        comment = ReaderComment(pk=late.number, page_id=late.page_id)
        parent = self.keys.parent_of(late.origin.key)
        if parent is None or parent.page_id != late.page_id:
            message = "the comment it answers is not in the source, so it stands for itself"
            self.job.report.warn(late.origin, late.author, message)
        elif self.keys.is_circle(late.origin.key):
            self.keys.cut(late.origin.key)
            self.job.report.warn(late.origin, late.author, "comments that answer one another in a circle were parted")
        elif parent.number:
            comment.parent_id = parent.number
        return comment


def _words_of(record: Comment) -> dict[str, Any]:
    """What its writer and the old site's desk may have changed since, by the fields of a comment here."""
    return {
        "author": record.author[:LONGEST_NAME],
        "website": _website(record.website),
        "body": comment_html(record.body),
        "is_approved": record.is_approved,
    }


def _seal(comment: ReaderComment) -> str:
    """Changes when the desk edits the comment."""
    return checksum_of(comment.author, comment.website, comment.body, comment.is_approved)


def _website(address: str) -> str:
    return address if address.lower().startswith(("http://", "https://")) and len(address) <= LONGEST_ADDRESS else ""
