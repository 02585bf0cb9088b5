"""Bytes a browser fetches for the front page and a story, without pictures."""

from __future__ import annotations

from collections import Counter

from playwright.sync_api import Browser, sync_playwright

from bench import papers
from bench.results import Section
from bench.throughput import a_story

KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JavaScript", "Font": "fonts"}
CODE = ("HTML", "CSS", "JavaScript")
KB = 1024
CODE_LIMIT_KB, FONTS_LIMIT_KB = 45, 60


def measure(_quick: bool) -> Section:
    """Open each page once in an empty browser."""
    folder = papers.make_demo(papers.WORK / "demo")
    section = Section(
        "transfer",
        "Transfer without pictures",
        [
            "page",
            *KINDS.values(),
            f"code (≤ {CODE_LIMIT_KB} KB)",
            f"fonts (≤ {FONTS_LIMIT_KB} KB)",
            "requests",
        ],
    )
    with papers.serving(folder) as paper, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, path in (("front", "/"), ("story", a_story(folder)), ("front, text-only", "/lite/")):
            section.rows.append([name, *_cells(*_fetched(browser, paper.origin + path))])
        browser.close()
    section.notes = ["KB on the wire, compressed, headers included; a phone 360 pixels wide with an empty cache."]
    return section


def _fetched(browser: Browser, url: str) -> tuple[Counter[str], int]:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    session = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({kinds.get(event["requestId"], ""): int(event["encodedDataLength"])}),
    )
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    page.close()
    return sizes, len(kinds)


def _cells(sizes: Counter[str], requests: int) -> list[str]:
    by_name = {name: sizes[kind] / KB for kind, name in KINDS.items()}
    code = sum(by_name[name] for name in CODE)
    verdicts = [_verdict(code, CODE_LIMIT_KB), _verdict(by_name["fonts"], FONTS_LIMIT_KB)]
    return [*(f"{size:.1f}" for size in by_name.values()), *verdicts, str(requests)]


def _verdict(size: float, limit: int) -> str:
    return f"{size:.1f} {'✓' if size <= limit else '✗'}"
