"""What a story's page does when asked."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import MakeReader
from tests.browser.places import LONG_STORY, STORY_WITH_EMBED, STORY_WITH_GALLERY

NOTE_FRAMES = """
() => {
  const append = Element.prototype.replaceWith;
  Element.prototype.replaceWith = function (frame) {
    document.body.dataset.asked = frame.src;
    frame.removeAttribute("src");
    append.call(this, frame);
  };
}
"""
"""Notes what frame would come, without letting it."""


def test_the_contents_lead_to_the_headings(reader: MakeReader) -> None:
    page = reader()
    page.goto(LONG_STORY)
    link = page.get_by_role("main").locator("nav a[href^='#']").first
    target = link.get_attribute("href")
    link.click()
    expect(page).to_have_url(re.compile(f"{target}$"))
    expect(page.locator(f"[id='{target.removeprefix('#')}']")).to_be_in_viewport()


def test_copying_the_link_confirms_itself(reader: MakeReader) -> None:
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LONG_STORY)
    button = page.get_by_role("button", name=re.compile("copy", re.IGNORECASE)).first
    button.click()
    expect(page.get_by_text(re.compile("copied", re.IGNORECASE)).first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(LONG_STORY)


def test_an_embed_loads_nothing_until_the_reader_asks(reader: MakeReader) -> None:
    page = reader()
    page.goto(STORY_WITH_EMBED, wait_until="networkidle")
    assert page.locator("iframe").count() == 0
    asking = page.locator("figure.embed a").first
    asking.scroll_into_view_if_needed()
    expect(asking).to_have_attribute("href", re.compile("^https://"))


def test_an_embed_comes_when_the_reader_agrees(reader: MakeReader) -> None:
    page = reader()
    page.goto(STORY_WITH_EMBED, wait_until="load")
    page.evaluate(NOTE_FRAMES)
    page.locator("figure.embed a").first.click()
    expect(page.locator("body")).to_have_attribute("data-asked", re.compile("^https://"))


def test_the_gallery_opens_its_pictures_and_closes(reader: MakeReader) -> None:
    page = reader()
    page.goto(STORY_WITH_GALLERY)
    gallery = page.locator("[class*=gallery]").first
    gallery.scroll_into_view_if_needed()
    gallery.locator("a, button").first.click()
    dialog = page.get_by_role("dialog").filter(visible=True)
    expect(dialog.locator("img").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_every_share_link_carries_the_address(reader: MakeReader) -> None:
    page = reader(javascript=False)
    page.goto(LONG_STORY)
    links = page.locator("[class*=share] a[href^='http'], [class*=share] a[href^='mailto']")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    assert len(addresses) >= 8
    assert [address for address in addresses if "good-intent-restoration" not in address] == []
