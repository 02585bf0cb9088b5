"""A run taken back out: what it made is gone, what it changed is as before, what somebody has touched since stays."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import Menu
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportedItem, ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.runs import import_folder, import_ghost, import_wordpress
from broadsheet.ingest.undo.taking_back import take_back
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Author, ListEntry, Section, StandingPage, Story, Topic
from broadsheet.press.models import Change
from tests.ingest.exports import THEME_TEST, author, category, export, item, needs_inputs, paper_folder
from tests.ingest.ghost_exports import data, ghost_export, post
from tests.ingest.paper_dump import differences, dump
from tests.ingest.test_import_folder import FILES
from tests.ingest.test_import_wordpress import picture

pytestmark = pytest.mark.usefixtures("front")


def last_run() -> int:
    return ImportRun.objects.order_by("-pk").values_list("pk", flat=True)[0]


def paper_files(folder: Path) -> Path:
    paper_folder(folder, FILES)
    picture(folder / "photos", "harbour.png")
    (folder / "files").mkdir()
    (folder / "files" / "report.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return folder


@needs_inputs
def test_after_an_undo_the_paper_is_what_it_was_and_old_addresses_answer_nothing(client: Client) -> None:
    before = dump()
    import_wordpress(THEME_TEST)
    assert Story.objects.count() > 50
    address = Story.objects.filter(live=True)[0].url
    old = Redirect.objects.exclude(old_path__contains="?")[0].old_path
    outcome = take_back(last_run())
    assert outcome.kept == []
    assert differences(before, dump()) == []
    assert outcome.removed["story"] > 50
    assert client.get(address).status_code == client.get(old + "/").status_code == 404
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_folder_with_pictures_and_files_goes_again_with_them(
    tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    media = Path(settings.MEDIA_ROOT)
    files, before = sorted(media.rglob("*.*")), dump()
    import_folder(paper_files(tmp_path))
    assert Photo.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(last_run())
    assert differences(before, dump()) == []
    assert sorted(media.rglob("*.*")) == files


def test_readers_are_told_that_the_stories_are_gone(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1)))
    story, redirect = Story.objects.get(), Redirect.objects.first()
    Change.objects.all().delete()
    take_back(last_run())
    down = {key for change in Change.objects.filter(is_takedown=True) for key in change.keys}
    told = {key for change in Change.objects.all() for key in change.keys}
    assert {f"story:{story.pk}", f"card:{story.pk}", f"address:{story.pk}"} <= down
    assert f"path:{redirect.old_path}" in told


def test_what_was_edited_here_since_stays_with_its_section_author_and_old_address(tmp_path: Path) -> None:
    import_wordpress(
        export(
            tmp_path,
            author("mara", "Mara"),
            author("ola", "Ola"),
            item(1, "Kept", categories="Coast", tags="Sea"),
            item(2, "Gone", categories="Sport", tags="Ferry", creator="ola"),
        )
    )
    story = Story.objects.get(title="Kept")
    story.standfirst = "Edited."
    story.save_revision().publish()
    outcome = take_back(last_run())
    assert [one.title for one in Story.objects.all()] == ["Kept"]
    assert [one.title for one in Section.objects.exclude(slug="news")] == ["Coast"]
    assert [one.name for one in Author.objects.all()] == ["Mara"]
    assert [one.name for one in Topic.objects.all()] == ["Sea"]
    assert set(Redirect.objects.values_list("redirect_page", flat=True)) == {story.pk, story.section_id}
    assert {one.title for one in outcome.kept} == {"Kept", "Coast", "Mara", "Sea"}
    assert ListEntry.objects.filter(list_key="paper").count() == 1
    report = import_wordpress(export(tmp_path, item(1, "Kept", categories="Coast")))
    assert report.created("story") == 0


def test_forced_edited_stories_go_too(tmp_path: Path) -> None:
    before = dump()
    import_wordpress(export(tmp_path, item(1)))
    story = Story.objects.get()
    story.save_revision().publish()
    take_back(last_run(), force=True)
    assert differences(before, dump()) == []


def test_what_others_use_stays(tmp_path: Path, make_story: Any) -> None:
    import_wordpress(export(tmp_path, author("mara", "Mara"), item(1, "Linked"), item(2, "Gone")))
    linked = Story.objects.get(title="Linked")
    make_story(
        "Ours",
        authors=[Author.objects.get()],
        body=[{"type": "text", "value": f'<p><a linktype="page" id="{linked.pk}">it</a></p>'}],
    )
    outcome = take_back(last_run())
    assert {one.title for one in Story.objects.all()} == {"Ours", "Linked"}
    assert Author.objects.get().name == "Mara"
    assert ("author", "Mara") in {(one.kind, one.title) for one in outcome.kept}


def test_an_edited_profile_stays(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, author("mara", "Mara", "Old."), author("ola", "Ola", "Old."), item(1)))
    ours = Author.objects.get(name="Ola")
    ours.biography = "<p>New.</p>"
    ours.save()
    take_back(last_run())
    assert [one.name for one in Author.objects.all()] == ["Ola"]


def test_an_update_is_put_back_to_what_was_there_before(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1, "Tide", "Old words.", tags="Sea")))
    between = dump()
    report = import_wordpress(export(tmp_path, item(1, "Tide", "New words and more.", tags="Sea,Ferry"), item(2)))
    assert report.counts["story"]["updated"] == 1
    assert "New words" in str(Story.objects.get(title="Tide").body)
    outcome = take_back(last_run())
    assert outcome.restored["story"] == 1
    assert differences(between, dump()) == []


def test_a_protection_the_update_took_away_is_back(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1, post_password="enter")))
    import_wordpress(export(tmp_path, item(1)))
    assert not PageViewRestriction.objects.exists()
    take_back(last_run())
    assert PageViewRestriction.objects.get().password == "enter"
    assert not ListEntry.objects.exists()


def test_starter_pages_and_menus_are_given_back(tmp_path: Path) -> None:
    meta = "_menu_item_type=taxonomy,_menu_item_object=category,_menu_item_object_id=1"
    extra = '<category domain="nav_menu" nicename="main">Main</category>'
    Menu.objects.filter(location="main").update(items="[]")
    before = dump()
    import_wordpress(
        export(
            tmp_path,
            category(1, "coast", "Coast"),
            item(5, "", "", post_type="nav_menu_item", meta=meta, extra=extra),
            item(11, "About", "We are old.", post_type="page", post_name="about"),
        )
    )
    assert "We are old." in str(StandingPage.objects.get(slug="about").body)
    take_back(last_run())
    assert differences(before, dump()) == []


def test_runs_are_taken_back_last_first_and_each_once(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1)))
    first = last_run()
    import_wordpress(export(tmp_path, item(1), item(2)))
    second = last_run()
    with pytest.raises(ImportRefused, match=f"undo {second} first"):
        take_back(first)
    take_back(second)
    assert ImportRun.objects.get(pk=second).state == RunState.UNDONE
    with pytest.raises(ImportRefused, match="already"):
        take_back(second)
    take_back(first)
    assert not Story.objects.exists()
    assert not ImportedItem.objects.exists()
    with pytest.raises(ImportRefused, match="no import with the number 999999"):
        take_back(999999)


def test_a_rehearsal_of_an_undo_says_what_would_go_and_changes_nothing(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1), item(2)))
    before = dump()
    outcome = take_back(last_run(), dry_run=True)
    assert outcome.removed["story"] == 2
    assert differences(before, dump()) == []
    assert ImportRun.objects.get().state == RunState.FINISHED


def test_after_an_undo_the_same_export_can_come_again(tmp_path: Path) -> None:
    path = export(tmp_path, item(1), item(2, post_type="page"))
    import_wordpress(path)
    take_back(last_run())
    report = import_wordpress(path)
    assert (report.created("story"), report.created("page")) == (1, 1)


def test_taking_back_many_stories_asks_few_questions(tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    import_wordpress(export(tmp_path, *(item(number, categories="Coast") for number in range(1, 301))))
    with django_assert_max_num_queries(400):
        take_back(last_run())
    assert not Story.objects.exists()


def test_the_file_of_members_goes_with_its_run(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    members = tmp_path / "members.csv"
    members.write_text("email,name\na@x.example,A\n", encoding="utf-8")
    import_ghost([ghost_export(tmp_path, data(post(1)))], members=members)
    kept = folder_of(ImportRun.objects.get()) / "members.csv"
    with django_capture_on_commit_callbacks(execute=True):
        assert take_back(last_run(), dry_run=True).removed["file of members"] == 1
    assert kept.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert take_back(last_run()).removed["file of members"] == 1
    assert not kept.exists()
    assert members.exists()
