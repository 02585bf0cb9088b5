"""A browser, a demo paper, and readers who notice when anything goes wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.browser import demo_paper
from tests.browser.demo_paper import DemoPaper

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
HERE = Path(__file__).parent
PHONE, DESK = 360, 1440


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share one worker, and with it one demo paper."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPaper]:
    """The demo paper, served until the last test has ended."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"{CHROMIUM} is not installed; make install-system installs it")
    folder = tmp_path_factory.mktemp("demo")
    port = demo_paper.free_port()
    demo_paper.make(folder)
    process = demo_paper.start(folder, port)
    try:
        yield demo_paper.wait_for(process, folder, port)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def chromium(paper: DemoPaper) -> Iterator[Browser]:
    """Debian's Chromium. It is closed after each module: while it runs, Django refuses the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Witness:
    """Notes what a reader's browser should never see."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.complaints.append(f"asked another origin: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.header_value("set-cookie"):
            self.complaints.append(f"a cookie from {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        its_own_status = message.text.startswith("Failed to load resource") and "404" in message.text
        if message.type == "error" and not its_own_status:
            self.complaints.append(f"console: {message.text}")


MakeReader = Callable[..., Page]


@pytest.fixture
def reader(chromium: Browser, paper: DemoPaper) -> Iterator[MakeReader]:
    """Makes a page in a fresh profile: ``reader()``, ``reader(width=360, javascript=False, scheme="dark")``.

    At the end no page may have complained, asked another origin or been given a cookie.
    """
    witness = Witness(paper.origin)
    with ExitStack() as stack:

        def make(width: int = DESK, javascript: bool = True, scheme: str = "light", **options: Any) -> Page:
            context = chromium.new_context(
                base_url=paper.origin,
                viewport={"width": width, "height": 800},
                java_script_enabled=javascript,
                color_scheme=scheme,  # type: ignore[arg-type] # one of two literals
                reduced_motion="reduce",
                **options,
            )
            stack.callback(context.close)
            witness.watch(context)
            context.set_default_timeout(10_000)
            return context.new_page()

        yield make
    assert witness.complaints == []


@pytest.fixture
def editor(chromium: Browser, paper: DemoPaper) -> Iterator[Page]:
    """A page logged in to the newsroom as the demo's administrator."""
    context = chromium.new_context(base_url=paper.origin, viewport={"width": DESK, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/desk/")
    page.locator("input[name=login]").fill(paper.email)
    page.locator("input[name=password]").fill(paper.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/desk/")
    yield page
    context.close()
