"""An archive uploaded, rehearsed and looked at in the desk, with script and without."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.demo_paper import DemoPaper
from tests.ingest.exports import category, export, item

OVER = re.compile(r"/desk/imports/\d+/$")
LONGEST_MS = 30_000


def an_archive(folder: Path) -> Path:
    return export(folder, category(1, "quays", "Quays"), item(1, "The north quay reopens", categories="Quays"))


def begin_rehearsal(page: Page, archive: Path) -> None:
    page.goto("/desk/imports/")
    page.get_by_role("link", name="New import").click()
    page.get_by_role("link", name="WordPress").click()
    page.get_by_label("Export").set_input_files(archive)
    expect(page.get_by_label("Rehearse first")).to_be_checked()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(OVER)


def test_an_archive_is_rehearsed_and_its_report_read(editor: Page, tmp_path: Path) -> None:
    begin_rehearsal(editor, an_archive(tmp_path))
    expect(editor.get_by_role("button", name="Now import for real")).to_be_visible(timeout=LONGEST_MS)
    expect(editor.get_by_text("This was a rehearsal: nothing was stored.")).to_be_visible()
    editor.set_viewport_size({"width": PHONE, "height": 800})
    assert editor.evaluate("document.documentElement.scrollWidth") <= PHONE
    said: list[str] = []
    editor.on("console", lambda message: said.append(message.text))
    editor.get_by_role("link", name="Read the report").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("old.example → The Tidewell Courier")
    assert editor.locator(".figure").first.evaluate("figure => getComputedStyle(figure).paddingTop") != "0px"
    assert said == []
    assert editor.request.get("/quays/").status == 404


def test_progress_and_result_come_without_script(
    editor: Page, chromium: Browser, paper: DemoPaper, tmp_path: Path
) -> None:
    context = chromium.new_context(
        base_url=paper.origin,
        viewport={"width": DESK, "height": 900},
        java_script_enabled=False,
        storage_state=editor.context.storage_state(),
    )
    page = context.new_page()
    begin_rehearsal(page, an_archive(tmp_path))
    expect(page.get_by_role("button", name="Now import for real")).to_be_visible(timeout=LONGEST_MS)
    context.close()
