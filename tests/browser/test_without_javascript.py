"""A reader whose browser runs no script misses nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeReader
from tests.browser.places import LONG_STORY, SEARCHED_WORD, SECTION_WITH_OLDER_PAGES


@pytest.fixture
def page(reader: MakeReader) -> Page:
    return reader(width=360, javascript=False)


def test_the_menu_is_a_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Menu").filter(visible=True).first.click()
    expect(page).to_have_url(re.compile(r"/menu/$"))
    page.get_by_role("navigation", name="All sections").get_by_role("link", name="Sport", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sport/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sport")


def test_search_is_a_page_with_marked_words(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Search").filter(visible=True).first.click()
    box = page.get_by_role("main").get_by_role("searchbox").first
    box.fill(SEARCHED_WORD)
    box.press("Enter")
    expect(page).to_have_url(re.compile(rf"/search/\?.*q={SEARCHED_WORD}"))
    expect(page.get_by_role("main").locator("mark").first).to_have_text(re.compile(SEARCHED_WORD, re.IGNORECASE))


def test_a_search_without_hits_says_so_kindly(page: Page) -> None:
    page.goto("/search/?q=zzyzxqw")
    expect(page.get_by_role("main")).to_contain_text("zzyzxqw")
    assert page.get_by_role("main").locator("mark").count() == 0


def test_older_pages_of_a_list_lead_back_to_newer_ones(page: Page) -> None:
    page.goto(SECTION_WITH_OLDER_PAGES)
    page.get_by_role("link", name=re.compile("Older", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile(rf"{SECTION_WITH_OLDER_PAGES}page/\d+/$"))
    older = page.get_by_role("main").locator("h2.headline").all_inner_texts()
    page.get_by_role("link", name=re.compile("Newer|Latest", re.IGNORECASE)).first.click()
    newer = page.get_by_role("main").locator("h2.headline").all_inner_texts()
    assert newer
    assert not set(older) & set(newer)


def test_the_text_only_edition_is_linked_both_ways(page: Page) -> None:
    page.goto(LONG_STORY)
    page.get_by_role("link", name="Text-only").first.click()
    expect(page).to_have_url(re.compile(rf"/lite{LONG_STORY}$"))
    assert page.locator("script, img, picture").count() == 0
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith(LONG_STORY)
    page.get_by_role("link", name="This page with pictures").first.click()
    expect(page).to_have_url(re.compile(rf"(?<!/lite){LONG_STORY}$"))
    alternate = page.locator("link[rel=alternate][href*='/lite/']").first.get_attribute("href")
    assert alternate.endswith(f"/lite{LONG_STORY}")


def test_one_can_read_the_text_only_edition_from_front_to_story(page: Page) -> None:
    page.goto("/lite/")
    page.get_by_role("main").locator("h2 a, h3 a, li a").first.click()
    expect(page).to_have_url(re.compile("/lite/.+/.+/$"))
    assert len(page.get_by_role("main").locator("p").all_inner_texts()) > 3
