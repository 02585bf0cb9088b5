"""Every picture and file a source shows is in the report, found or lost, even where nothing was given to look in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.records import BodyFormat, MediaRef, Medium, Origin, Page, Person, State, Taxonomy, Term
from broadsheet.ingest.runs import import_ghost, import_wordpress
from tests.ingest.exports import THEME_TEST, needs_inputs
from tests.ingest.ghost_exports import data, ghost_export, post
from tests.ingest.made_archive import a_story, bring_in

pytestmark = pytest.mark.usefixtures("front")
OLD = "https://old.example/wp-content/uploads"


def lost(report: Any) -> dict[str, str]:
    """Addresses of what is lost, with the reason."""
    return {row["source"]: row["reason"] for row in report.ledger.rows("SELECT source, reason FROM picture")}


def page(key: str, body: str) -> Page:
    return Page(Origin(key), "Page", f"page-{key}", State.PUBLISHED, body, BodyFormat.HTML)


def test_what_only_a_text_speaks_of_is_listed_once_and_accounted_for() -> None:
    face, sea = MediaRef(f"{OLD}/2020/face.jpg"), MediaRef(f"{OLD}/2020/sea.jpg")
    body = f'<p>See <a href="{OLD}/2020/plan.pdf">the plan</a>.</p><p><img src="{OLD}/2020/a.jpg"></p>'
    story = a_story(picture=MediaRef(f"{OLD}/2020/lead.jpg"))
    report = bring_in(
        *(story, page("8", body), page("9", body.replace("a.jpg", "a-300x200.jpg"))),
        Person(Origin("p"), "Ada", "ada", picture=face),
        Term(Origin("t"), Taxonomy.TOPIC, "Sea", "sea", picture=sea),
    )
    names = {address.rpartition("/")[2]: reason for address, reason in lost(report).items()}
    assert set(names) == {"lead.jpg", "plan.pdf", "a.jpg", "face.jpg", "sea.jpg"}
    assert all(names.values())
    assert report.skipped("medium") == 5
    assert report.unaccounted() == {}


def test_what_the_source_lists_is_told_once_however_often_it_is_shown() -> None:
    listed = Medium(Origin("7"), "2020/a.jpg", f"{OLD}/2020/a.jpg")
    report = bring_in(listed, a_story(picture=MediaRef(f"{OLD}/2020/a.jpg", "7")))
    assert len(lost(report)) == report.skipped("medium") == 1


def test_a_ghost_site_without_its_pictures_names_each(tmp_path: Path) -> None:
    rows = [post(number, feature_image=f"__GHOST_URL__/content/images/{number}.jpg") for number in (1, 2)]
    report = import_ghost([ghost_export(tmp_path, data(*rows))], address="https://old.example")
    assert [address.rpartition("/")[2] for address in lost(report)] == ["1.jpg", "2.jpg"]
    assert report.unaccounted() == {}


@needs_inputs
def test_wordpresss_own_file_lists_every_picture_that_is_warned_of() -> None:
    report = import_wordpress(THEME_TEST)
    named = {line.message.partition(": ")[2] for line in report.warnings if "not found: http" in line.message}
    rows = json.dumps(list(report.ledger.rows("SELECT key, source FROM picture")))
    assert named
    assert [name for name in named if name.partition("://")[2].partition("?")[0].rpartition("/")[2] not in rows] == []
    assert report.ledger.number("SELECT count(*) FROM picture") > 37
