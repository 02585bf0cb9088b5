"""A story on its way from an empty form to the front page."""

from __future__ import annotations

import re
from secrets import randbelow

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakeReader

HEADLINE = "The ferry carries a piano to Sallow Island"
FIRST_SENTENCE = "The first crossing of the day carried forty people and one piano."
SIZES = {"mobile": 375, "tablet": 768, "desktop": 1280}


def open_new_story(page: Page, section: str) -> None:
    found = page.request.get(f"/desk/api/main/pages/?type=newsroom.Section&slug={section}").json()
    page.goto(f"/desk/pages/add/newsroom/story/{found['items'][0]['id']}/")


def write(page: Page, headline: str, sentence: str) -> None:
    """Fill in what every story needs. Keys are pressed, since the address follows the headline as it is typed."""
    page.locator("[name=title]").press_sequentially(headline)
    page.locator("[name=standfirst]").fill("It was tuned on arrival.")
    page.locator("#panel-child-story-body-content .c-sf-add-button").first.click()
    page.get_by_role("option", name="Text", exact=True).first.click()
    text = page.locator("#panel-child-story-body-content [contenteditable=true]").first
    text.click()
    text.press_sequentially(sentence)
    page.wait_for_function(  # the editor passes the words on to the form a moment later
        "words => [...document.querySelectorAll('[name^=body-]')].some(field => field.value.includes(words))",
        arg=sentence[-12:],
    )


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/edit/")
    expect(page.get_by_text(re.compile("created|saved|updated", re.IGNORECASE)).first).to_be_visible()


def choose_action(page: Page, name: str) -> None:
    """Choose from the actions beside the save button, once the editor's scripts have woken the menu."""
    footer = page.locator("footer")
    action = footer.get_by_role("button", name=name).first
    for _ in range(20):
        if action.is_visible():
            break
        footer.get_by_role("button", name="More actions").click()
        page.wait_for_timeout(500)
    with page.expect_navigation():
        action.click()


def come_until_it_stands_there(page: Page, path: str, headline: str) -> Locator:
    """What shows a new story is made anew within moments; who comes earlier sees the page as it was."""
    link = page.get_by_role("link", name=headline).first
    for _ in range(20):
        page.goto(path)
        if link.count():
            return link
        page.wait_for_timeout(500)
    raise AssertionError(f"{headline} does not stand on {path}")


def test_a_draft_is_previewed_at_three_widths(editor: Page) -> None:
    open_new_story(editor, "coast")
    write(editor, HEADLINE, FIRST_SENTENCE)
    save(editor)
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    widths = {}
    for size in SIZES:
        editor.locator(f"[name=preview-size][value={size}]").check(force=True)
        editor.wait_for_timeout(500)
        widths[size] = editor.locator("#w-preview-iframe").evaluate("frame => frame.clientWidth")
    assert widths["mobile"] < widths["tablet"] < widths["desktop"]


def test_a_story_is_submitted_approved_and_stands_on_the_front(editor: Page, reader: MakeReader) -> None:
    headline = f"{HEADLINE}, crossing {randbelow(10**6)}"  # an address can be taken only once
    open_new_story(editor, "coast")
    write(editor, headline, FIRST_SENTENCE)
    save(editor)
    edit_address = editor.url
    choose_action(editor, "Submit to")
    public = reader()
    public.goto("/coast/")
    expect(public.get_by_role("link", name=headline)).to_have_count(0)
    for step in ("Approve", "Approve and Publish"):
        editor.goto(edit_address)
        choose_action(editor, step)
    come_until_it_stands_there(public, "/", headline)
    come_until_it_stands_there(public, "/coast/", headline).click()
    expect(public.get_by_role("heading", level=1)).to_have_text(headline)
    expect(public.get_by_role("main")).to_contain_text(FIRST_SENTENCE)


def test_a_wrong_password_is_refused(editor: Page, reader: MakeReader) -> None:
    context = editor.context.browser.new_context(base_url=editor.url.split("/desk")[0])  # type: ignore[union-attr] # it has one
    page = context.new_page()
    page.goto("/desk/")
    page.locator("input[name=login]").fill("nobody@tidewell.example")
    page.locator("input[name=password]").fill("not the password")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state()
    assert "/login" in page.url
    context.close()


def test_a_change_to_a_live_story_is_asked_about_and_nothing_is_lost(editor: Page, reader: MakeReader) -> None:
    found = editor.request.get("/desk/api/main/pages/?type=newsroom.Story&slug=dentist-sallow-island").json()
    editor.goto(f"/desk/pages/{found['items'][0]['id']}/edit/")
    line = f"A chair stands empty, day {randbelow(10**6)}."
    editor.locator("[name=standfirst]").fill(line)
    choose_action(editor, "Publish")
    expect(editor.get_by_text("Nothing has been published yet").first).to_be_visible()
    expect(editor.locator("[name=standfirst]")).to_have_value(line)
    editor.locator("[name=change][value=update]").check()
    editor.locator("[name=change_note]").fill("There is news of the chair.")
    choose_action(editor, "Publish")
    expect(editor.get_by_text("has been published").first).to_be_visible()
    public = reader()
    public.goto("/health/dentist-sallow-island/")
    expect(public.get_by_text("There is news of the chair.")).to_be_visible()
    public.get_by_role("link", name="published versions").click()
    public.get_by_role("link", name="Update").first.click()
    expect(public.locator("ins").first).to_be_visible()
