"""The keys of photos and files, and what a change of one dirties."""

from __future__ import annotations

from datetime import datetime


def photo(pk: object) -> str:
    """Noted by whatever shows a photo."""
    return f"photo:{pk}"


def file(pk: object) -> str:
    """Noted by whatever links to a file."""
    return f"file:{pk}"


def is_taken_down(expires_at: datetime | None, now: datetime) -> bool:
    """Whether a photo that has just been saved may no longer be seen."""
    return expires_at is not None and expires_at <= now
