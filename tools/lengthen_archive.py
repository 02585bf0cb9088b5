"""Writes a folder of short stories that `broadsheet import folder DIR` brings in: enough of them for older pages.

`lengthen_archive.py DIR` is run by the audit and the browser tests, since the demo paper's own lists are short.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

COUNT = 60
FIRST_DAY = date(2024, 3, 1)
STORY = """---
headline: "High water in week {number}"
date: "{day}T07:00:00"
standfirst: "The tide table for the week, as the harbour office posted it."
---
The harbour office posted the table for week {number} on the morning of {day}. High water came a little later each day,
as it does, and the ferry sailed by it.
"""


def write_stories(folder: Path) -> None:
    """Write the stories of the section ``news/transport`` into ``folder``."""
    section = folder / "stories" / "news" / "transport"
    section.mkdir(parents=True)
    for number in range(1, COUNT + 1):
        day = FIRST_DAY + timedelta(weeks=number)
        (section / f"high-water-{number}.md").write_text(STORY.format(number=number, day=day))


if __name__ == "__main__":
    write_stories(Path(sys.argv[1]))
