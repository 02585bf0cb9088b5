"""What reaches a reader's browser: nothing inline, nothing from elsewhere, and little of it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.house_rules.tree import PACKAGE, package_code, reader_files, shown

KB = 1024
JAVASCRIPT_LIMIT = 10 * KB
CSS_LIMIT = 20 * KB
STATIC = PACKAGE / "reader" / "static"

DJANGO_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a <style> element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*(\bsrc=|application/(ld\+)?json))", re.IGNORECASE),
}
# A browser fetches from these; a link a reader may follow is another matter.
FETCHING = re.compile(
    r"""(?:<(?:img|script|iframe|source|video|audio|link|object|embed|use)\b[^>]*\b(?:src|srcset|href|data)\s*=\s*["']?"""
    r"""|url\(\s*["']?|@import\s+["']?|\bfrom\s+["']|\b(?:fetch|import)\(\s*["'`])(?:https?:)?//""",
    re.IGNORECASE,
)


def source(path: Path) -> str:
    return DJANGO_COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("what", INLINE)
def test_no_reader_template_has_anything_inline(what: str) -> None:
    assert [shown(path) for path in reader_files(".html") if INLINE[what].search(source(path))] == []


@pytest.mark.parametrize("suffix", [".html", ".css", ".js", ".svg"])
def test_nothing_is_fetched_from_another_address(suffix: str) -> None:
    assert [shown(path) for path in package_code(suffix) if FETCHING.search(source(path))] == []


def compressed(suffix: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.rglob(f"*{suffix}"))


def test_all_script_together_fits_in_ten_kilobytes() -> None:
    assert compressed(".js") <= JAVASCRIPT_LIMIT


def test_all_styles_together_fit_in_twenty_kilobytes() -> None:
    assert compressed(".css") <= CSS_LIMIT


def test_styles_never_shout() -> None:
    assert [shown(path) for path in reader_files(".css") if "!important" in path.read_text()] == []
