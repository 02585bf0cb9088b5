"""Renders pages from nothing, in this process: `python -m bench.cold_renders COUNT`, inside a paper.

Prints a JSON object of processor milliseconds: of stories, of section heads, of addresses where there is no page.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
from collections.abc import Iterable

import django

django.setup()

from bench.some_stories import some_stories  # noqa: E402 # Django must be ready
from broadsheet.newsroom.models import Section  # noqa: E402
from broadsheet.paper import current_paper  # noqa: E402
from broadsheet.serving.pressing import renderer_of  # noqa: E402


def cold_renders(count: int) -> dict[str, list[float]]:
    """How long ``count`` renders of each kind took, the first few left out."""
    sections = [section.address for section in Section.objects.order_by("path")]
    kinds = {
        "story": some_stories(count),
        "section head": (sections * count)[:count],
        "404": [f"{sections[number % len(sections)]}no-such-{number}/" for number in range(count)],
    }
    return {kind: _times(addresses) for kind, addresses in kinds.items()}


def _times(addresses: Iterable[str]) -> list[float]:
    renderer = renderer_of(current_paper())
    times = []
    for address in addresses:
        gc.collect()
        began = time.process_time()
        renderer.render(address)
        times.append((time.process_time() - began) * 1000)
    return times[3:]


if __name__ == "__main__":
    logging.getLogger("django.request").setLevel(logging.ERROR)  # that there is no such page is what is asked for
    print(json.dumps(cold_renders(int(sys.argv[1]))))
