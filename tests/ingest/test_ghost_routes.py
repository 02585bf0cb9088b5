"""Addresses of a Ghost site with routes of its own, of posts, pages, tags and authors, and redirects to them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.records import Page, Person, Story, Term, Warned
from tests.ingest.ghost_exports import data, ghost_export, post, tag, tagged
from tests.ingest.test_ghost_parser import of, records

FILTERED = """
collections:
  /sport/rowing/: {permalink: "/sport/rowing/{slug}/", filter: "primary_tag:rowing"}
  /sport/: {permalink: "/sport/{slug}/", filter: "primary_tag:[sport, rowing]", data: tag.sport}
  /best/: {permalink: "/best/{slug}/", filter: "featured:true+author:-mara,tag:hash-best"}
  /odd/: {permalink: "/odd/{slug}/", filter: "published_at:>'2020-01-01'"}
  /more/: {permalink: "/more/{slug}/"}
  /never/: {permalink: "/never/{slug}/"}
taxonomies: {tag: "/topic/{slug}/", author: "/by/{slug}/"}
"""
LED = {"/row/": "/sport/rowing/", "/rudern/": "/row/", "/salt/": "/topic/sea/", "/m/": "/by/mara/", "/x/": "/nowhere/"}


def zipped_with(folder: Path, tables: dict[str, Any], **files: str) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(ghost_export(folder, tables), "ghost.json")
        for name, text in files.items():
            archive.writestr(f"{name}.yaml", text)
    return path


@pytest.mark.parametrize(
    ("tags", "places"),
    [
        (("rowing",), ["/sport/rowing/story-1/"]),
        (("sport", "rowing"), ["/sport/story-1/"]),
        (("hash-best",), ["/best/story-1/"]),
        (("sea",), ["/odd/story-1/", "/more/story-1/"]),
        ((), ["/odd/story-1/", "/more/story-1/"]),
    ],
)
def test_a_post_has_the_address_of_the_first_collection_that_wants_it(
    tags: tuple[str, ...], places: list[str], tmp_path: Path
) -> None:
    known = {name: tag(name, name, slug=name) for name in ("rowing", "sport", "sea", "hash-best")}
    tables = data(post(1, featured=True), tags=list(known.values()), posts_tags=tagged(1, *tags))
    (story,) = of(Story, records(zipped_with(tmp_path, tables, routes=FILTERED)))
    assert [address for address in story.addresses if address not in ("/story-1/", "/p/uuid-1/")] == places


def test_a_page_lies_at_the_top_whatever_the_routes_say(tmp_path: Path) -> None:
    (page,) = of(Page, records(zipped_with(tmp_path, data(post(1, type="page")), routes=FILTERED)))
    assert page.addresses == ("/story-1/", "/p/uuid-1/")


def test_redirects_to_tags_and_authors_are_addresses_of_theirs(tmp_path: Path) -> None:
    tables = data(post(1), tags=[tag("t1", "Rowing", slug="rowing"), tag("t2", "Sea", slug="sea")])
    redirects = "301:\n" + "".join(f"  {old}: {new}\n" for old, new in LED.items())
    found = records(zipped_with(tmp_path, tables, routes=FILTERED, redirects=redirects))
    rowing, sea = of(Term, found)
    assert rowing.addresses == ("/tag/rowing/", "/topic/rowing/", "/sport/rowing/", "/row/", "/rudern/")
    assert sea.addresses == ("/tag/sea/", "/topic/sea/", "/salt/")
    assert of(Person, found)[0].addresses == ("/author/mara/", "/by/mara/", "/m/")
    told = [one.message for one in of(Warned, found) if one.title == "redirects"]
    assert told == ["a redirect of the old site was not kept: /x/ → /nowhere/"]
