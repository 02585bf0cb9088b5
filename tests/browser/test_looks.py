"""The three looks by day and by night, the page on paper, and the device's own share sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakeReader
from tests.browser.places import LONG_STORY
from tests.browser.test_layout import STICKING_OUT, brightness

PRESETS = ("broadsheet", "tabloid", "magazine")
WEAR = "preset => { document.documentElement.dataset.preset = preset }"
SHARE = "navigator.share = given => { window.shared = given; return Promise.resolve() }"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("path", ["/", LONG_STORY])
def test_every_look_is_dark_by_night_and_light_by_day(reader: MakeReader, preset: str, path: str) -> None:
    for scheme in ("light", "dark"):
        page = reader(scheme=scheme)
        page.goto(path)
        page.evaluate(WEAR, preset)
        assert brightness(page) < 60 if scheme == "dark" else brightness(page) > 220


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_sticks_out_in_any_look(reader: MakeReader, preset: str) -> None:
    page = reader()
    page.goto("/")
    page.evaluate(WEAR, preset)
    found = {}
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.evaluate(STICKING_OUT)
    assert {width: elements for width, elements in found.items() if elements} == {}


def test_a_story_prints_in_two_columns_with_its_address_and_nothing_to_click(reader: MakeReader) -> None:
    page = reader(scheme="dark")
    page.goto(LONG_STORY)
    page.emulate_media(media="print")
    expect(page.locator(".print-address")).to_be_visible()
    expect(page.locator(".print-address")).to_contain_text(LONG_STORY)
    expect(page.locator(".masthead .wordmark")).to_be_visible()
    for gone in (".sections", ".share", ".keep-reading", ".thumb-bar", ".colophon__grid", ".masthead .follow"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()
    assert page.locator(".story__body").evaluate("body => getComputedStyle(body).columnCount") == "2"
    assert brightness(page) == 255


def test_the_devices_own_share_sheet_opens_where_there_is_one(reader: MakeReader) -> None:
    page = reader(width=PHONE)
    page.add_init_script(SHARE)
    page.goto(LONG_STORY)
    button = page.locator("[data-share-native]").first
    expect(button).to_be_visible()
    button.click()
    shared = page.evaluate("window.shared")
    assert shared["url"].endswith(LONG_STORY)
    assert shared["title"] == page.get_by_role("heading", level=1).inner_text()


def test_without_a_share_sheet_its_button_stays_away(reader: MakeReader) -> None:
    page = reader(width=PHONE)
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(LONG_STORY)
    expect(page.locator("[data-share-native]").first).to_be_hidden()
