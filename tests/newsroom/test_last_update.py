"""Readers are told when a story last changed in what it tells them, and of no change beside that."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from broadsheet.newsroom import vocabulary
from broadsheet.newsroom.desk.bulk_actions import AddTopic, HideFromLists, ShowInLists
from broadsheet.newsroom.models import Story, StoryCorrection

BODY = [("text", "<p>It left at six.</p>"), ("list", {"style": "bullets", "items": ["<p>One</p>"]})]


@pytest.fixture
def yesterdays(make_story, ann):
    """A story published a day ago and not touched since."""
    story = make_story("The last ferry sails", authors=[ann], body=BODY, standfirst="It left at six.")
    then = timezone.now() - timedelta(days=1)
    dates = dict.fromkeys(("published_at", "first_published_at", "last_published_at"), then)
    Story.objects.filter(pk=story.pk).update(**dates)
    return Story.objects.get(pk=story.pk)


@pytest.fixture
def ann(make_author):
    return make_author("Ann Archer")


def _published_with(story: Story, **fields) -> Story:
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return Story.objects.get(pk=story.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "The last ferry has sailed"},
        {"standfirst": "It left at seven."},
        {"body": [("text", "<p>It left at seven.</p>")]},
        {"body": [*BODY[:1], ("list", {"style": "numbered", "items": ["<p>One</p>"]})]},
        {"key_points": [("point", {"label": "", "text": "At seven."})]},
        {"questions": [("question", {"question": "When?", "answer": "<p>At seven.</p>"})]},
        {"summary": "<p>It left.</p>"},
        {"kind": "sponsored"},
        {"lead_caption": "The quay at seven"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_what_it_tells_is_an_update(yesterdays, change):
    assert _published_with(yesterdays, **change).is_updated


def test_a_note_beside_it_is_an_update(yesterdays):
    yesterdays.corrections.add(StoryCorrection(note="<p>It was seven.</p>"))
    yesterdays.save_revision().publish()
    assert Story.objects.get(pk=yesterdays.pk).is_updated


@pytest.mark.parametrize(
    "change",
    [
        {"short_headline": "Ferry sails"},
        {"kicker": "Harbour"},
        {"hide_from_lists": True},
        {"seo_title": "Ferry"},
        {"language": "de"},
        {},
    ],
    ids=lambda change: next(iter(change), "nothing"),
)
def test_anything_else_is_not(yesterdays, change):
    published = _published_with(yesterdays, **change)
    assert not published.is_updated
    assert published.last_published_at == yesterdays.last_published_at


@pytest.mark.parametrize("has_more_to_come", [False, True])
def test_what_the_desk_does_to_many_at_once_is_not(yesterdays, has_more_to_come, client):
    if has_more_to_come:
        draft = yesterdays.get_latest_revision_as_object()
        draft.title = "To come"
        draft.save_revision()
    for action, fields in ((AddTopic, {"topic": "Ferry"}), (HideFromLists, {}), (ShowInLists, {})):
        action.execute_action([Story.objects.get(pk=yesterdays.pk)], **fields)
    page = client.get(yesterdays.address).content.decode()
    assert "Updated" not in page
    assert "Ferry</a>" in page


def test_an_update_stays_dated_when_it_was_made(yesterdays):
    updated = _published_with(yesterdays, title="The last ferry has sailed")
    filed = _published_with(updated, kicker="Harbour")
    assert filed.updated_at == updated.updated_at


def test_a_body_stored_without_marks_of_its_blocks_is_the_same_body(yesterdays):
    stored = [{"type": "text", "value": "<p>It left at six.</p>"}]
    stored += [{"type": "list", "value": {"style": "bullets", "items": ["<p>One</p>"]}}]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE newsroom_story SET body = %s WHERE page_ptr_id = %s", [json.dumps(stored), yesterdays.pk]
        )
    assert not _published_with(yesterdays, kicker="Harbour").is_updated


def test_words_are_learnt_once_however_often_a_story_is_filed_anew(yesterdays, monkeypatch):
    learnt = []
    monkeypatch.setattr(vocabulary, "learn_story", learnt.append)
    _published_with(yesterdays, kicker="Harbour")
    assert learnt == []


def test_readers_see_the_date_of_an_update_and_none_without(client, yesterdays):
    assert "Updated" not in client.get(yesterdays.address).content.decode()
    _published_with(yesterdays, body=[("text", "<p>It left at seven.</p>")])
    assert "Updated" in client.get(yesterdays.address).content.decode()
