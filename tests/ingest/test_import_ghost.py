"""A Ghost export in the paper."""

from pathlib import Path

import pytest
from django.test import Client

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.runs import import_ghost
from broadsheet.newsroom.models import Author, Section, StandingPage, Story, Topic
from tests.ingest.ghost_exports import (
    REAL_EXPORT,
    data,
    ghost_export,
    lexical,
    needs_ghost_export,
    paragraph,
    post,
    tag,
    tagged,
)

pytestmark = pytest.mark.usefixtures("front")


def test_stories_stand_with_authors_topics_and_old_addresses(tmp_path: Path, client: Client) -> None:
    link = {
        "type": "link",
        "url": "__GHOST_URL__/story-2/",
        "children": [{"type": "text", "text": "there", "format": 1}],
    }
    rows = (post(1, lexical=lexical(paragraph("See ", link))), post(2, type="page"), post(3, visibility="paid"))
    tables = data(*rows, tags=[tag("t1", "News"), tag("t2", "Sea")], posts_tags=tagged(1, "t1", "t2"))
    report = import_ghost([ghost_export(tmp_path, tables)], sections=["news"])
    story = Story.objects.get(slug="story-1")
    assert story.section == Section.objects.get(slug="news")
    assert [topic.name for topic in story.topics_list] == ["Sea"]
    assert [author.name for author in story.authors] == ["Mara Ellison"]
    page = StandingPage.objects.get(slug="story-2")
    assert f'<a linktype="page" id="{page.pk}"><b>there</b></a>' in str(story.body.raw_data)
    assert not Story.objects.get(slug="story-3").live
    assert client.get("/story-1/").headers["Location"] == story.get_url()
    assert report.words_kept_share == 1


def test_the_same_export_twice_doubles_nothing(tmp_path: Path) -> None:
    path = ghost_export(tmp_path, data(post(1), post(2), tags=[tag("t1", "Sea")], posts_tags=tagged(1, "t1")))
    import_ghost([path])
    report = import_ghost([path])
    assert report.counts["story"]["unchanged"] == 2
    assert (Story.objects.count(), Topic.objects.count(), Author.objects.count()) == (2, 1, 1)


def test_members_are_kept_in_private_and_counted(tmp_path: Path) -> None:
    members = tmp_path / "members.csv"
    members.write_text("email,name\na@x.example,A\nb@x.example,B\n", encoding="utf-8")
    path = ghost_export(tmp_path, data(post(1)))
    import_ghost([path], members=members, dry_run=True)
    assert not ImportRun.objects.exists()
    report = import_ghost([path], members=members)
    assert report.skipped("member") == 2
    assert (folder_of(ImportRun.objects.get()) / "members.csv").read_bytes() == members.read_bytes()


def test_bad_members_stop_the_import_before_it_begins(tmp_path: Path) -> None:
    members = tmp_path / "members.csv"
    members.write_text("email\nnobody\n", encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"members\.csv, line 2"):
        import_ghost([ghost_export(tmp_path, data(post(1)))], members=members)
    assert not Story.objects.exists()


def test_a_damaged_export_changes_nothing(tmp_path: Path) -> None:
    path = ghost_export(tmp_path, data(post(1), post(2)))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ImportRefused, match="cut"):
        import_ghost([path])
    assert not Story.objects.exists()
    assert not Author.objects.exists()


@needs_ghost_export
def test_a_real_export_comes_in_whole() -> None:
    report = import_ghost([REAL_EXPORT], address="https://peer.example")
    assert report.created("story") == 26
    assert report.created("page") + report.counts["page"]["updated"] == 2  # one takes the place of a starter page
    assert Story.objects.live().count() == 22
    assert report.words_kept_share == 1
    assert not Story.objects.filter(title="Paid only").live().exists()
