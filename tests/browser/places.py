"""Where things are in the demo paper, and the list of page kinds shared with the audit."""

from __future__ import annotations

import json
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
