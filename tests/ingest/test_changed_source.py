"""A source imported again after it has changed: what nobody touched here follows it, all else stays and is listed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.proof.files import write_report
from broadsheet.ingest.records import Medium, Origin, Person, Taxonomy, Term
from broadsheet.ingest.report import Report
from broadsheet.ingest.runs import import_ghost, import_wordpress
from broadsheet.ingest.undo.taking_back import take_back
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Author, ListEntry, ReaderComment, Section, StandingPage, Story, Topic
from tests.ingest.exports import author, category, export, item
from tests.ingest.ghost_exports import data, ghost_export, post
from tests.ingest.made_archive import a_comment, a_story
from tests.ingest.made_archive import bring_in as bring_in_records
from tests.ingest.paper_dump import differences, dump
from tests.ingest.test_import_wordpress import picture

pytestmark = pytest.mark.usefixtures("front")
HEAD = (author("mara", "Mara"), author("ola", "Ola"), category(1, "coast", "Coast"), category(2, "sport", "Sport"))


def bring_in(folder: Path, *items: str) -> Report:
    return import_wordpress(export(folder, *HEAD, *items))


def told(report: Report, folder: Path, about: str) -> list[tuple[str, str]]:
    """What the report says of a thing, and where an editor would look at it."""
    write_report(report, folder / "report.json")
    lines = json.loads((folder / "report.json").read_text())["warnings"]
    return [(line["message"], line["desk"]) for line in lines if line["title"] == about]


def edit(page: Any, **fields: Any) -> None:
    """As somebody at the desk would."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_story_nobody_edited_here_follows_its_source_in_all_it_says(tmp_path: Path, client: Client) -> None:
    bring_in(tmp_path, item(1, "Old headline", "Old words.", categories="Coast", tags="Sea", excerpt="Old."))
    story = Story.objects.get()
    report = bring_in(
        tmp_path,
        item(1, "New headline", "New words.", categories="Coast", tags="Ferry", excerpt="New.", creator="ola"),
    )
    assert report.counts["story"] == {"updated": 1}
    story = Story.objects.get(pk=story.pk)
    assert (story.title, story.draft_title, story.standfirst) == ("New headline", "New headline", "New.")
    assert [one.name for one in story.authors] == ["Ola"]
    assert [topic.name for topic in story.topics_list] == ["Ferry"]
    shown = client.get(story.url).content.decode()
    assert "New words." in shown
    assert "Old" not in shown
    assert not story.has_unpublished_changes
    assert {"author-" + str(story.authors[0].pk)} == set(
        ListEntry.objects.filter(list_key__startswith="author-").values_list("list_key", flat=True)
    )


def test_a_story_put_into_another_section_at_its_source_keeps_its_address_and_is_listed_there_too(
    tmp_path: Path, client: Client
) -> None:
    bring_in(tmp_path, item(1, "Tide", categories="Coast"))
    report = bring_in(tmp_path, item(1, "Tide", categories="Sport"))
    story = Story.objects.get()
    assert (story.url, story.section.slug) == ("/coast/story-1/", "coast")
    assert [one.slug for one in story.further_sections.all()] == ["sport"]
    assert story.url in client.get("/sport/").content.decode()
    assert any("belongs to “Sport” at its source now" in line for line, _desk in told(report, tmp_path, "Tide"))


def test_what_is_withdrawn_at_the_source_is_withdrawn_here_and_comes_back_with_it(
    tmp_path: Path, client: Client
) -> None:
    bring_in(tmp_path, item(1))
    story = Story.objects.get()
    bring_in(tmp_path, item(1, status="draft"))
    assert not Story.objects.get().live
    assert client.get(story.url).status_code == 404
    assert not ListEntry.objects.exists()
    bring_in(tmp_path, item(1, status="publish"))
    assert client.get(story.url).status_code == 200
    assert ListEntry.objects.filter(list_key="paper").count() == 1
    assert Story.objects.get().published_at == story.published_at


def test_an_edited_story_or_page_is_left_alone_and_listed_with_its_place_in_the_desk(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "Tide"), item(2, "About the quay", post_type="page"), item(3, "Other"))
    story, page = Story.objects.get(title="Tide"), StandingPage.objects.get(title="About the quay")
    edit(story, standfirst="Ours.")
    edit(page, standfirst="Ours.")
    changed = [
        item(1, "Tide", "New words.", tags="Sea"),
        item(2, "About the quay", "New words.", post_type="page"),
        item(3, "Other", "New words."),
    ]
    for _again in range(2):
        before = Story.objects.get(pk=story.pk).latest_revision_id
        report = bring_in(tmp_path, *changed)
        assert report.skipped("story") == report.skipped("page") == 1
        for thing in (story, page):
            message = "was edited here since it was imported, so it is left as it is"
            assert told(report, tmp_path, thing.title) == [(message, f"http://testserver/desk/pages/{thing.pk}/edit/")]
        assert Story.objects.get(pk=story.pk).latest_revision_id == before
        assert "New words" not in str(Story.objects.get(pk=story.pk).body)
    assert "New words" in str(Story.objects.get(title="Other").body)


