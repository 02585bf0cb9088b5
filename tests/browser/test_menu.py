"""The menu beside the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, MakeReader


@pytest.fixture(params=[PHONE, DESK])
def page(reader: MakeReader, request: pytest.FixtureRequest) -> Page:
    page = reader(width=request.param)
    page.goto("/", wait_until="load")
    return page


def opener(page: Page) -> Locator:
    return page.get_by_role("link", name="Menu").or_(page.get_by_role("button", name="Menu")).filter(visible=True).first


def focus_is_inside(menu: Locator) -> bool:
    return bool(menu.evaluate("menu => menu.contains(document.activeElement)"))


def test_opening_the_menu_takes_the_focus_inside(page: Page) -> None:
    opener(page).click()
    menu = page.get_by_role("dialog", name="Menu")
    expect(menu).to_be_visible()
    assert focus_is_inside(menu)


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page) -> None:
    opener(page).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Menu")).to_be_hidden()
    expect(opener(page)).to_be_focused()


def test_the_close_button_does_the_same(page: Page) -> None:
    opener(page).click()
    page.get_by_role("dialog", name="Menu").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Menu")).to_be_hidden()
    expect(opener(page)).to_be_focused()


def test_the_focus_stays_in_the_open_menu(page: Page) -> None:
    opener(page).click()
    menu = page.get_by_role("dialog", name="Menu")
    for _ in range(menu.locator("a, button, input").count() + 3):
        page.keyboard.press("Tab")
        outside = page.evaluate("document.activeElement !== document.body")
        assert focus_is_inside(menu) or not outside  # the browser's own controls come last


def test_a_section_can_be_reached_through_the_menu(page: Page) -> None:
    opener(page).click()
    page.get_by_role("dialog", name="Menu").get_by_role("link", name="Culture", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Culture")
