"""Which versions readers are shown."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from broadsheet.fronts.models import HistoryRule, Trust
from broadsheet.newsroom import press_keys
from broadsheet.press.recording import note
from broadsheet.record.chain import newest
from broadsheet.record.models import PublishedVersion


def is_public(story: Any, rule: HistoryRule | None = None) -> bool:
    """Whether the paper shows readers what a story said before. One query at most. Restrictions are the caller's to
    ask."""
    return (rule or Trust.history_rule()).shows(_day_of(story))


def _day_of(story: Any) -> date:
    return story.local_date or timezone.localdate()


class StoryHistory:
    """A story's versions for its own page. Nothing is asked until a template shows it; then two queries at most.

    ``rule`` gives the paper's decision, for whoever remembers it.
    """

    def __init__(self, story: Any, rule: Callable[[], HistoryRule] = Trust.history_rule) -> None:
        self._story = story
        self._rule = rule

    @cached_property
    def last(self) -> PublishedVersion | None:
        """The newest version, without its text; None where history is not public or nothing is recorded."""
        note(press_keys.history(self._story.pk))
        if not self._story.pk or not is_public(self._story, self._rule()):
            return None
        return newest(self._story)

    @property
    def count(self) -> int:
        """How many versions there are."""
        return self.last.number if self.last else 0

    @property
    def is_long(self) -> bool:
        """Whether there is something to compare."""
        return self.count > 1

    @property
    def head(self) -> str:
        """The hash of the newest version."""
        return self.last.hash if self.last else ""

    @property
    def address(self) -> str:
        """Where readers find it all."""
        return f"{self._story.address}history/"


def versions_of(story: Any) -> Sequence[PublishedVersion]:
    """Every version without its text, newest first. One query."""
    note(press_keys.history(story.pk))
    rows = PublishedVersion.objects.filter(story_key=story.translation_key).defer("content")
    return list(rows.order_by("-number"))


def version_of(story: Any, number: int) -> tuple[PublishedVersion | None, PublishedVersion | None]:
    """A version and the one before it, each None where there is none. One query."""
    note(press_keys.history(story.pk))
    rows = PublishedVersion.objects.filter(story_key=story.translation_key, number__in=[number - 1, number])
    found = {row.number: row for row in rows}
    return found.get(number), found.get(number - 1)
