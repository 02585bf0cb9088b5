"""The small paper of the reader's tests, and a setting of its feeds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from broadsheet.fronts.models import Machines
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.models.corrections import CorrectionKind
from tests.reader.conftest import ann, full_story, make_many, sport

__all__ = ["ann", "full_story", "make_many", "sport"]


@pytest.fixture
def excerpts(front: Any) -> None:
    """Feeds carry headline and standfirst only."""
    machines = Machines.of_the_paper()
    machines.feed_text = Machines.FeedText.EXCERPT
    machines.save()


@pytest.fixture
def correct() -> Callable[..., Story]:
    """Puts a correction to a story and publishes it: ``correct(story, "<p>…</p>", hours_ago=2)``."""

    def put(story: Story, note: str, kind: str = CorrectionKind.CORRECTION, hours_ago: float = 0) -> Story:
        story = Story.objects.get(pk=story.pk)
        moment = timezone.now() - timedelta(hours=hours_ago)
        story.corrections.add(story.corrections.model(kind=kind, date=moment, note=note))
        story.save_revision().publish()
        return Story.objects.get(pk=story.pk)

    return put
