"""Stories that came without a record get one by themselves: what readers have now is their first version."""

import pytest

from broadsheet.newsroom.models import Story
from broadsheet.record import beginning
from broadsheet.record.beginning import begin_all_records, begin_records
from broadsheet.record.chain import faults_in
from broadsheet.record.models import Announced, PublishedVersion
from tests.ingest.made_archive import a_story, bring_in
from tests.press.told import Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def unrecorded(make_story):
    """Three live stories and a draft, as if they were older than the record."""
    stories = [make_story(f"Story {number}", summary="<p>Words.</p>") for number in range(3)]
    make_story("Not yet", live=False)
    PublishedVersion.objects.all().delete()
    return stories


def test_each_live_story_without_a_record_gets_one(unrecorded):
    with Told() as told:
        assert begin_all_records() == 3
    versions = list(PublishedVersion.objects.all())
    assert {version.story_key for version in versions} == {story.translation_key for story in unrecorded}
    assert {(version.number, version.announced) for version in versions} == {(1, Announced.EARLIER)}
    assert {version.words["headline"] for version in versions} == {"Story 0", "Story 1", "Story 2"}
    assert list(faults_in(versions)) == []
    assert told.changed == {f"history:{story.pk}" for story in unrecorded}


def test_a_record_there_is_stays_as_it_is(unrecorded):
    begin_all_records()
    before = list(PublishedVersion.objects.values())
    with Told() as told:
        assert begin_all_records() == 0
    assert list(PublishedVersion.objects.values()) == before
    assert told.rows == 0


def test_what_is_published_later_follows_the_first_version(unrecorded):
    begin_all_records()
    story = Story.objects.get(pk=unrecorded[0].pk)
    story.title = "Another headline"
    story.save_revision().publish()
    versions = list(PublishedVersion.objects.filter(story_key=story.translation_key))
    assert [version.number for version in versions] == [1, 2]
    assert list(faults_in(versions)) == []


def test_a_task_does_its_share_and_queues_the_rest(unrecorded, monkeypatch):
    monkeypatch.setattr(beginning, "AT_ONCE", 1)
    monkeypatch.setattr(beginning, "IN_ONE_TASK", 2)
    assert begin_records.call() == 2
    assert PublishedVersion.objects.count() == 3  # the rest was queued, and tests run what is queued at once


def test_an_imported_story_has_a_history_readers_can_open(client, front):
    bring_in(a_story())
    story = Story.objects.get()
    version = PublishedVersion.objects.get(story_key=story.translation_key)
    assert client.get(f"{story.address}history/").status_code == 200
    assert version.hash in client.get(story.address).content.decode()
