"""A folder's HTML files are read like its Markdown, and what is not read is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from broadsheet.ingest.parsers.folder import FolderArchive
from broadsheet.ingest.records import BodyFormat, Page, Person, Skipped, Story, Term, Warned
from broadsheet.ingest.runs import import_folder
from broadsheet.newsroom.models import Story as StoryPage
from tests.ingest.exports import paper_folder

WHOLE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Tide | Old Gazette</title><script>alert(1)</script>
<meta name="description" content="It was  high."><meta name="author" content="Ada Lowe">
<meta property="article:published_time" content="2026-07-01T07:30:00+00:00">
<link rel="canonical" href="https://old.example/2026/tide.html"></head>
<body><nav>Home</nav><article><h1>The tide <em>came</em> in</h1><p>Salt &amp; wind.</p></article></body></html>
"""
FRONTED = "---\nheadline: Ours\nkicker: Coast\n---\n<!doctype html><title>Theirs</title><body><p>Words.</p>"
FILES = {
    "stories/news/one.md": "---\nheadline: One\n---\nOne.\n",
    "stories/news/two.html": WHOLE,
    "stories/news/three.markdown": "---\nheadline: Three\n---\nThree.\n",
    "stories/news/four.htm": FRONTED,
    "stories/news/five.html": "---\nheadline: Five\n---\n<p>A <b>fragment</b>.</p>",
    "pages/about.html": "<html><head><title>About us</title></head><body>We are.</body></html>",
    "authors/ada.html": "<html><title>Ada Lowe</title><body><p>She writes.</p></body></html>",
    "topics/ferry.html": "<html><title>The ferry</title></html>",
}


def records(folder: Path, kind: type) -> dict[str, object]:
    return {one.origin.key: one for one in FolderArchive(folder).records() if isinstance(one, kind)}


def test_html_says_in_its_head_what_front_matter_would(tmp_path: Path) -> None:
    stories = records(paper_folder(tmp_path, FILES), Story)
    two = stories["news/two"]
    assert isinstance(two, Story)
    assert (two.title, two.body_format) == ("The tide came in", BodyFormat.HTML)
    assert two.body.strip() == "<p>Salt &amp; wind.</p>"
    assert (two.authors, two.seo_description) == (("Ada Lowe",), "It was high.")
    assert two.published == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert two.addresses == ("/news/two/", "/2026/tide.html")


def test_front_matter_goes_before_the_head_and_a_fragment_is_all_body(tmp_path: Path) -> None:
    stories = records(paper_folder(tmp_path, FILES), Story)
    four, five = stories["news/four"], stories["news/five"]
    assert isinstance(four, Story)
    assert isinstance(five, Story)
    assert (four.title, four.kicker, four.body.strip()) == ("Ours", "Coast", "<p>Words.</p>")
    assert five.body == "<p>A <b>fragment</b>.</p>"


def test_pages_people_and_topics_may_be_html(tmp_path: Path) -> None:
    folder = paper_folder(tmp_path, FILES)
    (page,) = records(folder, Page).values()
    (person,) = records(folder, Person).values()
    assert isinstance(page, Page)
    assert isinstance(person, Person)
    assert (page.title, page.body.strip()) == ("About us", "We are.")
    assert (person.name, person.biography.strip()) == ("Ada Lowe", "<p>She writes.</p>")
    assert {"The ferry"} <= set(records(folder, Term))


IGNORED = {
    "notes.txt": "lies in none of the folders",
    "stray.md": "lies in none of the folders",
    "stories/news/sheet.docx": "is neither Markdown nor HTML",
    "stories/news/one.html": "has the name of another file beside it",
    "stories/news/_later.md": "has a name that begins with _",
    "photos/about.txt": "describes no picture",
}


def test_every_file_that_is_not_read_is_named(tmp_path: Path) -> None:
    folder = paper_folder(tmp_path, {**FILES, **dict.fromkeys(IGNORED, "x"), "README.md": "x", ".git/config": "x"})
    (folder / "stories" / "news" / "link.md").symlink_to(folder / "stories" / "news" / "one.md")
    told = {one.origin.key: one.message for one in FolderArchive(folder).records() if isinstance(one, Warned)}
    assert set(told) == {*IGNORED, "stories/news/link.md"}
    assert all(told[name].startswith(reason) for name, reason in IGNORED.items())
    assert len(records(folder, Skipped)) == len(told)


@pytest.mark.usefixtures("front")
def test_they_are_stored_shown_and_accounted_for(tmp_path: Path, client: Client) -> None:
    report = import_folder(paper_folder(tmp_path, {**FILES, "stray.md": "x"}))
    assert report.counts["story"] == {"created": 5}
    assert report.counts["other file"] == {"skipped": 1}
    assert report.unaccounted() == {}
    shown = client.get(StoryPage.objects.get(slug="two").url).content.decode()
    assert "Salt &amp; wind." in shown
    assert "alert(1)" not in shown
    assert client.get("/2026/tide.html").headers["Location"] == "/news/two/"
