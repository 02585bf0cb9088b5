"""A story's published versions as a JSON file of an exported folder, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from broadsheet.record.chain import faults_in, moment
from broadsheet.record.models import PublishedVersion

_PLAIN = ("number", "announced", "content", "content_hash", "previous", "hash", "why_erased")
_MOMENTS = ("published_at", "said_at", "erased_at")


class HistoryUnreadableError(Exception):
    """What is wrong with a file, in words."""


def history_text(versions: Iterable[PublishedVersion]) -> str:
    """The versions of one story, oldest first. Who said what of a change is a log-in, and stays."""
    rows = [_row(version) for version in versions]
    return json.dumps({"versions": rows}, ensure_ascii=False, indent=1) + "\n"


def _row(version: PublishedVersion) -> dict[str, Any]:
    row = {"story": str(version.story_key), **{name: getattr(version, name) for name in _PLAIN}}
    moments = {name: getattr(version, name) for name in _MOMENTS}
    row |= {name: moment(at) for name, at in moments.items() if at is not None}
    return {name: value for name, value in row.items() if value != ""}


def versions_in(text: str) -> list[PublishedVersion]:
    """Unsaved versions, oldest first. Raises HistoryUnreadableError, also for a chain that is broken."""
    try:
        versions = [_version(row) for row in json.loads(text)["versions"]]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise HistoryUnreadableError(f"is no history such as an export writes ({error})") from error
    if len({version.story_key for version in versions}) > 1:
        raise HistoryUnreadableError("tells of more than one story")
    for fault in faults_in(versions):
        raise HistoryUnreadableError(f"version {fault.number}: {fault.what}")
    return versions


def _version(row: dict[str, Any]) -> PublishedVersion:
    version = PublishedVersion(story_key=UUID(row["story"]))
    for name in _PLAIN:
        value = row.get(name, "")
        if isinstance(value, bool) or not isinstance(value, int if name == "number" else str):
            raise ValueError(name)
        setattr(version, name, value)
    for name in _MOMENTS:
        if name in row:
            setattr(version, name, datetime.fromisoformat(row[name]))
    if version.content and not isinstance(version.words, dict):
        raise ValueError("content")
    return version