def test_a_draft_that_somebody_left_unpublished_counts_as_an_edit(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "Tide"))
    story = Story.objects.get()
    story.standfirst = "Not yet."
    story.save_revision()
    report = bring_in(tmp_path, item(1, "Tide", "New words."))
    assert report.skipped("story") == 1
    assert Story.objects.get().get_latest_revision_as_object().standfirst == "Not yet."


def test_what_the_source_no_longer_has_stays_and_is_listed(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "Kept"), item(2, "Gone there"), item(3, "A page gone", post_type="page"))
    gone, page = Story.objects.get(title="Gone there"), StandingPage.objects.get(title="A page gone")
    report = bring_in(tmp_path, item(1, "Kept"))
    assert Story.objects.filter(live=True).count() == 2
    for thing in (gone, page):
        message = "came from this source before and is not in it now; it stays here"
        assert told(report, tmp_path, thing.title) == [(message, f"http://testserver/desk/pages/{thing.pk}/edit/")]
    assert report.warning_kinds[message] == 2
    assert report.unaccounted() == {}


def test_what_was_deleted_here_stays_deleted_however_the_source_changes(tmp_path: Path, client: Client) -> None:
    bring_in(tmp_path, item(1, "Tide"), item(2, "Away", post_type="page"))
    Story.objects.get().delete()
    StandingPage.objects.get(title="Away").delete()
    Redirect.objects.all().delete()
    for body in ("Some words.", "New words."):
        report = bring_in(tmp_path, item(1, "Tide", body), item(2, "Away", body, post_type="page"))
        assert not Story.objects.exists()
        assert not StandingPage.objects.filter(title="Away").exists()
        assert [line for line, _desk in told(report, tmp_path, "Tide")] == ["was deleted here since it was imported"]
    assert client.get("/2020/05/story-1/").status_code == 404


def test_an_unchanged_source_changes_nothing_at_all(tmp_path: Path) -> None:
    parts = (item(1, categories="Coast", tags="Sea"), item(2, post_type="page"), item(3, post_password="enter"))
    bring_in(tmp_path, *parts)
    before = dump()
    bring_in(tmp_path, *parts)
    assert differences(before, dump()) == []


def test_a_ghost_site_that_goes_on_is_followed_the_same_way(tmp_path: Path) -> None:
    tables = data(post(1, title="Tide"), post(2, title="Ours"), post(3, title="Left"))
    import_ghost([ghost_export(tmp_path, tables)], address="https://old.example")
    edit(Story.objects.get(title="Ours"), standfirst="Edited here.")
    changed = data(post(1, title="Tide turns", html="<p>New words.</p>"), post(2, title="Ours", html="<p>New.</p>"))
    report = import_ghost([ghost_export(tmp_path, changed)], address="https://old.example")
    assert report.counts["story"] == {"updated": 1, "skipped": 1}
    assert "New words." in str(Story.objects.get(title="Tide turns").body)
    assert {line.title for line in report.warnings if "stays here" in line.message} == {"Left"}


def test_entries_with_very_long_keys_are_known_again(tmp_path: Path) -> None:
    long = "https://old.example/" + "x" * 400
    first, second = (a_story(f"{long}{end}", title=f"Story {end}") for end in "ab")
    first.slug, second.slug = "one", "two"
    for _again in range(2):
        report = bring_in_records(first, second)
        assert Story.objects.count() == 2
    assert report.counts["story"] == {"unchanged": 2}
    report = bring_in_records(first)
    assert [line.title for line in report.warnings] == ["Story b"]


# Known again


def test_a_draft_without_a_slug_follows_its_new_title(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "First thoughts", status="draft", post_name=""))
    report = bring_in(tmp_path, item(1, "Second thoughts", "New.", status="draft", post_name=""))
    assert report.counts["story"] == {"updated": 1}
    assert Story.objects.get().get_latest_revision_as_object().title == "Second thoughts"


