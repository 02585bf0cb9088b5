"""Every kind of page at every width: nothing sticks out, nothing moves, nothing complains."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import DESK, PHONE, MakeReader
from tests.browser.demo_paper import DemoPaper
from tests.browser.places import PAGES, address_on, paths_with

WIDTHS = (320, 360, 768, 1440)
# Faces come late here, as on a slow line, and may nudge a line; readers mind from 0.1 (web.dev, Cumulative Layout
# Shift). Japanese comes in slices that cannot be preloaded, and where the machine has no Japanese face of its own,
# narrow boxes stand in for them.
FACES_LATE_SECONDS = 0.3
SHIFT, JAPANESE_SHIFT = 0.05, 0.25
NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const shift of list.getEntries())
    if (!shift.hadRecentInput)
      window.shifts.push([shift.value, ...shift.sources.map(s => s.node?.outerHTML?.slice(0, 120) ?? "")]);
}).observe({type: "layout-shift", buffered: true});
"""
STICKING_OUT = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(element => element.outerHTML.slice(0, 120)).concat(["page"]);
}
"""
ALL_IS_THERE = """
() => {
  const isBeside = image => {  // further along in a gallery, where nobody has looked yet
    const { left, right } = image.getBoundingClientRect();
    return left >= innerWidth || right <= 0;
  };
  return document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete || !image.checkVisibility() || isBeside(image))
    && new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(() => shown(true))));
}
"""
EVERY_KIND = pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind["kind"].replace(" ", "-"))


def read_to_the_end(page: Page) -> None:
    """Scroll as a reader does, and wait for the pictures and faces that come late."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 600):
        page.evaluate(f"scrollTo(0, {top})")
        page.wait_for_timeout(20)
    page.wait_for_function(ALL_IS_THERE)


def send_late(route: Route) -> None:
    """What a reader on a slow line gets after the text has been shown."""
    time.sleep(FACES_LATE_SECONDS)
    route.continue_()


@EVERY_KIND
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_moves_while_a_page_arrives_and_then_nothing_sticks_out(
    reader: MakeReader, paper: DemoPaper, kind: dict[str, Any], width: int
) -> None:
    page = reader(width=width)
    page.add_init_script(NOTE_SHIFTS)
    page.route("**/*.woff2", send_late)
    answer = page.goto(address_on(paper.origin, kind), wait_until="load")
    assert answer
    assert answer.status == kind.get("status", 200)
    read_to_the_end(page)
    shifts = page.evaluate("window.shifts")
    assert sum(shift[0] for shift in shifts) <= (JAPANESE_SHIFT if "Japanese" in kind["kind"] else SHIFT), shifts
    found = {}
    for other in WIDTHS if width == PHONE else [DESK]:
        page.set_viewport_size({"width": other, "height": 800})
        found[other] = page.evaluate(STICKING_OUT)
    assert {other: elements for other, elements in found.items() if elements} == {}


def brightness(page: Page) -> float:
    """Of the page's paper, from 0 (black) to 255 (white)."""
    colour = page.evaluate(
        "(() => { for (const element of [document.body, document.documentElement]) {"
        " const colour = getComputedStyle(element).backgroundColor;"
        " if (!colour.endsWith(', 0)')) return colour } return 'white' })()"
    )
    canvas = page.evaluate(
        "colour => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = colour;"
        " c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data] }",
        colour,
    )
    return float(sum(canvas[:3]) / 3)


@pytest.mark.parametrize("path", ["/", paths_with("story")[0]])
def test_the_night_edition_is_dark_and_the_day_edition_light(reader: MakeReader, path: str) -> None:
    night, day = reader(scheme="dark"), reader(scheme="light")
    night.goto(path)
    day.goto(path)
    assert brightness(night) < 60
    assert brightness(day) > 220


def test_an_arabic_story_runs_from_right_to_left(reader: MakeReader) -> None:
    page = reader()
    page.goto(paths_with("Arabic")[0])
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    heading = page.get_by_role("main").get_by_role("heading", level=1)
    assert heading.evaluate("heading => getComputedStyle(heading).direction") == "rtl"


def test_a_japanese_story_says_so(reader: MakeReader) -> None:
    page = reader()
    page.goto(paths_with("Japanese")[0])
    assert (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")) == ("ja", "ltr")


def test_a_keyboard_reader_can_skip_to_the_story(reader: MakeReader) -> None:
    page = reader()
    page.goto(paths_with("story")[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
