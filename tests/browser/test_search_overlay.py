"""Searching over the page one is reading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, MakeReader
from tests.browser.places import SEARCHED_WORD

WORDING = "Type above and press Enter to search. Press Esc to cancel."


@pytest.fixture
def page(reader: MakeReader) -> Page:
    page = reader()
    page.goto("/", wait_until="load")
    return page


def opener(page: Page) -> Locator:
    return page.locator("[data-search]").filter(visible=True).first


@pytest.fixture
def overlay(page: Page) -> Locator:
    opener(page).click()
    return page.get_by_role("dialog", name="Search")


def test_it_says_what_to_do_and_is_ready_to_type_in(page: Page, overlay: Locator) -> None:
    expect(overlay).to_be_visible()
    expect(overlay.get_by_text(WORDING, exact=True)).to_be_visible()
    expect(overlay.get_by_role("combobox")).to_be_focused()


def test_enter_searches(page: Page, overlay: Locator) -> None:
    page.keyboard.type(SEARCHED_WORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/search/\?q={SEARCHED_WORD}"))
    expect(page.get_by_role("main").locator("mark").first).to_be_visible()


def test_escape_cancels_and_gives_the_focus_back(page: Page, overlay: Locator) -> None:
    page.keyboard.type("fer")
    page.keyboard.press("Escape")
    if overlay.is_visible():  # the first Esc may close the suggestions alone
        page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    expect(opener(page)).to_be_focused()


def test_suggestions_come_while_typing_and_are_chosen_with_the_arrows(page: Page, overlay: Locator) -> None:
    page.keyboard.type(SEARCHED_WORD[:5], delay=40)
    suggestions = overlay.get_by_role("option")
    expect(suggestions.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = overlay.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(overlay.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id") or "an option has an id"
    )
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(r"localhost:\d+/$"))


def test_a_misspelt_word_still_finds_suggestions(page: Page, overlay: Locator) -> None:
    page.keyboard.type("bariier", delay=40)
    expect(overlay.get_by_role("option").first).to_be_visible()


def test_it_works_on_a_phone(reader: MakeReader) -> None:
    page = reader(width=PHONE)
    page.goto("/", wait_until="load")
    opener(page).click()
    expect(page.get_by_role("dialog", name="Search").get_by_role("combobox")).to_be_focused()
