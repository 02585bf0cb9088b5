"""How versions of a story hang together, so that none can be changed, left out or put between later.

    content_hash = SHA-256 of the text as canonical JSON
    hash         = SHA-256 of {announced, content_hash, number, previous, published, story} as canonical JSON

Canonical JSON is that of RFC 8785. A text erased by law leaves its ``content_hash``: the chain can be followed past it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from broadsheet.lib.canonical_json import canonical, hash_of
from broadsheet.newsroom import press_keys
from broadsheet.press.recording import note
from broadsheet.record.models import PublishedVersion


@dataclass(frozen=True)
class Fault:
    """What is wrong with one version of a chain."""

    story_key: str
    number: int
    what: str


def moment(at: datetime) -> str:
    """To the microsecond, in UTC: ``2026-11-30T09:05:00.000000Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def linked(version: PublishedVersion) -> dict[str, Any]:
    """What a version's hash is made of."""
    return {
        "announced": version.announced,
        "content_hash": version.content_hash,
        "number": version.number,
        "previous": version.previous,
        "published": moment(version.published_at),
        "story": str(version.story_key),
    }


def hash_of_link(version: PublishedVersion) -> str:
    """The hash a version ought to have."""
    return hash_of(canonical(linked(version)))


def seal(version: PublishedVersion, before: PublishedVersion | None) -> PublishedVersion:
    """Put an unsaved version behind the one before it."""
    version.number = before.number + 1 if before else 1
    version.previous = before.hash if before else ""
    version.content_hash = hash_of(version.content)
    version.hash = hash_of_link(version)
    return version


def newest(story: Any) -> PublishedVersion | None:
    """The last version of a story, without its text. One query."""
    rows = PublishedVersion.objects.filter(story_key=story.translation_key).defer("content")
    return rows.order_by("-number").first()


def head_of(story: Any) -> str:
    """The hash of a story's last version; empty where nothing has been recorded of it or its history is not public.

    Notes what that depends on. Two queries at most.
    """
    from broadsheet.record.showing import is_public

    note(press_keys.history(story.pk))
    last = newest(story) if is_public(story) else None
    return last.hash if last else ""


def faults_in(versions: Iterable[PublishedVersion]) -> Iterator[Fault]:
    """What is wrong with chains, given whole and in order (by story_key, then number)."""
    before: PublishedVersion | None = None
    for version in versions:
        if before is None or before.story_key != version.story_key:
            before = None
        for what in _wrong_with(version, before):
            yield Fault(str(version.story_key), version.number, what)
        before = version


def _wrong_with(version: PublishedVersion, before: PublishedVersion | None) -> Iterator[str]:
    if version.number != (before.number + 1 if before else 1):
        yield "versions before it are missing"
    if version.previous != (before.hash if before else ""):
        yield "does not follow the version before it"
    if version.is_erased:
        if version.content:
            yield "its text should have been erased"
    elif hash_of(version.content) != version.content_hash:
        yield "its text is not what was published"
    if hash_of_link(version) != version.hash:
        yield "its hash is not that of what is kept"
