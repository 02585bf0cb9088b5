"""A WordPress export in the paper: what it becomes, and that doing it twice doubles nothing."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from broadsheet.fronts.models import Front, Menu
from broadsheet.ingest import report
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportedItem, ImportRun
from broadsheet.ingest.runs import import_wordpress
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import Author, ListEntry, Section, StandingPage, Story, Topic
from tests.ingest.exports import BLOCK_TEST, HEAD, THEME_TEST, author, category, export, item, needs_inputs

pytestmark = pytest.mark.usefixtures("front")


def counts() -> dict[str, int]:
    models = (
        Page,
        Story,
        StandingPage,
        Section,
        Topic,
        Author,
        Photo,
        File,
        Redirect,
        Revision,
        ListEntry,
        ImportedItem,
    )
    return {model.__name__: model.objects.count() for model in models}


def picture(folder: Path, name: str, size: tuple[int, int] = (60, 40)) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "navy").save(path, "JPEG")
    return path


def test_a_story_stands_in_its_section_with_author_topics_and_date(tmp_path: Path) -> None:
    parts = (author("mara", "Mara Ellison", "Writes."), category(1, "coast", "Coast"))
    import_wordpress(export(tmp_path, *parts, item(title="Tide", categories="Coast", tags="Ferry,Sea")))
    story = Story.objects.get()
    assert story.url_path == "/front/coast/story-1/"
    assert story.section == Section.objects.get(slug="coast")
    assert [one.name for one in story.authors] == ["Mara Ellison"]
    assert [topic.name for topic in story.topics_list] == ["Ferry", "Sea"]
    assert story.published_at == story.first_published_at == datetime(2020, 5, 1, 11, tzinfo=UTC)
    assert story.live
    assert story.word_count == 2
    assert Author.objects.get().biography == "<p>Writes.</p>"


def test_the_tree_has_nothing_to_mend_and_the_desk_can_go_on_editing(tmp_path: Path) -> None:
    items = [item(number, f"Story {number}", categories="Coast") for number in range(1, 25)]
    import_wordpress(export(tmp_path, *items))
    assert Page.find_problems() == ([], [], [], [], [])
    story = Story.objects.get(slug="story-7")
    edited = story.get_latest_revision_as_object()
    assert next(iter(edited.bylines.all())).pk == story.bylines.get().pk
    edited.title = "A better headline"
    edited.save_revision().publish()
    assert Story.objects.get(pk=story.pk).title == "A better headline"
    assert story.bylines.count() == 1
    Section.objects.get(slug="coast").add_child(instance=Story(title="By hand"))
    assert Page.find_problems() == ([], [], [], [], [])


def test_lists_search_and_references_know_the_stories(tmp_path: Path) -> None:
    import_wordpress(
        export(tmp_path, item(title="Oysters", body="A hazelnut in the peat.", categories="Coast", tags="Sea"))
    )
    story = Story.objects.get()
    assert {"paper", "kind-news", f"section-{story.section_id}"} <= set(
        ListEntry.objects.values_list("list_key", flat=True)
    )
    backend = get_search_backend()
    assert [found.pk for found in backend.search("hazelnut", Story)] == [story.pk]
    assert [found.pk for found in backend.search("mara", Story)] == [story.pk]
    assert ReferenceIndex.get_references_to(Topic.objects.get()).count() == 1


def test_the_deepest_category_is_the_section_and_the_others_are_further_ones(tmp_path: Path) -> None:
    parts = [category(1, "sport", "Sport"), category(2, "rowing", "Rowing", "sport"), category(3, "coast", "Coast")]
    import_wordpress(export(tmp_path, *parts, item(categories="Coast,Sport,Rowing,Uncategorized")))
    story = Story.objects.get()
    assert story.url_path == "/front/sport/rowing/story-1/"
    assert {section.slug for section in story.further_sections.all()} == {"coast", "sport"}


def test_a_story_without_category_stands_in_the_default_one(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, category(1, "uncategorized", "Uncategorized"), item()))
    assert Story.objects.get().section.title == "Uncategorized"


def test_sections_whose_parents_run_in_a_circle_end_at_the_top(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, category(1, "a", "A", "b"), category(2, "b", "B", "a"), item(categories="A")))
    assert {Section.objects.get(slug=slug).depth for slug in "ab"} == {3}


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future"])
def test_what_was_not_public_is_a_draft_in_no_list_and_under_no_redirect(tmp_path: Path, status: str) -> None:
    import_wordpress(export(tmp_path, item(status=status, post_date_gmt="2999-01-01 00:00:00")))
    story = Story.objects.get()
    assert not story.live
    assert story.has_unpublished_changes
    assert story.first_published_at is None
    assert not ListEntry.objects.exists()
    assert not Redirect.objects.filter(redirect_page=story).exists()


def test_a_story_behind_a_password_asks_for_it_here_and_is_said_to(tmp_path: Path) -> None:
    report = import_wordpress(export(tmp_path, item(post_password="enter")))
    assert Story.objects.get().live
    assert not ListEntry.objects.exists()
    assert PageViewRestriction.objects.get().password == "enter"
    assert any("password" in line.message for line in report.warnings)


def test_a_scheduled_story_is_published_at_its_time_and_not_before(tmp_path: Path) -> None:
    when = timezone.now().replace(microsecond=0) + timedelta(days=2)
    import_wordpress(export(tmp_path, item(status="future", post_date_gmt=when.strftime("%Y-%m-%d %H:%M:%S"))))
    story = Story.objects.get()
    assert (story.live, story.go_live_at) == (False, when)
    assert story.get_latest_revision().approved_go_live_at == when
    call_command("publish_scheduled", verbosity=0)
    assert not Story.objects.get().live
    _let_its_time_come(story)
    call_command("publish_scheduled", verbosity=0)
    assert Story.objects.get().live


def _let_its_time_come(story: Story) -> None:
    past = timezone.now() - timedelta(minutes=1)
    revision = Revision.objects.get(object_id=str(story.pk))
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_a_story_published_with_a_date_to_come_waits_and_a_missed_schedule_does_not_go_out(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1, post_date_gmt="2999-01-01 00:00:00"), item(2, status="future")))
    ahead, missed = Story.objects.order_by("slug")
    assert not ahead.live
    assert ahead.go_live_at is not None
    assert not missed.live
    assert missed.go_live_at is None


def test_pages_keep_their_hierarchy_and_take_the_place_of_untouched_starter_pages(tmp_path: Path) -> None:
    page = {"post_type": "page", "categories": ""}
    import_wordpress(
        export(
            tmp_path,
            item(
                12,
                "The team",
                "Ada.",
                post_name="team",
                post_parent="11",
                link="https://old.example/about/team/",
                **page,
            ),
            item(11, "About", "We are old.", post_name="about", link="https://old.example/about/", **page),
        )
    )
    about = StandingPage.objects.get(slug="about")
    assert "We are old." in str(about.body)
    assert StandingPage.objects.get(slug="team").url_path == "/front/about/team/"
    assert Page.find_problems() == ([], [], [], [], [])


def test_slugs_are_kept_made_unique_and_kept_off_the_papers_own_addresses(tmp_path: Path) -> None:
    import_wordpress(
        export(
            tmp_path,
            item(1, "One", post_name="same", categories="Coast"),
            item(2, "Two", post_name="same", categories="Coast"),
            item(3, "夜の港", post_name="", categories="Coast"),
            item(4, "?!", post_name="", categories="Coast"),
            item(5, "Search", post_name="search", post_type="page"),
        )
    )
    assert list(Story.objects.order_by("path").values_list("slug", flat=True)) == ["same", "same-2", "夜の港", "4"]
    assert StandingPage.objects.filter(slug="search-2").exists()


def test_odd_titles_are_stored(tmp_path: Path) -> None:
    long = "A headline that goes on " * 15
    import_wordpress(export(tmp_path, item(1, "", "No title but these words."), item(2, long), item(3, "", "")))
    first, second, third = Story.objects.order_by("pk")
    assert first.title == "No title but these words."
    assert len(second.title) <= 255
    assert long.strip() in str(second.body)
    assert third.title == "Untitled"


def test_old_addresses_lead_to_the_story_in_one_step(tmp_path: Path, client: Client) -> None:
    import_wordpress(export(tmp_path, category(1, "coast", "Coast"), item(7, categories="Coast", tags="Sea")))
    story = Story.objects.get()
    found = {redirect.old_path: redirect.link for redirect in Redirect.objects.all()}
    assert found["/2020/05/story-7"] == story.url
    assert found["/?p=7"] == story.url
    assert found["/category/coast"] == Section.objects.get(slug="coast").url
    assert found["/tag/sea"] == "/topic/sea/"
    assert found["/author/mara"] == "/author/mara/" if "/author/mara" in found else True


def test_an_address_that_stays_the_same_needs_no_redirect(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(7, categories="Coast", link="https://old.example/coast/story-7/")))
    assert not Redirect.objects.filter(old_path="/coast/story-7").exists()


def test_links_between_stories_lead_to_their_new_places_whatever_their_order(tmp_path: Path) -> None:
    links = (
        '<p><a href="https://old.example/2020/05/story-2/">later</a> <a href="/?p=2">number</a>'
        ' <a href="https://other.example/2020/05/story-2/">other</a> <a href="http://www.old.example/nowhere/">gone</a></p>'
    )
    import_wordpress(export(tmp_path, item(1, body=links), item(2)))
    first, second = Story.objects.order_by("slug")
    body = first.body.raw_data[0]["value"]
    assert body.count(f'linktype="page" id="{second.pk}"') == 2
    assert 'href="https://other.example/2020/05/story-2/"' in body
    assert 'href="http://www.old.example/nowhere/"' in body


def test_pictures_are_found_in_the_uploads_folder_and_missing_ones_leave_their_caption(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    picture(uploads, "2020/05/boats.jpg")
    url = "https://old.example/wp-content/uploads/2020/05/"
    attachment = {"post_type": "attachment", "status": "inherit", "post_parent": "1"}
    body = (
        f'[caption]<img src="{url}boats-300x200.jpg" class="wp-image-9" /> The boats[/caption]\n\n'
        f'[caption]<img src="{url}gone.jpg" /> The missing one[/caption]\n\n[gallery]'
    )
    report = import_wordpress(
        export(
            tmp_path,
            item(1, body=body, meta="_thumbnail_id=9"),
            item(9, "Boats", "", attachment_url=url + "boats.jpg", excerpt="In the bay", **attachment),
            item(10, "Gone", "", attachment_url=url + "gone.jpg", **attachment),
        ),
        uploads=uploads,
    )
    story, photo = Story.objects.get(), Photo.objects.get()
    assert (photo.title, photo.caption, photo.width, photo.height) == ("Boats", "In the bay", 60, 40)
    assert photo.file.storage.exists(photo.file.name)
    assert story.lead_picture == photo
    raw = story.body.raw_data
    assert [block["type"] for block in raw] == ["picture", "text", "picture"] or raw[0]["value"]["photo"] == photo.pk
    assert "The missing one" in str(story.body)
    assert ReferenceIndex.get_references_to(photo).count() >= 2
    assert any("uploads folder" in line.message for line in report.warnings)
    photo.file.delete(save=False)


def test_files_are_judged_by_their_content(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    url = "https://old.example/wp-content/uploads/"
    contents = {
        "page.jpg": b"<html><script>alert(1)</script></html>",
        "drawing.svg": b"<svg onload='alert(1)'/>",
        "fake.pdf": b"MZ not a pdf",
        "real.pdf": b"%PDF-1.4 and so on",
        "shell.php": b"<?php system('x');",
    }
    uploads.mkdir()
    for name, content in contents.items():
        (uploads / name).write_bytes(content)
    attachments = [
        item(
            n,
            name,
            "",
            post_type="attachment",
            status="inherit",
            attachment_url=url + name,
            meta=f"_wp_attached_file={name}",
        )
        for n, name in enumerate([*contents, "../../../etc/passwd"], 20)
    ]
    report = import_wordpress(export(tmp_path, *attachments), uploads=uploads)
    assert Photo.objects.count() == 0
    assert [file.title for file in File.objects.all()] == ["real.pdf"]
    assert report.skipped("medium") == 5
    File.objects.get().file.delete(save=False)


def test_an_import_run_twice_doubles_nothing(tmp_path: Path) -> None:
    picture(tmp_path / "uploads", "a.jpg")
    parts = [
        author("mara", "Mara"),
        item(1, categories="Coast", tags="Sea"),
        item(2, post_type="page"),
        item(3, "A", "", post_type="attachment", status="inherit", meta="_wp_attached_file=a.jpg"),
    ]
    path = export(tmp_path, *parts)
    import_wordpress(path, uploads=tmp_path / "uploads")
    before = counts()
    report = import_wordpress(path, uploads=tmp_path / "uploads")
    assert counts() == before
    assert report.counts["story"] == Counter(unchanged=1)
    assert ImportRun.objects.count() == 2
    Photo.objects.get().file.delete(save=False)


def test_a_changed_source_updates_what_nobody_edited_here_and_lists_the_rest(tmp_path: Path) -> None:
    import_wordpress(export(tmp_path, item(1, "One", "Old words."), item(2, "Two", "Old words.")))
    edited = Story.objects.get(slug="story-2")
    edited.standfirst = "Edited here."
    edited.save_revision().publish()
    report = import_wordpress(export(tmp_path, item(1, "One", "New words."), item(2, "Two", "New words.")))
    assert "New words." in str(Story.objects.get(slug="story-1").body)
    assert "Old words." in str(Story.objects.get(slug="story-2").body)
    assert report.counts["story"] == Counter(updated=1, skipped=1)
    assert any("edited here" in line.message for line in report.warnings)
    assert Story.objects.get(slug="story-1").first_published_at == datetime(2020, 5, 1, 11, tzinfo=UTC)


def test_a_story_deleted_here_does_not_come_back(tmp_path: Path) -> None:
    path = export(tmp_path, item(1))
    import_wordpress(path)
    Story.objects.get().delete()
    report = import_wordpress(path)
    assert not Story.objects.exists()
    assert report.skipped("story") == 1


def test_a_rehearsal_says_the_same_and_changes_nothing(tmp_path: Path, settings: Any) -> None:
    picture(tmp_path / "uploads", "a.jpg")
    path = export(
        tmp_path,
        item(1, categories="Coast"),
        item(3, "A", "", post_type="attachment", status="inherit", meta="_wp_attached_file=a.jpg"),
    )
    before = counts(), sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    report = import_wordpress(path, uploads=tmp_path / "uploads", dry_run=True)
    assert (counts(), sorted(Path(settings.MEDIA_ROOT).rglob("*"))) == before
    assert not ImportRun.objects.exists()
    assert (report.created("story"), report.created("photo"), report.created("section")) == (1, 1, 1)


def test_an_import_that_fails_leaves_nothing_behind(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(tmp_path / "uploads", "a.jpg")
    path = export(
        tmp_path,
        item(1),
        item(3, "A", "", post_type="attachment", status="inherit", meta="_wp_attached_file=a.jpg"),
    )
    before = counts(), sorted(Path(settings.MEDIA_ROOT).rglob("*.jpg"))

    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("broadsheet.ingest.runs.write_redirects", fail)
    with pytest.raises(RuntimeError):
        import_wordpress(path, uploads=tmp_path / "uploads")
    assert (counts(), sorted(Path(settings.MEDIA_ROOT).rglob("*.jpg"))) == before


def test_a_damaged_export_changes_nothing(tmp_path: Path) -> None:
    path = export(tmp_path, item(1), item(2))
    path.write_bytes(path.read_bytes()[:-40])
    before = counts()
    with pytest.raises(ImportRefused):
        import_wordpress(path)
    assert counts() == before


def test_the_main_menu_is_filled_while_it_is_empty_and_never_again(tmp_path: Path) -> None:
    meta = "_menu_item_type=taxonomy,_menu_item_object=category,_menu_item_object_id=1"
    extra = '<category domain="nav_menu" nicename="main">Main</category>'
    path = export(
        tmp_path, category(1, "coast", "Coast"), item(5, "", "", post_type="nav_menu_item", meta=meta, extra=extra)
    )
    Menu.objects.filter(location="main").update(items="[]")
    import_wordpress(path)
    items = Menu.objects.get(location="main").items
    assert [link.value["page"].title for link in items] == ["Coast"]
    report = import_wordpress(path)
    assert len(Menu.objects.get(location="main").items) == 1
    assert report.counts["menu item"] == {"unchanged": 1}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    import_wordpress(export(tmp_path, item(1), item(2)), progress=lambda *step: told.append(step))
    assert (2, 2, "stories") in told


def test_many_stories_cost_few_queries_each(
    tmp_path: Path, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside those of the few pages that are rendered as readers see them, however many stories there are."""
    monkeypatch.setattr(report, "RENDERED", 1)
    path = export(tmp_path, *(item(number, categories="Coast", tags="Sea") for number in range(1, 401)))
    with django_assert_max_num_queries(330):
        import_wordpress(path)
    assert Story.objects.count() == 400


@needs_inputs
def test_wordpresss_theme_test_file_comes_over_whole(front: Front) -> None:
    report = import_wordpress(THEME_TEST)
    assert (report.created("story"), report.created("page") + report.counts["page"]["updated"]) == (58, 21)
    assert report.words_kept == report.words_in_source
    assert Story.objects.filter(live=False).count() == 2
    assert Page.find_problems() == ([], [], [], [], [])
    assert not ListEntry.objects.exclude(story__live=True).exists()


@needs_inputs
def test_the_block_test_file_comes_over_beside_it_though_its_numbers_are_used_twice() -> None:
    import_wordpress(THEME_TEST)
    before = Story.objects.get(title="WP 6.1 Font size scale").body.raw_data
    report = import_wordpress(BLOCK_TEST)
    assert report.created("story") >= 50
    assert list(Story.objects.get(title="WP 6.1 Font size scale").body.raw_data) == list(before)


def test_the_head_of_an_export_alone_is_an_empty_import(tmp_path: Path) -> None:
    assert import_wordpress(export(tmp_path, head=HEAD)).counts.get("story") is None
