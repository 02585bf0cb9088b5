"""What sources say of pages beyond what a standing page holds: shown in its text, or named in the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.parsers.ghost import GhostArchive
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import MediaRef, Page
from broadsheet.ingest.runs import import_wordpress
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import StandingPage
from tests.ingest.exports import attachment, export, item
from tests.ingest.ghost_exports import data, ghost_export, post, tag, tagged
from tests.ingest.test_import_wordpress import picture

SEARCH = "_yoast_wpseo_canonical=https://old.example/x/,_yoast_wpseo_opengraph-image-id=8"


def page_in(archive: Any) -> Page:
    (found,) = [record for record in archive.records() if isinstance(record, Page)]
    return found


def test_a_wordpress_page_keeps_its_picture_and_names_what_has_no_place(tmp_path: Path) -> None:
    meta = f"_thumbnail_id=7,{SEARCH}"
    page = page_in(WordPressArchive(export(tmp_path, item(1, post_type="page", meta=meta, tags="Sea", categories="A"))))
    assert page.picture == MediaRef(key="7")
    assert page.notes == (
        "a standing page has no canonical address here: https://old.example/x/",
        "a standing page has no picture for social networks here: #8",
        "a standing page has no sections and topics here: A, Sea",
    )
    assert page_in(WordPressArchive(export(tmp_path, item(1, post_type="page")))).notes == ()


def test_a_ghost_page_names_what_has_no_place(tmp_path: Path) -> None:
    row = post(1, type="page", canonical_url="https://other.example/", og_image="__GHOST_URL__/content/images/a.png")
    tables = data(row, tags=[tag("t1", "Sea")], posts_tags=tagged(1, "t1"))
    page = page_in(GhostArchive([ghost_export(tmp_path, tables)], address="https://old.example"))
    assert [note.partition(" here")[0].removeprefix("a standing page has no ") for note in page.notes] == [
        *("canonical address", "picture for social networks", "sections and topics", "byline"),
    ]


@pytest.mark.usefixtures("front")
@pytest.mark.parametrize("shows", [False, True])
def test_the_picture_opens_the_text_once(tmp_path: Path, shows: bool) -> None:
    address = "https://old.example/wp-content/uploads/2020/05/boats.png"
    picture(tmp_path / "2020" / "05", "boats.png")
    body = f'<img class="wp-image-7" src="{address}"> Words.' if shows else "Words."
    path = export(
        tmp_path,
        item(1, "About boats", body, post_type="page", meta="_thumbnail_id=7"),
        attachment(7, address, meta="_wp_attached_file=2020/05/boats.png"),
    )
    import_wordpress(path, uploads=tmp_path)
    blocks = StandingPage.objects.get(title="About boats").body
    assert [block.block_type for block in blocks] == ["picture", "text"]
    assert blocks[0].value["photo"] == Photo.objects.get()
