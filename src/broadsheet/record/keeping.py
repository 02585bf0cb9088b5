"""Writes versions: in the transaction of what is published, and only where readers see a difference."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from broadsheet.lib.canonical_json import canonical, hash_of
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.changes import answer_for
from broadsheet.newsroom.models import ChangeSaid
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.telling import tell
from broadsheet.newsroom.visible_content import ANNOUNCED, content_of, digest_of
from broadsheet.record.chain import seal
from broadsheet.record.models import Announced, PublishedVersion

LOG_ACTION = "broadsheet.version"
LOG_ERASED = "broadsheet.version.erased"
DELETED = "deleted"
"""The reason kept with versions of stories that are no more."""
Before = tuple[dict[str, Any], datetime]
"""What readers had, and since when."""


def has_record(story_key: UUID) -> bool:
    """Whether anything was ever recorded of a story."""
    return PublishedVersion.objects.filter(story_key=story_key).exists()


def before_the_record(live: Any) -> Before:
    """A live story nothing was recorded of, as it stands: an imported one, or one older than the record."""
    since = live.last_published_at or live.first_published_at or live.published_at or timezone.now()
    return content_of(live), since


def keep_version(story: Any, before: Before | None = None) -> PublishedVersion | None:
    """Record a live story as it has just been saved; None where readers see what they saw before.

    ``before`` becomes the first version of a story that has none.
    """
    last = PublishedVersion.objects.filter(story_key=story.translation_key).order_by("-number").first()
    if last is None and before is not None:
        words, since = before
        last = _add(story, None, words, since, announced=Announced.EARLIER)
    content = content_of(story)
    if last is not None and last.content_hash == hash_of(canonical(content)):
        return None
    said = answer_for(story.pk, digest_of(content))
    how = _announced(content, last, said)
    version = _add(
        story, last, content, timezone.now(),
        announced=how, said_by_id=said.user_id if said else None, said_at=said.at if said else None,
    )  # fmt: skip
    ChangeSaid.objects.filter(story_id=story.pk).delete()
    tell(Dirty(frozenset({press_keys.history(story.pk)})))
    _log(story, version, said)
    return version


def _announced(content: dict[str, Any], last: PublishedVersion | None, said: ChangeSaid | None) -> str:
    """What the desk said; else the kind of a note that was not there before."""
    if last is None:
        return Announced.FIRST
    told = [note[0] for note in content[ANNOUNCED] if note not in last.words.get(ANNOUNCED, [])]
    return said.change if said else (told[-1] if told else Announced.UNSAID)


def _add(
    story: Any, last: PublishedVersion | None, words: dict[str, Any], at: datetime, **fields: Any
) -> PublishedVersion:
    version = PublishedVersion(story_key=story.translation_key, published_at=at, content=canonical(words), **fields)
    seal(version, last).save(force_insert=True)
    return version


def _log(story: Any, version: PublishedVersion, said: ChangeSaid | None) -> None:
    data = {"number": version.number, "announced": version.announced, "hash": version.hash}
    log(instance=story, action=LOG_ACTION, user=said.user if said else None, data=data)


# Erasing


def erase(story: Any, version: PublishedVersion, user: Any, why: str) -> None:
    """Take the text out of a version for good, leaving its hashes. Pages that showed it are never served again."""
    if version.is_erased:
        return
    with transaction.atomic():
        version.content, version.erased_at = "", timezone.now()
        version.erased_by, version.why_erased = user, why[:300]
        version.save(update_fields=["content", "erased_at", "erased_by", "why_erased"])
        log(instance=story, action=LOG_ERASED, user=user, data={"number": version.number, "why": why})
        tell(Dirty(taken_down=frozenset({press_keys.history(story.pk)})))


def erase_stories(story_keys: Iterable[UUID]) -> None:
    """What was recorded of stories that are deleted: nobody can read it any more, whoever kept a hash can prove it."""
    rows = PublishedVersion.objects.filter(story_key__in=list(story_keys), erased_at=None)
    rows.update(content="", erased_at=timezone.now(), why_erased=DELETED)


def forget_stories(story_keys: Iterable[UUID]) -> None:
    """An import that is taken back has never been, and neither has what it brought or what was made of that."""
    PublishedVersion.objects.filter(story_key__in=list(story_keys)).delete()
