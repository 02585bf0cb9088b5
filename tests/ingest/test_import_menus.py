"""Menus of a source: into the paper's places, or kept until somebody places them. No line is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from broadsheet.fronts.models import Menu as PaperMenu
from broadsheet.ingest.models import ImportRun, KeptMenu
from broadsheet.ingest.records import Menu, MenuItem, Origin
from broadsheet.ingest.undo.taking_back import take_back
from broadsheet.newsroom import roles
from tests.ingest.made_archive import a_story, bring_in

pytestmark = pytest.mark.usefixtures("front")


@pytest.fixture(autouse=True)
def _empty_menus(front: object) -> None:
    PaperMenu.objects.update(items="[]")


def menu(name: str, *items: MenuItem) -> Menu:
    return Menu(Origin(name), name.title(), name, list(items))


def lines(rows: Any) -> list[Any]:
    """Labels with addresses, those below another in a list after it."""
    return [
        (row["value"]["label"], row["value"]["url"], [child["value"]["label"] for child in row["value"]["children"]])
        for row in rows
    ]


BRANCH = MenuItem("Depth", "#", children=[MenuItem("Level 1", "#", children=[MenuItem("Level 2", "javascript:x")])])


def test_headings_that_lead_nowhere_stay_for_the_editor_and_readers_do_not_see_them(client: Client) -> None:
    about = MenuItem("About", "#", children=[MenuItem("Us", "/us/"), MenuItem("Later", "#")])
    report = bring_in(a_story(), menu("main", BRANCH, about, MenuItem("Mail", "mailto:desk@old.example")))
    stored = PaperMenu.objects.get(location="main").items.raw_data
    assert lines(stored) == [
        ("Depth", "", ["Level 1", "Level 2"]),
        ("About", "/us/", ["Us", "Later"]),
        ("Mail", "mailto:desk@old.example", []),
    ]
    assert report.counts["menu item"] == {"created": 7}
    told = [line.message for line in report.warnings if line.title == "Main"]
    assert [message.rpartition(": ")[2] for message in told] == ["“Depth”", "“Level 1”", "“Level 2”", "“Later”"]
    shown = client.get("/menu/").content.decode()
    assert "Us" in shown
    assert "Depth" not in shown
    assert "Later" not in shown


def test_a_menu_without_a_place_is_kept_with_every_line() -> None:
    report = bring_in(
        a_story(), menu("main", MenuItem("Us", "/us/")), menu("third", BRANCH, MenuItem("Here", "/here/"))
    )
    (kept,) = KeptMenu.objects.all()
    assert (kept.name, kept.run_id) == ("Third", ImportRun.objects.get().pk)
    assert lines(kept.items) == [("Depth", "", ["Level 1", "Level 2"]), ("Here", "/here/", [])]
    assert report.counts["menu item"] == {"created": 5}
    assert report.unaccounted() == {}
    assert any("has no place here" in line.message for line in report.warnings)


def test_menus_come_once_and_a_changed_one_is_told() -> None:
    both = [menu("main", MenuItem("Us", "/us/")), menu("third", MenuItem("Here", "/here/"))]
    bring_in(a_story(), *both)
    PaperMenu.objects.filter(location="main").update(items="[]")
    assert bring_in(a_story(), *both).counts["menu item"] == {"unchanged": 2}
    assert KeptMenu.objects.count() == 1
    both[1].items.append(MenuItem("There", "/there/"))
    report = bring_in(a_story(), *both)
    assert report.counts["menu item"] == {"unchanged": 1, "skipped": 2}
    assert [line.title for line in report.warnings if "has changed at its source" in line.message] == ["Third"]


def test_a_kept_menu_goes_with_its_run() -> None:
    bring_in(a_story(), menu("main", MenuItem("Us", "/us/")), menu("third", MenuItem("Here", "/here/")))
    take_back(ImportRun.objects.get().pk)
    assert not KeptMenu.objects.exists()
    assert not PaperMenu.objects.get(location="main").items


# At the desk


@pytest.fixture
def kept() -> KeptMenu:
    bring_in(a_story(), menu("main", MenuItem("Us", "/us/")), menu("third", BRANCH, MenuItem("Here", "/here/")))
    return KeptMenu.objects.get()


def test_an_administrator_sees_kept_menus_and_gives_one_a_place(ada: Client, kept: KeptMenu) -> None:
    run = f"/desk/imports/{kept.run_id}/"
    shown = ada.get(run).content.decode()
    assert "Menus without a place" in shown
    assert "– Level 2" in shown
    assert f'action="{run}menus/{kept.pk}/"' in shown
    response = ada.post(f"{run}menus/{kept.pk}/", {"place": "main"}, follow=True)
    assert "“Third” stands in Main menu now" in response.content.decode()
    stored = lines(PaperMenu.objects.get(location="main").items.raw_data)
    assert [line[0] for line in stored] == ["Us", "Depth", "Here"]
    assert not KeptMenu.objects.exists()
    assert "Menus without a place" not in ada.get(run).content.decode()


def test_without_a_place_nothing_is_moved(ada: Client, kept: KeptMenu) -> None:
    for place in ({}, {"place": "nowhere"}):
        ada.post(f"/desk/imports/{kept.run_id}/menus/{kept.pk}/", place)
    assert KeptMenu.objects.exists()


@pytest.mark.parametrize("role", [roles.REPORTER, roles.EDITOR, roles.PUBLISHER])
def test_whoever_may_not_import_places_no_menu(role: str, hire: Callable[[str], Client], kept: KeptMenu) -> None:
    answer = hire(role).post(f"/desk/imports/{kept.run_id}/menus/{kept.pk}/", {"place": "main"})
    assert answer.status_code in (302, 403)
    assert KeptMenu.objects.exists()
    assert len(PaperMenu.objects.get(location="main").items) == 1
