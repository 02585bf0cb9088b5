"""What is recorded, when, and how it hangs together."""

import json
from hashlib import sha256

import pytest

from broadsheet.newsroom.models import Story
from broadsheet.record import chain, keeping
from broadsheet.record.models import PublishedVersion


def versions(story):
    return list(PublishedVersion.objects.filter(story_key=story.translation_key).order_by("number"))


def test_each_publication_that_readers_can_see_is_a_version(told):
    assert [version.words["standfirst"] for version in versions(told)] == [
        "It sails at nine.",
        "It sails at ten.",
        "It sails at noon.",
    ]
    assert [version.announced for version in versions(told)] == ["first", "", ""]
    told.save_revision().publish()
    told.seo_title = "Ferry"
    told.save()
    assert len(versions(told)) == 3


def test_a_hash_can_be_computed_again_by_whoever_has_the_record(told, client):
    last = versions(told)[-1]
    record = json.loads(client.get(f"{told.address}history/3/record.json").content)
    content = json.dumps(record.pop("content"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    kept = record.pop("hash")
    assert sha256(content.encode()).hexdigest() == record["content_hash"]
    link = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(link.encode()).hexdigest() == kept == last.hash == chain.head_of(told)


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("content", '{"headline":"Another"}', "its text is not what was published"),
        ("content_hash", "0" * 64, "its hash is not that of what is kept"),
        ("previous", "0" * 64, "does not follow the version before it"),
        ("announced", "typing", "its hash is not that of what is kept"),
        ("published_at", "2001-01-01T00:00:00Z", "its hash is not that of what is kept"),
    ],
)
def test_whatever_is_changed_later_is_found(told, field, value, what):
    assert list(chain.faults_in(versions(told))) == []
    PublishedVersion.objects.filter(story_key=told.translation_key, number=2).update(**{field: value})
    assert (2, what) in [(fault.number, fault.what) for fault in chain.faults_in(versions(told))]


def test_a_version_left_out_is_found(told):
    PublishedVersion.objects.filter(story_key=told.translation_key, number=2).delete()
    assert {fault.what for fault in chain.faults_in(versions(told))} == {
        "versions before it are missing",
        "does not follow the version before it",
    }


def test_an_erased_text_leaves_the_chain_whole(told):
    keeping.erase(told, versions(told)[1], None, "a court said so")
    erased = versions(told)[1]
    assert (erased.content, erased.why_erased) == ("", "a court said so")
    assert list(chain.faults_in(versions(told))) == []
    assert len(erased.hash) == 64


def test_a_deleted_story_leaves_hashes_and_no_words(told):
    key = told.translation_key
    told.delete()
    left = PublishedVersion.objects.filter(story_key=key)
    assert [version.content for version in left] == ["", "", ""]
    assert list(chain.faults_in(left)) == []


def test_the_first_change_of_an_imported_story_records_what_readers_had(make_story):
    story = make_story("Old story", standfirst="As it came.")
    PublishedVersion.objects.all().delete()  # an import writes none
    story.standfirst = "As it is now."
    story.save()
    kept = versions(story)
    assert [(version.announced, version.words["standfirst"]) for version in kept] == [
        ("earlier", "As it came."),
        ("", "As it is now."),
    ]
    assert kept[0].published_at == Story.objects.get(pk=story.pk).last_published_at


def test_a_version_and_its_story_are_saved_together_or_not_at_all(told, monkeypatch):
    from django.db import transaction

    def fail(*_args, **_options):
        raise RuntimeError

    monkeypatch.setattr(keeping, "_log", fail)
    told.standfirst = "Never said."
    with pytest.raises(RuntimeError), transaction.atomic():
        told.save_revision().publish()
    assert Story.objects.get(pk=told.pk).standfirst == "It sails at noon."
    assert len(versions(told)) == 3


def test_a_draft_is_no_version(told):
    told.standfirst = "Not yet."
    told.save_revision()
    assert len(versions(told)) == 3


def test_a_private_note_and_an_unnamed_name_are_in_no_version(make_story):
    from broadsheet.newsroom.models import StorySource

    story = make_story("One")
    story.sources = [StorySource(is_unnamed=True, name="Jo Secret", role="A nurse", desk_note="woman, north")]
    story.save_revision().publish()
    text = versions(story)[-1].content
    assert "A nurse" in text
    assert "Secret" not in text
    assert "woman" not in text
