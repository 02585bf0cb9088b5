"""Where things are in the demo paper, and the list of page kinds shared with the audit."""

from __future__ import annotations

import json
import re
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

STORY_WITH_GALLERY = "/culture/good-intent-restoration/"
STORY_WITH_EMBED = "/coast/how-the-barrier-will-work/"
LONG_STORY = "/culture/good-intent-restoration/"
SECTION_WITH_OLDER_PAGES = "/news/"
SEARCHED_WORD = "barrier"

PAGES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "tools" / "audit" / "pages.json").read_text(encoding="utf-8")
)


def paths_with(text: str) -> list[str]:
    """The addresses of the pages whose kind has a word in it."""
    return [page["path"] for page in PAGES if text in page["kind"]]


def address_on(origin: str, kind: dict[str, Any]) -> str:
    """The address of a kind of page on a served paper; ``{newest day}`` becomes that of its newest story."""
    path: str = kind["path"]
    return re.sub(r"\{newest (\w+)\}", lambda name: _newest(origin)[name[1]], path)


@cache
def _newest(origin: str) -> dict[str, str]:
    """``{"month": "2026/11", "day": "2026/11/20"}``, found in the archive as a reader finds them."""
    steps = ["/archive/"]
    for _ in ("year", "month", "day"):
        with urllib.request.urlopen(origin + steps[-1]) as answer:  # the demo paper's own address
            found = re.search(rf'href="({steps[-1]}\d+/)"', answer.read().decode())
        assert found, f"{steps[-1]} leads nowhere"
        steps.append(found[1])
    month, day = (step.removeprefix("/archive/").rstrip("/") for step in steps[2:])
    return {"month": month, "day": day}
