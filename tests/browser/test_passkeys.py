"""A passkey, on a virtual authenticator: made, asked for, and enough to log in with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_paper import DemoPaper

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def with_authenticator(editor: Page, paper: DemoPaper) -> Iterator[Page]:
    """The editor's browser on a device that holds passkeys; those made here are taken away again."""
    devtools = editor.context.new_cdp_session(editor)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield editor
    editor.goto("/desk/account/2fa/webauthn/")
    while editor.get_by_role("link", name="Remove").count():
        editor.get_by_role("link", name="Remove").first.click()
        editor.get_by_role("button", name="Remove").click()
        editor.wait_for_load_state()
        editor.goto("/desk/account/2fa/webauthn/")


def test_a_passkey_is_made_and_opens_the_desk_without_a_password(with_authenticator: Page) -> None:
    page = with_authenticator
    page.goto("/desk/account/2fa/webauthn/add/")
    page.locator("[name=name]").fill("This laptop")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "webauthn/add" not in address)
    page.goto("/desk/account/2fa/webauthn/")
    expect(page.get_by_role("strong").filter(has_text="This laptop")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/desk/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/desk/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
