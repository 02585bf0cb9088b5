"""A story with a history, and the cast of the desk."""

import pytest

from broadsheet.newsroom.models import Story
from tests.desk.conftest import ada, at_desk, eddie, edna, hire, paula, rita, sport, story_form  # noqa: F401  # fixtures


@pytest.fixture
def told(make_story):
    """A story that has been changed twice."""
    story = make_story("Ferry late", standfirst="It sails at nine.", body=[("text", "<p>Nobody knows why.</p>")])
    for line in ("It sails at ten.", "It sails at noon."):
        story.standfirst = line
        story.save_revision().publish()
        story = Story.objects.get(pk=story.pk)
    return story
