"""A folder of Markdown in the paper."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.report import output
from broadsheet.ingest.runs import import_folder
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import Author, Section, StandingPage, Story, Topic
from tests.ingest.exports import paper_folder

pytestmark = pytest.mark.usefixtures("front")

STORY = """---
headline: The tide came in
short_headline: Tide in
kicker: Coast
standfirst: It was high.
kind: opinion
date: 2026-07-01T07:30
authors: [ada, "A Guest"]
topics: [Ferry]
sections: [news]
picture: harbour.png
picture_caption: Here
key_points: [It came, {label: Cost, text: Dear}]
summary: In *short*.
questions: [{question: "Why?", answer: The moon.}]
corrections: [{kind: clarification, date: 2026-07-02, note: On Tuesday.}]
language: ar
---
Words of the story.

![Boats](harbour.png "The boats {wide}")

[The report](files/report.pdf)

::: related coast/old
:::

See [the old one](/coast/old/).
"""
FILES = {
    "authors/ada.md": "---\nname: Ada Lowe\nrole: Reporter\npicture: harbour.png\n"
    "profiles: {mastodon: 'https://m.example/@ada', smoke: 'https://s.example/'}\n---\nShe *writes*.\n",
    "sections/coast.md": "---\ntitle: The Coast\naccent: '#0b5563'\ndescription: Salt.\norder: 1\n---\n",
    "topics/ferry.md": "---\nname: Ferry\ndescription: It sails.\n---\n",
    "pages/masthead.md": "---\ntitle: Masthead\nstandfirst: Who we are.\n---\nUs.\n",
    "stories/coast/tide.md": STORY,
    "stories/coast/old.md": "---\nheadline: Old\ndate: 2026-06-01\n---\nOld words.\n",
    "stories/coast/draft.md": "---\nheadline: Draft\nstatus: draft\n---\nNot yet.\n",
    "photos/photos.yaml": "harbour.png: {title: Harbour, credit: Ada, alt: Boats, focal: [50, 25]}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paper_folder(tmp_path, FILES)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "report.pdf").write_bytes(b"%PDF-1.7 figures")
    Image.new("RGB", (200, 100), "navy").save(tmp_path / "photos" / "harbour.png")
    return tmp_path


def test_everything_a_folder_can_say_of_a_story_is_stored(folder: Path) -> None:
    report = import_folder(folder)
    story = Story.objects.get(slug="tide")
    assert (story.title, story.short_headline, story.kicker, story.kind) == (
        "The tide came in",
        "Tide in",
        "Coast",
        "opinion",
    )
    assert [author.name for author in story.authors] == ["Ada Lowe", "A Guest"]
    assert [section.slug for section in story.further_sections.all()] == ["news"]
    assert story.lead_picture == Photo.objects.get()
    assert [block.block_type for block in story.body] == ["text", "picture", "file", "related_story", "text"]
    assert story.body[1].value["size"] == "wide"
    assert story.body[2].value["document"] == File.objects.get()
    old = Story.objects.get(slug="old")
    assert story.body[3].value["story"].pk == old.pk
    assert f'linktype="page" id="{old.pk}"' in story.body[4].value.source
    assert [block.value["label"] for block in story.key_points] == ["", "Cost"]
    assert story.summary == "<p>In <i>short</i>.</p>"
    assert story.questions[0].value["question"] == "Why?"
    assert story.corrections.get().note == "<p>On Tuesday.</p>"
    assert story.language == "ar"
    assert not Story.objects.get(slug="draft").live
    assert report.words_kept_share == 1


def test_people_sections_topics_pages_and_photos_are_stored(folder: Path) -> None:
    report = import_folder(folder)
    ada = Author.objects.get(slug="ada")
    assert (ada.role, ada.biography, ada.picture) == ("Reporter", "<p>She <i>writes</i>.</p>", Photo.objects.get())
    assert [profile.value["service"] for profile in ada.profiles] == ["mastodon"]
    assert Author.objects.get(name="A Guest").is_guest
    coast = Section.objects.get(slug="coast")
    assert (coast.title, coast.accent, coast.standfirst) == ("The Coast", "#0b5563", "Salt.")
    assert Topic.objects.get().description == "It sails."
    assert StandingPage.objects.get(slug="masthead").standfirst == "Who we are."
    photo = Photo.objects.get()
    assert (photo.title, photo.credit, photo.alt_text, photo.focal_point_y) == ("Harbour", "Ada", "Boats", 25)
    assert any("smoke" in line.message for line in report.warnings)
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_the_papers_own_section_has_left_empty_is_filled_and_nothing_else(folder: Path, news: Section) -> None:
    Section.objects.filter(pk=news.pk).update(standfirst="As the desk put it.")
    news.refresh_from_db()
    news.save_revision().publish()
    text = "---\ntitle: News\naccent: '#8c1c13'\ndescription: From afar.\npicture: harbour.png\n---\n"
    (folder / "sections" / "news.md").write_text(text)
    report = import_folder(folder)
    news.refresh_from_db()
    for section in (news, news.get_latest_revision_as_object()):
        assert (section.standfirst, section.accent) == ("As the desk put it.", "#8c1c13")
        assert section.picture == Photo.objects.get()
    assert report.counts["section"] == Counter(created=1, updated=1)


def test_a_section_that_came_before_keeps_what_the_desk_has_emptied(folder: Path) -> None:
    import_folder(folder)
    Section.objects.filter(slug="coast").update(accent="")
    import_folder(folder)
    assert Section.objects.get(slug="coast").accent == ""


def test_the_report_does_not_wrap_where_no_terminal_shows_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    report = import_folder(folder)
    remark = "a remark " * 30 + "and its end"
    report.warn("stories/coast/tide.md", "The tide came in", remark)
    report.skip("story", remark)
    report.print(output())
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.endswith(remark) for line in lines) == 2
    assert max(map(len, lines)) < 400


def test_twice_doubles_nothing_and_a_changed_file_is_taken_over(folder: Path) -> None:
    import_folder(folder)
    stories, authors = Story.objects.count(), Author.objects.count()
    (folder / "stories/coast/old.md").write_text("---\nheadline: Old\ndate: 2026-06-01\n---\nNew words.\n")
    report = import_folder(folder)
    assert (Story.objects.count(), Author.objects.count(), Photo.objects.count()) == (stories, authors, 1)
    assert report.counts["story"]["updated"] == 1
    assert "New words" in str(Story.objects.get(slug="old").body)


def test_dates_can_be_moved_to_today(folder: Path) -> None:
    now = timezone.now().replace(microsecond=0)
    import_folder(folder, shift_dates_to=now)
    newest = Story.objects.get(slug="tide")
    assert newest.published_at == now
    assert newest.live
    assert now - Story.objects.get(slug="old").published_at == datetime(2026, 7, 1, 6, 30, tzinfo=UTC) - datetime(
        2026, 6, 1, 11, tzinfo=UTC
    )


def test_dates_moved_anew_are_no_change(folder: Path) -> None:
    import_folder(folder, shift_dates_to=timezone.now() - timedelta(hours=1))
    report = import_folder(folder, shift_dates_to=timezone.now())
    assert report.counts["story"] == Counter(unchanged=3)


def test_a_mistake_in_the_last_file_stops_everything(folder: Path) -> None:
    (folder / "stories/coast/zzz.md").write_text("---\nheadline: Z\nkind: rumour\n---\n")
    before = Page.objects.count()
    with pytest.raises(ImportRefused, match=r"zzz\.md, line 3, kind"):
        import_folder(folder)
    assert Page.objects.count() == before
