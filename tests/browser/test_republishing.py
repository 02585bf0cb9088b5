"""A story that others may publish: offered at the desk, copied by a reader on a phone, counted for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import randbelow

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeReader

STORY = "/health/dentist-sallow-island/"
TERMS = "/desk/republishing/"


def offer(editor: Page, is_offered: bool) -> None:
    editor.goto(TERMS)
    editor.locator("[name=is_offered]").set_checked(is_offered)
    editor.locator("[name=licence_name]").fill("CC BY-ND 4.0")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Save").first.click()


def told_of(editor: Page, headline: str) -> int:
    """How often the desk has been told that somebody publishes a story: the last but one column of its report."""
    editor.goto("/desk/reports/republished/")
    row = editor.get_by_role("row").filter(has=editor.get_by_role("link", name=headline, exact=True))
    return int(row.get_by_role("cell").nth(2).inner_text()) if row.count() else 0


@pytest.fixture
def offered(editor: Page) -> Iterator[Page]:
    """The desk of a paper whose stories may be republished, until the test ends."""
    offer(editor, is_offered=True)
    yield editor
    offer(editor, is_offered=False)


def test_a_reader_copies_a_story_and_the_desk_hears_where_it_appears(offered: Page, reader: MakeReader) -> None:
    page = reader(width=PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(STORY)
    headline = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Republish this story").click()
    expect(page).to_have_url(f"{STORY}republish/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("<h1>")
    assert STORY in copied
    assert page.evaluate("document.querySelector('#copy-html').value") == copied
    before = told_of(offered, headline)
    site = f"The Harbour Almanac {randbelow(10**6)}"
    page.get_by_label("Name of your site or paper").fill(site)
    page.get_by_role("button", name="I am going to publish this").click()
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert told_of(offered, headline) == before + 1
    expect(offered.get_by_role("main")).to_contain_text(site)


def test_without_an_offer_there_is_neither_link_nor_page(offered: Page, reader: MakeReader) -> None:
    offer(offered, is_offered=False)
    page = reader()
    page.goto(STORY)
    expect(page.get_by_role("link", name="Republish this story")).to_have_count(0)
    assert page.request.get(f"{STORY}republish/").status == 404
