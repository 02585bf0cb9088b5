"""How a story is known, and what machines did: told to readers, and nothing told that must not be."""

import pytest
from django.core.exceptions import ValidationError

from broadsheet.newsroom.models import StorySource


@pytest.fixture
def story(make_story):
    """With one source of each sort."""
    made = make_story("Ferry late", machine_use="data", machine_words="A program read the timetables.")
    made.sources = [
        StorySource(kind="person", name="Moira Teague", role="harbour master", desk_note="woman"),
        StorySource(kind="person", is_unnamed=True, role="a deckhand", why_unnamed="he fears for his job"),
        StorySource(kind="document", name="Timetable", url="https://ferry.example/times.pdf"),
    ]
    made.save_revision().publish()
    return made


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_readers_are_told_how_a_story_is_known(client, story, edition):
    shown = client.get(edition + story.address).content.decode()
    assert "How we know this" in shown
    for words in ("Moira Teague", "harbour master", "Not named", "he fears for his job", "ferry.example"):
        assert words in shown
    assert "woman" not in shown


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_readers_are_told_what_machines_did(client, story, edition):
    shown = client.get(edition + story.address).content.decode()
    assert "The data behind this story was analysed with the help of AI. A program read the timetables." in shown


def test_a_story_that_says_nothing_shows_neither(client, make_story):
    shown = client.get(make_story("Plain").address).content.decode()
    assert "How we know this" not in shown
    assert "machines" not in shown


def test_the_name_of_an_unnamed_source_is_refused(story):
    with pytest.raises(ValidationError, match="Take the name out"):
        StorySource(story=story, is_unnamed=True, name="Jo", why_unnamed="fear").clean()
    with pytest.raises(ValidationError, match="why this source is not named"):
        StorySource(story=story, is_unnamed=True).clean()


def test_even_a_stored_name_of_an_unnamed_source_is_not_shown(client, make_story):
    made = make_story("Ferry late")
    StorySource.objects.create(story=made, is_unnamed=True, name="Jo Secret", role="a nurse", why_unnamed="fear")
    assert "Secret" not in client.get(made.address).content.decode()