def test_a_story_that_had_to_take_another_slug_here_is_known_by_its_sources(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "Tide", categories="Coast"), item(2, "Tide", categories="Coast", post_name="story-1"))
    second = Story.objects.get(slug="story-1-2")
    changed = item(2, "Tide turns", categories="Coast", post_name="story-1")
    for outcome in ("updated", "unchanged"):
        report = bring_in(tmp_path, item(1, "Tide", categories="Coast"), changed)
        assert report.counts["story"][outcome] >= 1
        assert report.skipped("story") == 0
    assert Story.objects.get(pk=second.pk).title == "Tide turns"


def test_a_number_that_another_story_has_now_overwrites_nothing(tmp_path: Path) -> None:
    bring_in(tmp_path, item(1, "Tide"))
    report = bring_in(tmp_path, item(1, "Budget", post_name="budget"))
    assert report.skipped("story") == 1
    assert Story.objects.get().title == "Tide"


# Small things


WORDS = "New words."
OLD_SMALL = (
    a_story(),
    Person(Origin("p"), "Mara", "mara", biography="<p>Old.</p>"),
    Term(Origin("s"), Taxonomy.SECTION, "Coast", "coast", description="Old."),
    Term(Origin("t"), Taxonomy.TOPIC, "Sea", "sea", description="Old."),
    a_comment("c", body="Old words."),
)
NEW_SMALL = (
    a_story(),
    Person(Origin("p"), "Mara Ellison", "mara", biography="<p>New.</p>"),
    Term(Origin("s"), Taxonomy.SECTION, "The Coast", "coast", description="New."),
    Term(Origin("t"), Taxonomy.TOPIC, "The Sea", "sea", description="New."),
    a_comment("c", body="New words.", is_approved=False),
)


def small() -> list[Any]:
    comment = ReaderComment.objects.get()
    author, section, topic = Author.objects.get(slug="mara"), Section.objects.get(slug="coast"), Topic.objects.get()
    return [
        *(author.name, "New" in author.biography, section.title, section.standfirst, topic.name, topic.description),
        *(WORDS in comment.body, comment.is_approved),
    ]


IS_NEW = ["Mara Ellison", True, "The Coast", "New.", "The Sea", "New.", True, False]
KINDS = ("author", "section", "topic", "comment")


def outcomes(report: Report) -> dict[str, str]:
    """What became of the one thing of each kind."""
    return {kind: " ".join((+report.counts[kind]).elements()) for kind in KINDS}


def test_authors_sections_topics_and_comments_nobody_edited_follow_their_source(client: Client) -> None:
    bring_in_records(*OLD_SMALL)
    before, run = dump(), ImportRun.objects.get()
    report = bring_in_records(*NEW_SMALL)
    assert outcomes(report) == dict.fromkeys(KINDS, "updated")
    assert small() == IS_NEW
    assert "The Coast" in client.get("/coast/").content.decode()
    again = bring_in_records(*NEW_SMALL)
    assert outcomes(again) == dict.fromkeys(KINDS, "unchanged")
    for later in list(ImportRun.objects.exclude(pk=run.pk).order_by("-pk")):
        take_back(later.pk)
    assert differences(before, dump()) == []
    bring_in_records(*NEW_SMALL)
    assert small() == IS_NEW


def test_those_somebody_edited_here_stay_and_are_listed() -> None:
    bring_in_records(*OLD_SMALL)
    for model, field in ((Author, "name"), (Topic, "description"), (ReaderComment, "author")):
        thing: Any = model.objects.get()
        setattr(thing, field, "Ours")
        thing.save()
    edit(Section.objects.get(slug="coast"), standfirst="Ours")
    before = small()
    for _again in range(2):
        report = bring_in_records(*NEW_SMALL)
        assert outcomes(report) == dict.fromkeys(KINDS, "skipped")
        assert len([line for line in report.warnings if line.message.startswith("was edited here")]) == 4
        assert small() == before


def test_a_pictures_words_follow_their_source_until_somebody_edits_them(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg")
    for caption, outcome in (("Old", "created"), ("New", "updated"), ("New", "unchanged")):
        report = bring_in_records(a_story(), Medium(Origin("m"), "a.jpg", caption=caption), media_root=tmp_path)
        assert +report.counts["photo"] == {outcome: 1}
        assert Photo.objects.get().caption == caption
    Photo.objects.get().save()
    photo = Photo.objects.get()
    photo.caption = "Ours"
    photo.save()
    report = bring_in_records(a_story(), Medium(Origin("m"), "a.jpg", caption="Newer"), media_root=tmp_path)
    assert report.skipped("photo") == 1
    assert Photo.objects.get().caption == "Ours"
